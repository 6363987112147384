import Vocabulary

/// The shared libraries that the process has mapped, as the system lists them.
enum MappedLibraries {
  /// The paths of mapped files whose name begins with one of the prefixes.
  static func paths(beginning prefix: String) -> [String] {
    guard let maps = try? readFile("/proc/self/maps") else { return [] }
    var found: [String] = []
    for line in String(decoding: maps, as: UTF8.self).split(separator: "\n") {
      guard let start = line.firstIndex(of: "/") else { continue }
      let path = String(line[start...])
      guard path.split(separator: "/").last?.hasPrefix(prefix) == true, !found.contains(path) else { continue }
      found.append(path)
    }
    return found
  }

  /// The BLAS that answers libtorch's calls: the one mapped under the name that the system's alternatives choose.
  static var blas: String? { paths(beginning: "libblas.so").first }

  /// The path of the reference BLAS, if that is what is mapped: it lies in a folder of the plain name.
  static func referenceBLAS() -> String? {
    blas.flatMap { $0.split(separator: "/").dropLast().last == "blas" ? $0 : nil }
  }
}
