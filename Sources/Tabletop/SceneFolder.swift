import Glibc
import Vocabulary

/// Where the scene files are.
public enum SceneFolder {
  /// The folder `Scenes` of the checkout: `SANDBOX_ROOT`'s, else the nearest one above the executable.
  ///
  /// - Throws: `TabletopError.scenesNotFound` with every folder that was tried.
  public static func locate() throws(TabletopError) -> String {
    var searched: [String] = []
    if let root = unsafe getenv("SANDBOX_ROOT") {
      let folder = unsafe String(cString: root) + "/Scenes"
      if holdsScenes(folder) { return folder }
      searched.append(folder)
    }
    var directory = executablePath() ?? ""
    while let slash = directory.lastIndex(of: "/") {
      directory = String(directory[..<slash])
      let folder = directory + "/Scenes"
      if holdsScenes(folder) { return folder }
      searched.append(folder)
    }
    throw .scenesNotFound(searched: searched)
  }

  private static func holdsScenes(_ folder: String) -> Bool {
    unsafe access(folder + "/" + SceneName.a.fileName, R_OK) == 0
  }

  /// The program file, symbolic links resolved, as the kernel knows it.
  private static func executablePath() -> String? {
    var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
    let length = unsafe readlink("/proc/self/exe", &buffer, Int(PATH_MAX))
    guard length > 0 else { return nil }
    return String(decoding: buffer[..<length].map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }
}
