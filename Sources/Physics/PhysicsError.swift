/// What can go wrong in the engine.
public enum PhysicsError: Error, Hashable, Sendable {
  /// The library that is loaded is not the one whose headers the program was built with.
  case versionMismatch(header: Int, library: Int)
  /// A scene file that does not compile, with the engine's reason.
  case sceneRefused(path: String, reason: String)
  /// The engine stopped a call with a fault.
  case engineFault(String)
  /// The state is no longer finite or bounded; the warning that the engine counted.
  case diverged(String)
  /// Names that a scene lacks, all of them.
  case missingNames([String])
  /// A state vector that belongs to another scene.
  case stateOfAnotherScene(count: Int, expected: Int)
}

/// The text in a message buffer of the engine, up to its closing zero.
func text(of buffer: [CChar]) -> String {
  String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
