import Vocabulary

/// Why demonstrations could not be recorded or read.
public enum DemonstrationError: Error, Hashable, Sendable {
  /// There is no store in this folder.
  case noStore(folder: String)
  /// A file of the store cannot be read; the system's words.
  case unreadable(file: String, reason: String)
  /// A file of the store is not what it should be: where in it, in bytes, and what is wrong.
  case damaged(file: String, byte: Int, reason: String)
  /// The store was written by a version of the program with another format.
  case version(file: String, found: Int, known: Int)
  /// The recording was interrupted: how many of its units are there.
  case incomplete(folder: String, finished: Int, total: Int)
  /// The folder holds a store of another plan or of other scenes; what differs.
  case otherPlan(folder: String, difference: String)
  /// A scene is not the one that was recorded in.
  case otherScene(SceneName, recorded: ContentHash, loaded: ContentHash)
  /// The store has no demonstrations in a scene that was asked for.
  case sceneNotRecorded(SceneName)
  /// An episode or decision that is not there.
  case noEpisode(Int, count: Int)
  /// A file could not be written.
  case file(FileError)
}
