import Glibc

/// Where the library may lie.
enum LibraryPlaces {
  /// The candidates in the order in which they are tried: beside the executable, which for tests is their bundle.
  static func candidates(_ fileName: String) -> [String] {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX))
    let length = unsafe readlink("/proc/self/exe", &buffer, buffer.count)
    guard length > 0 else { return [] }
    let executable = String(decoding: buffer.prefix(length).map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return [executable.prefix(through: executable.lastIndex(of: "/")!) + fileName]
  }
}
