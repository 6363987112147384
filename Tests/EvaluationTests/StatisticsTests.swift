import Chains
import Evaluation
import Testing
import Vocabulary

@Suite struct StatisticsTests {
  private func summary(_ chain: Int, completed: Int, outcome: String = "timedOut") -> ChainSummary {
    let subtasks = Array(Subtask.allCases.prefix(5))
    let attempts = subtasks.prefix(completed).map { AttemptSummary(subtask: $0, outcome: "succeeded", steps: 10) }
    let failed = completed == 5 ? [] : [AttemptSummary(subtask: subtasks[completed], outcome: outcome, steps: 360)]
    return ChainSummary(
      chain: chain, completed: completed, outcome: completed == 5 ? "succeeded" : outcome, attempts: attempts + failed)
  }

  @Test func everyChainCountsHoweverItEnded() {
    let statistics = ChainStatistics(
      [summary(0, completed: 5), summary(1, completed: 2), summary(2, completed: 0, outcome: "diverged")],
      stream: RandomStream(seed: 1))
    #expect(statistics.chains == 3)
    #expect(statistics.success.map(\.successes) == [2, 2, 1, 1, 1])
    #expect(statistics.success.allSatisfy { $0.trials == 3 })
    #expect(statistics.meanLength == 7.0 / 3)
    #expect(statistics.outcomes == ["succeeded": 1, "timedOut": 1, "diverged": 1])
    #expect(statistics.steps == 50 + 20 + 360 + 360)
    #expect(statistics.subtasks[Subtask.allCases[0]]?.success == Proportion(successes: 2, trials: 3))
    #expect(statistics.subtasks[Subtask.allCases[0]]?.medianSteps == 10)
    #expect(statistics.subtasks[Subtask.allCases[3]]?.success == Proportion(successes: 1, trials: 1))
    #expect(statistics.subtasks[Subtask.allCases[7]] == nil)
  }

  @Test func meanLengthIsTheSumOfTheSuccessShares() {
    for seed in 0..<50 {
      var stream = RandomStream(seed: UInt64(seed))
      let chains = (0..<40).map { summary($0, completed: stream.index(below: 6)) }
      let statistics = ChainStatistics(chains, stream: stream, resamples: 200)
      #expect(abs(statistics.meanLength - statistics.success.reduce(0) { $0 + $1.share }) < 1e-12, "seed \(seed)")
      #expect(statistics.meanLengthInterval.lower <= statistics.meanLength, "seed \(seed)")
      #expect(statistics.meanLength <= statistics.meanLengthInterval.upper, "seed \(seed)")
    }
  }

  @Test func successOverTimeRisesToTheShareOfAllAttempts() {
    for seed in 0..<100 {
      var stream = RandomStream(seed: UInt64(seed))
      let steps = (0..<60).map { _ in 1 + stream.index(below: 90) }
      let course = SuccessByStep(attempts: 60 + stream.index(below: 40), stepsOfSuccesses: steps)
      var last = 0
      for step in 0...100 {
        let success = course.success(by: step)
        // What failed, and what succeeds later, counts in the denominator.
        #expect(success.successes == steps.count { $0 <= step } && success.trials == course.attempts, "seed \(seed)")
        #expect(course.changes.contains(step) == (success.successes > last), "seed \(seed), step \(step)")
        last = success.successes
      }
      #expect(last == 60 && course.changes.sorted() == course.changes, "seed \(seed)")
    }
    let statistics = ChainStatistics(
      [summary(0, completed: 5), summary(1, completed: 2)], stream: RandomStream(seed: 1), resamples: 10)
    let course = statistics.successByStep
    #expect(course.success(by: 9).successes == 0 && course.success(by: 360) == Proportion(successes: 7, trials: 8))
    #expect(SuccessByStep(attempts: 3, stepsOfSuccesses: []).changes.isEmpty)
  }

  @Test func orderOfChainsDoesNotMatter() {
    var stream = RandomStream(seed: 3)
    let chains = (0..<60).map { summary($0, completed: stream.index(below: 6)) }
    let expected = ChainStatistics(chains, stream: RandomStream(seed: 4), resamples: 500)
    for seed in 0..<5 {
      var shuffle = RandomStream(seed: UInt64(seed))
      #expect(ChainStatistics(shuffle.shuffled(chains), stream: RandomStream(seed: 4), resamples: 500) == expected)
    }
  }

  @Test func bootstrapRepeatsWithItsStreamAndCoversTheNormalInterval() {
    var stream = RandomStream(seed: 9)
    let values = (0..<400).map { _ in stream.index(below: 6) }
    let interval = bootstrapMeanInterval(values, stream: RandomStream(seed: 1))
    #expect(interval == bootstrapMeanInterval(values, stream: RandomStream(seed: 1)))
    #expect(interval != bootstrapMeanInterval(values, stream: RandomStream(seed: 2)))
    // For 400 bounded values the mean is all but normal: the ends lie 1.96 standard errors away.
    let mean = Double(values.reduce(0, +)) / 400
    let variance = values.reduce(0) { $0 + (Double($1) - mean) * (Double($1) - mean) } / 400
    let error = (variance / 400).squareRoot()
    #expect(abs((mean - interval.lower) / error - 1.96) < 0.1)
    #expect(abs((interval.upper - mean) / error - 1.96) < 0.1)
  }

  @Test func bootstrapOfEqualValuesIsAPoint() {
    let interval = bootstrapMeanInterval([3, 3, 3], stream: RandomStream(seed: 0), resamples: 100)
    #expect(interval == Interval(lower: 3, upper: 3))
  }

  @Test func noChainsHaveNoMean() {
    let statistics = ChainStatistics([], stream: RandomStream(seed: 0))
    #expect(statistics.chains == 0 && statistics.meanLength.isNaN && statistics.meanLengthInterval.lower.isNaN)
  }
}
