import Chains
import Episodes
import Vocabulary

/// Two agents on the same chains, chain by chain.
public struct PairedComparison: Hashable, Sendable {
  /// Chains that both carried out.
  public let chains: Int
  /// Chains that one of them alone carried out; they are not compared.
  public let onlyFirst: Int
  /// Likewise.
  public let onlySecond: Int
  /// At least 1, 2, … 5 subtasks in a row.
  public let success: [PairedProportion]
  /// Subtasks in a row on average; nil without common chains.
  public let meanLength: PairedMean?
  /// Attempts at each subtask that both came to at the same place of the same chain.
  public let subtasks: [Subtask: PairedProportion]
  /// All of these attempts together; nil without any.
  public let attempts: PairedAttempts?
  /// Operations of a decision; nil where not both have spent some.
  public let compute: PairedCompute?
  /// Those of the decoder's layers alone.
  public let decoderCompute: PairedCompute?

  /// The comparison of some chains, in any order, matched by their numbers.
  ///
  /// - Parameter stream: what the bootstrap draws from.
  public init(
    _ first: [ChainSummary], _ second: [ChainSummary], stream: RandomStream, resamples: Int = 10_000
  ) {
    let others = Dictionary(second.map { ($0.chain, $0) }, uniquingKeysWith: { known, _ in known })
    let pairs = first.sorted { $0.chain < $1.chain }.compactMap { own in others[own.chain].map { (own, $0) } }
    chains = pairs.count
    onlyFirst = first.count - pairs.count
    onlySecond = second.count - pairs.count
    success = (1...Chain.length).map { length in
      pairs.reduce(into: PairedProportion()) {
        $0.count(first: $1.0.completed >= length, second: $1.1.completed >= length)
      }
    }
    meanLength =
      pairs.isEmpty
      ? nil
      : PairedMean(
        pairs.map(\.0.completed), pairs.map(\.1.completed), stream: stream.split("length"), resamples: resamples)
    var subtasks: [Subtask: PairedProportion] = [:]
    var byChain: [PairedProportion] = []
    for (own, other) in pairs {
      var all = PairedProportion()
      for (left, right) in zip(own.attempts, other.attempts) where left.subtask == right.subtask {
        let (first, second) = (left.outcome == Outcome.succeeded.word, right.outcome == Outcome.succeeded.word)
        subtasks[left.subtask, default: PairedProportion()].count(first: first, second: second)
        all.count(first: first, second: second)
      }
      byChain.append(all)
    }
    self.subtasks = subtasks
    attempts = PairedAttempts(byChain, stream: stream.split("attempts"), resamples: resamples)
    let (own, other) = (pairs.map(\.0.compute), pairs.map(\.1.compute))
    compute = PairedCompute(
      own, other, stream: stream.split("compute"), resamples: resamples, operations: \.multiplyAccumulates)
    decoderCompute = PairedCompute(
      own, other, stream: stream.split("decoder"), resamples: resamples, operations: \.decoderMultiplyAccumulates)
  }
}

/// Attempts that two agents came to at the same places of the same chains, all subtasks together.
///
/// Attempts of one chain depend on each other, so that McNemar's test and Newcombe's interval do not apply to their sum:
/// chains are what is drawn and what signs are given to.
public struct PairedAttempts: Hashable, Sendable {
  /// How often each succeeded.
  public let pairs: PairedProportion
  /// Bootstrap interval of the difference over chains, 95 %.
  public let interval: Interval
  /// `signFlipProbability` of the chains' differences: successes of the second less those of the first.
  public let probability: Double

  /// Attempts chain by chain; nil without any.
  public init?(_ chains: [PairedProportion], stream: RandomStream, resamples: Int = 10_000) {
    pairs = chains.reduce(PairedProportion(), +)
    guard pairs.pairs > 0 else { return nil }
    let differences = chains.map { $0.onlySecond - $0.onlyFirst }
    probability = signFlipProbability(differences)
    interval = bootstrapInterval(count: chains.count, stream: stream, resamples: resamples) { chosen in
      var (difference, count) = (0, 0)
      for chain in chosen {
        difference += differences[chain]
        count += chains[chain].pairs
      }
      return Double(difference) / Double(count)
    }
  }
}

/// Two means of the same trials.
public struct PairedMean: Hashable, Sendable {
  /// The first one's.
  public let first: Double
  /// The second one's.
  public let second: Double
  /// Second minus first.
  public let difference: Double
  /// Bootstrap interval of the difference over trials, 95 %.
  public let interval: Interval
  /// `signFlipProbability` of the differences.
  public let probability: Double
  /// Standard deviation of the differences.
  public let deviation: Double

  /// The means of whole numbers, a pair a trial; at least one.
  public init(_ first: [Int], _ second: [Int], stream: RandomStream, resamples: Int = 10_000) {
    precondition(first.count == second.count && !first.isEmpty, "trials come in pairs")
    let differences = zip(first, second).map { $1 - $0 }
    let count = Double(first.count)
    self.first = Double(first.reduce(0, +)) / count
    self.second = Double(second.reduce(0, +)) / count
    let mean = Double(differences.reduce(0, +)) / count
    difference = mean
    interval = bootstrapMeanInterval(differences, stream: stream, resamples: resamples)
    probability = signFlipProbability(differences)
    let squares = differences.reduce(0.0) { $0 + (Double($1) - mean) * (Double($1) - mean) }
    deviation = first.count > 1 ? (squares / (count - 1)).squareRoot() : 0
  }
}

/// What a decision costs two agents on the same chains.
public struct PairedCompute: Hashable, Sendable {
  /// Operations of the first one's decision on average: failed chains count like others.
  public let first: Double
  /// The second one's.
  public let second: Double
  /// By what share the second one's are fewer; below 0 where they are more.
  public let saving: Double
  /// Bootstrap interval of the saving over chains, 95 %.
  public let interval: Interval

  /// Nil where one of them spent nothing.
  init?(
    _ first: [ComputeTally], _ second: [ComputeTally], stream: RandomStream, resamples: Int,
    operations: (ComputeTally) -> Int
  ) {
    let rows = zip(first, second).map { own, other in
      [operations(own), own.decisions, operations(other), other.decisions].map(Double.init)
    }
    func means(_ sums: [Double]) -> (first: Double, second: Double) { (sums[0] / sums[1], sums[2] / sums[3]) }
    let sums = (0..<4).map { column in rows.reduce(0) { $0 + $1[column] } }
    guard sums.allSatisfy({ $0 > 0 }) else { return nil }
    let (own, other) = means(sums)
    self.first = own
    self.second = other
    saving = 1 - other / own
    interval = bootstrapInterval(count: rows.count, stream: stream, resamples: resamples) { chosen in
      var drawn = [0.0, 0, 0, 0]
      for row in chosen { for column in 0..<4 { drawn[column] += rows[row][column] } }
      let (own, other) = means(drawn)
      return 1 - other / own
    }
  }
}

extension ChainSummary {
  /// What the agent spent on the whole chain.
  public var compute: ComputeTally { attempts.reduce(ComputeTally()) { $0 + $1.compute } }
}
