import Vocabulary

/// Why training could not begin or go on.
public enum TrainingError: Error, Hashable, Sendable {
  /// Settings that exclude each other or mean nothing, with the reason.
  case configuration(String)
  /// No episode to train on.
  case nothingToLearn
  /// A loss or gradient that is infinite or not a number.
  case notFinite(NonFiniteStep)
  /// A folder whose training was begun with other settings; the first thing that differs.
  case otherTraining(folder: String, difference: String)
  /// A file of the folder that is damaged or not of this training.
  case damaged(file: String, reason: String)
  /// A file that could not be written.
  case file(FileError)
  /// A reader that failed on a decision of an episode, or on a view.
  case unreadable(episode: Int, decision: Int, reason: String)
}

/// Where a loss ceased to be finite.
public struct NonFiniteStep: Hashable, Sendable {
  /// The optimiser step, from 0.
  public let step: Int
  /// What was not finite: a part of the loss, or the gradient.
  public let quantity: String
  /// The windows it came from; all of the batch where that cannot be told.
  public let windows: [WindowChoice]
  /// The last checkpoint, whose weights are finite; nil before the first.
  public let lastGoodCheckpoint: String?
}
