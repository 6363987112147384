import Foundation

/// Makes a folder, and those around it, where they are not there yet.
///
/// - Throws: `RunError` that names the folder.
func makeFolder(_ path: String) throws(RunError) {
  do {
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
  } catch {
    throw RunError(ofFolder: path, error)
  }
}
