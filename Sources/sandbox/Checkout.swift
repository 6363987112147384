import Glibc
import Tabletop

/// The checkout that the program belongs to.
enum Checkout {
  /// Its root: the folder that holds the scenes.
  ///
  /// - Throws: `TabletopError.scenesNotFound`.
  static func root() throws(TabletopError) -> String { String(try SceneFolder.locate().dropLast("/Scenes".count)) }
}

/// An environment variable that is set to something.
func environmentVariable(_ name: String) -> String? {
  guard let value = unsafe getenv(name) else { return nil }
  let text = unsafe String(cString: value)
  return text.isEmpty ? nil : text
}
