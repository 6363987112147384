import Testing
import Training
import Vocabulary

/// Three subtasks, one of them a hundred times as frequent as another; every tenth episode is held out.
private let episodes: [EpisodeDescription] = (0..<333).map { index in
  let subtask = index % 111 == 5 ? "lift" : index % 11 == 0 ? "push" : "open"
  return EpisodeDescription(
    subtask: subtask, scene: "D", instruction: "do it", decisions: 3 + index * 7 % 40, gripperSwitches: [2],
    isValidation: index % 10 == 9)
}

private func sampler(
  _ episodes: [EpisodeDescription] = episodes, newestRoundShare: Double = 0.5, seed: UInt64 = 3
) throws -> WindowSampler {
  try WindowSampler(
    episodes, window: 6, warmUp: 4, exits: 3, newestRoundShare: newestRoundShare, stream: RandomStream(seed: seed))
}

@Suite struct WindowSamplerTests {
  @Test func everySubtaskIsDrawnAsOftenAsAnyOther() throws {
    let sampler = try sampler()
    let windows = (0..<100).flatMap { sampler.batch(step: $0, count: 30).windows }
    let counts = Dictionary(grouping: windows) { episodes[$0.episode].subtask }.mapValues(\.count)
    #expect(counts.count == 3)
    for (subtask, count) in counts {
      // 3000 draws with p = 1/3: five standard deviations are 129.
      #expect(abs(count - 1000) < 129, "\(subtask) \(count)")
    }
  }

  @Test func heldOutEpisodesComeOnceEachWithSubtasksInTurn() throws {
    let sampler = try sampler()
    let all = sampler.validationEpisodes(count: 1000)
    #expect(all.sorted() == episodes.indices.filter { episodes[$0].isValidation })
    #expect(Set(all.prefix(3).map { episodes[$0].subtask }) == Set(all.map { episodes[$0].subtask }))
    #expect(sampler.validationEpisodes(count: 5) == Array(all.prefix(5)))
  }

  @Test func windowsLieInTrainedEpisodesAndCoverThem() throws {
    let sampler = try sampler()
    let windows = (0..<200).flatMap { sampler.batch(step: $0, count: 30).windows }
    for window in windows {
      let episode = episodes[window.episode]
      #expect(!episode.isValidation)
      #expect(window.count == min(6, episode.decisions))
      #expect(window.warmUp == min(4, window.first), "the warm-up is cut only by the episode's beginning")
      #expect(window.decisions.lowerBound >= 0 && window.decisions.upperBound <= episode.decisions, "\(window)")
    }
    #expect(windows.contains { $0.first == 0 })
    #expect(windows.contains { $0.first + $0.count == episodes[$0.episode].decisions && $0.first > 20 })
  }

  @Test func theEndsOfAnEpisodeAreLearntFromAsOftenAsItsMiddle() throws {
    let long = [EpisodeDescription(subtask: "open", scene: "D", instruction: "do it", decisions: 24)]
    let sampler = try sampler(long)
    var counts = [Int](repeating: 0, count: 24)
    for window in (0..<400).flatMap({ sampler.batch(step: $0, count: 30).windows }) {
      for decision in window.first..<window.first + window.count { counts[decision] += 1 }
    }
    let middle = counts[10..<14].reduce(0, +) / 4
    // 12,000 windows of 6 among 29 beginnings: 2483 times each, five standard deviations are 222.
    #expect(abs(counts[0] - middle) < 300 && abs(counts[23] - middle) < 300, "\(counts)")
    #expect(counts.allSatisfy { $0 > middle - 300 }, "\(counts)")
  }

  @Test func aBatchDependsOnSeedAndStepAlone() throws {
    let one = try sampler()
    let other = try sampler()
    _ = other.batch(step: 7, count: 16)
    #expect(one.batch(step: 12, count: 16) == other.batch(step: 12, count: 16))
    #expect(one.batch(step: 12, count: 16) != one.batch(step: 13, count: 16))
    #expect(one.batch(step: 12, count: 16) != (try sampler(seed: 4)).batch(step: 12, count: 16))
    #expect(one.batch(step: 12, count: 8).windows == Array(one.batch(step: 12, count: 16).windows[..<8]))
  }

  @Test func heldOutWindowsAreNeverTrainedOnAndHaveEverySubtask() throws {
    let held = try sampler().validationWindows(count: 40)
    #expect(held.count == 40)
    #expect(held.allSatisfy { episodes[$0.episode].isValidation })
    let subtasks = Set(episodes.filter(\.isValidation).map(\.subtask))
    #expect(Set(held.map { episodes[$0.episode].subtask }) == subtasks)
    #expect(held == (try sampler().validationWindows(count: 40)))
  }

  @Test func exitsAreDrawnPerDecisionAndInTwoSegments() throws {
    let sampler = try sampler()
    var perStep: [Int: Int] = [:]
    var cuts: Set<Int> = []
    for step in 0..<300 {
      let batch = sampler.batch(step: step, count: 8)
      var cutsHere: Set<Int> = []
      for (window, exits) in zip(batch.windows, batch.exits) {
        #expect(exits.perStep.count == window.decisions.count && exits.segments.count == window.decisions.count)
        exits.perStep.forEach { perStep[$0, default: 0] += 1 }
        let changes = exits.segments.indices.dropFirst().filter { exits.segments[$0] != exits.segments[$0 - 1] }
        #expect(changes.count <= 1, "two segments at most")
        cutsHere.formUnion(changes.map { $0 - window.warmUp })
      }
      #expect(cutsHere.count <= 1, "one cut for the whole batch")
      cuts.formUnion(cutsHere)
    }
    #expect(cuts == Set(1..<6))
    let total = perStep.values.reduce(0, +)
    #expect(Set(perStep.keys) == [0, 1, 2])
    #expect(perStep.values.allSatisfy { abs($0 - total / 3) < total / 30 }, "\(perStep)")
  }

  @Test func theNewestRoundHasItsShare() throws {
    let rounds =
      episodes
      + episodes.map {
        EpisodeDescription(
          subtask: $0.subtask, scene: "D", instruction: "again", decisions: $0.decisions, isValidation: $0.isValidation,
          round: 2)
      }
    for share in [0.0, 0.5, 1] {
      let sampler = try sampler(rounds, newestRoundShare: share)
      let windows = (0..<50).flatMap { sampler.batch(step: $0, count: 40).windows }
      let newest = windows.count { rounds[$0.episode].round == 2 }
      // 2000 draws: five standard deviations of a half are 112.
      #expect(abs(Double(newest) - 2000 * share) < 112, "\(share): \(newest)")
      #expect(share != 1 || newest == 2000)
      #expect(share != 0 || newest == 0)
    }
  }

  @Test func nothingToLearnIsAnError() {
    let held = episodes.filter(\.isValidation)
    #expect(throws: TrainingError.nothingToLearn) { try sampler(held) }
  }
}
