import Glibc
import Vocabulary

/// The checkout that the program belongs to: where the scenes are.
enum Checkout {
  /// Its root: `SANDBOX_ROOT`, which the front door sets, else found upwards from the executable.
  ///
  /// - Throws: `MachineError.noScenes`.
  static func root() throws(MachineError) -> String {
    if let root = environment("SANDBOX_ROOT") {
      guard isRoot(root) else { throw .noScenes(searched: "SANDBOX_ROOT=\(root)") }
      return root
    }
    let executable = executablePath()
    var directory = executable[...]
    while let slash = directory.lastIndex(of: "/") {
      directory = directory[..<slash]
      if isRoot(String(directory)) { return String(directory) }
    }
    throw .noScenes(searched: executable)
  }

  /// The file of a scene.
  static func path(of scene: SceneName) throws(MachineError) -> String { try root() + "/Scenes/" + scene.fileName }

  private static func isRoot(_ path: String) -> Bool {
    unsafe access(path + "/Scenes/" + SceneName.a.fileName, R_OK) == 0
  }

  /// An environment variable that is set to something.
  static func environment(_ name: String) -> String? {
    guard let value = unsafe getenv(name) else { return nil }
    let text = unsafe String(cString: value)
    return text.isEmpty ? nil : text
  }

  private static func executablePath() -> String {
    var bytes = [CChar](repeating: 0, count: Int(PATH_MAX))
    let count = unsafe readlink("/proc/self/exe", &bytes, bytes.count)
    return String(decoding: bytes.prefix(max(0, count)).map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
