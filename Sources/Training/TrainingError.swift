import Vocabulary

/// Why training could not begin or go on.
public enum TrainingError: Error, Hashable, Sendable {
  /// A setting that is out of its range or does not fit another one.
  case setting(String, value: String, allowed: String)
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
  /// A reader that failed on a decision of an episode.
  case unreadable(episode: Int, decision: Int, reason: String)
  /// A reader that failed on a random view.
  case unreadableView(Int, reason: String)
}

/// Where a loss ceased to be finite.
public struct NonFiniteStep: Hashable, Sendable {
  /// The optimiser step, from 0.
  public let step: Int
  /// What was not finite: a part of the loss, or the gradient.
  public let quantity: String
  /// The windows it came from; all of the batch where that cannot be told, none in the encoders' phase.
  public let windows: [WindowChoice]
  /// The random views it came from; empty outside the encoders' phase.
  public let views: Range<Int>
  /// The last checkpoint, whose weights are finite; nil before the first.
  public let lastGoodCheckpoint: String?
}
