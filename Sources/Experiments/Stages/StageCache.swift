import Vocabulary

/// Where what stages make is kept: a folder each, named by the content of all that determines it.
///
/// An experiment whose evaluation alone has changed finds its demonstrations and its policy again, and so does another
/// experiment that shares them.
public struct StageCache: Hashable, Sendable {
  /// The folder of all of them.
  public let folder: String

  /// A cache in a folder, which need not exist.
  public init(folder: String) { self.folder = folder }

  /// The folder of a stage's product.
  ///
  /// - Parameter premises: everything that determines what comes out, one text each.
  func place(of stage: RunStage, _ premises: [String]) -> String {
    "\(folder)/\(stage.rawValue)-\(ContentHash(of: premises.joined(separator: "\n\n")))"
  }
}
