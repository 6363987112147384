import Foundation
import Glibc
import Pictures
import Vocabulary

/// Names and writes the files that a window leaves: screenshots and recordings, numbered in a folder.
struct PictureFiles {
  /// Where they go; made when the first is written.
  let folder: String
  /// What their names begin with.
  let name: String

  /// The first name that is free, as in `quickstart-screenshot-001.png`.
  func next(_ kind: String) throws(FileError) -> String {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    } catch {
      throw FileError(path: folder, operation: .create, code: errno)
    }
    var number = 1
    while true {
      let digits = String(number)
      let path =
        "\(folder)/\(name)-\(kind)-" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits + ".png"
      if unsafe access(path, F_OK) != 0 { return path }
      number += 1
    }
  }

  /// A path as seen from the current directory.
  static func short(_ path: String) -> String {
    let here = currentDirectory() + "/"
    return path.hasPrefix(here) ? String(path.dropFirst(here.count)) : path
  }

  /// Writes a screenshot and returns its path.
  func write(_ picture: PixelBuffer) throws(FileError) -> String {
    let path = try next("screenshot")
    try AtomicFile.write(PNG.encode(picture.image, text: [("Software", "sandbox")]), to: path)
    return path
  }
}
