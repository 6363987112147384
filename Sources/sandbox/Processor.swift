import Glibc

/// What the processor can do.
enum Processor {
  /// The instructions that x86-64-v3 has beyond every x86-64, as Linux names them.
  static let neededFeatures = ["avx", "avx2", "bmi1", "bmi2", "f16c", "fma", "abm", "movbe"]

  /// Those that this processor lacks, nil if none; a processor that does not tell is trusted.
  static func missingFeatures() -> [String]? {
    guard let features = value(of: "flags") else { return nil }
    let present = Set(features.split(separator: " "))
    let missing = neededFeatures.filter { !present.contains(Substring($0)) }
    return missing.isEmpty ? nil : missing
  }

  /// Its name.
  static var name: String { value(of: "model name") ?? "unknown" }

  /// How many threads it runs at once.
  static var threadCount: Int { sysconf(Int32(_SC_NPROCESSORS_ONLN)) }

  /// The first value of a key in the kernel's description.
  private static func value(of key: String) -> String? {
    for line in description.split(separator: "\n") {
      guard let colon = line.firstIndex(of: ":") else { continue }
      let name = line[..<colon].filter { $0 != "\t" }
      if name == key { return String(line[line.index(after: colon)...].drop { $0 == " " }) }
    }
    return nil
  }

  /// The kernel's description of the first processor.
  private static let description: String = {
    let file = unsafe open("/proc/cpuinfo", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var bytes = [UInt8](repeating: 0, count: 8192)
    let count = unsafe bytes.withUnsafeMutableBytes { unsafe read(file, $0.baseAddress, $0.count) }
    return String(decoding: bytes.prefix(max(0, count)), as: UTF8.self)
  }()
}
