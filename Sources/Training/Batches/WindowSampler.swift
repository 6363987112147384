import Vocabulary

/// Draws batches of windows: every subtask as often as any other, however rare it is in the demonstrations.
///
/// A batch depends on the stream and its step alone, so a run that was cut short goes on with the same batches.
public struct WindowSampler: Sendable {
  /// Decisions in a window.
  public let window: Int
  /// Decisions before it, where the episode has them.
  public let warmUp: Int
  /// The exits to choose from.
  public let exits: Int
  /// The probability of the newest round, where there are several.
  public let newestRoundShare: Double
  private let episodes: [EpisodeDescription]
  private let stream: RandomStream
  /// Episodes by subtask: those of the newest round, and those before it; all together where there is one round.
  private let newest: [[Int]]
  private let older: [[Int]]

  /// A sampler over the episodes that are trained on.
  ///
  /// Without any episode it has nothing to draw from, which suffices for encoders.
  /// - Throws: `nothingToLearn` when all of them are held out.
  public init(
    _ episodes: [EpisodeDescription], window: Int, warmUp: Int, exits: Int, newestRoundShare: Double = 0.5,
    stream: RandomStream
  ) throws(TrainingError) {
    precondition(window > 0 && warmUp >= 0 && exits > 0, "windows have decisions and the policy exits")
    let trained = episodes.indices.filter { !episodes[$0].isValidation }
    if trained.isEmpty, !episodes.isEmpty { throw .nothingToLearn }
    let last = trained.map { episodes[$0].round }.max() ?? 0
    func bySubtask(_ indices: [Int]) -> [[Int]] {
      Dictionary(grouping: indices) { episodes[$0].subtask }.sorted { $0.key < $1.key }.map(\.value)
    }
    newest = bySubtask(trained.filter { episodes[$0].round == last })
    older = bySubtask(trained.filter { episodes[$0].round < last })
    self.episodes = episodes
    self.window = window
    self.warmUp = warmUp
    self.exits = exits
    self.newestRoundShare = newestRoundShare
    self.stream = stream
  }

  /// The batch of a step.
  public func batch(step: Int, count: Int) -> WindowBatch {
    let here = stream.split("step", step)
    var windows: [WindowChoice] = []
    for index in 0..<count {
      var drawing = here.split("window", index)
      windows.append(choose(&drawing))
    }
    // One cut for the whole batch, as published: the first segment has 1 … window decisions.
    var cutting = here.split("cut")
    let cut = 1 + cutting.index(below: window)
    let exits = windows.enumerated().map { index, window in
      sampling(of: window, cut: cut, stream: here.split("exits", index))
    }
    return WindowBatch(step: step, windows: windows, exits: exits)
  }

  /// Windows of held-out episodes, spread over them; the same at every validation.
  public func validationWindows(count: Int) -> [WindowChoice] {
    let held = held
    guard !held.isEmpty else { return [] }
    return (0..<count).map { index in
      var drawing = stream.split("validation", index)
      // Subtasks in turn, so that a small validation has all of them.
      return window(of: drawing.choose(from: held[index % held.count]), &drawing)
    }
  }

  /// Different held-out episodes, subtasks in turn: so many, or all where there are fewer.
  public func validationEpisodes(count: Int) -> [Int] {
    let held = held
    let turns = held.map(\.count).max() ?? 0
    return Array((0..<turns).flatMap { turn in held.compactMap { turn < $0.count ? $0[turn] : nil } }.prefix(count))
  }

  /// The held-out episodes by subtask.
  private var held: [[Int]] {
    Dictionary(grouping: episodes.indices.filter { episodes[$0].isValidation }) { episodes[$0].subtask }
      .sorted { $0.key < $1.key }.map(\.value)
  }

  private func choose(_ drawing: inout RandomStream) -> WindowChoice {
    let isNewest = older.isEmpty || drawing.uniform() < newestRoundShare
    let episode = drawing.choose(from: drawing.choose(from: isNewest ? newest : older))
    return window(of: episode, &drawing)
  }

  /// A window of an episode.
  ///
  /// Windows that would reach beyond either end are drawn too, and moved inside: the first decisions and the last,
  /// which decide whether a subtask succeeds, are then learnt from as often as any other.
  private func window(of episode: Int, _ drawing: inout RandomStream) -> WindowChoice {
    let decisions = episodes[episode].decisions
    let count = min(window, decisions)
    let drawn = drawing.index(below: decisions + count - 1) - (count - 1)
    let first = min(max(drawn, 0), decisions - count)
    return WindowChoice(episode: episode, first: first, count: count, warmUp: min(warmUp, first))
  }

  private func sampling(of window: WindowChoice, cut: Int, stream: RandomStream) -> ExitSampling {
    var drawing = stream
    let perStep = window.decisions.map { _ in drawing.index(below: exits) }
    let before = drawing.index(below: exits)
    let after = drawing.index(below: exits)
    let segments = window.decisions.map { $0 < window.first + cut ? before : after }
    return ExitSampling(perStep: perStep, segments: segments)
  }
}
