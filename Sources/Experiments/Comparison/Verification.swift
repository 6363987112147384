import Chains
import Episodes
import Evaluation

/// What came of carrying out recorded chains again.
public struct Verification: Hashable, Sendable {
  /// Chains that were carried out again.
  public internal(set) var total = 0
  /// Those that left the recorded course, by agent, scene and number in the record's order.
  public internal(set) var differences: [ChainDifference] = []
  /// Whether all chains were carried out.
  public internal(set) var completion = Completion.finished

  /// Chains that came out bit for bit as recorded.
  public var identical: Int { total - differences.count }
}

extension ExperimentRunner {
  /// Carries out recorded chains again and compares their courses with the record's.
  ///
  /// - Parameters:
  ///   - chosen: whose chains; all that the record has of them.
  ///   - chain: this chain alone; nil for all.
  ///   - workers: how many at the same time; the answer does not depend on it.
  ///   - progress: called on the calling thread with the chains compared so far, how many of them differ, and all.
  public func verify(
    _ record: RunRecord, _ chosen: [RunEntry], chain: Int? = nil, workers: Int,
    cancellation: Cancellation = Cancellation(), progress: (_ done: Int, _ different: Int, _ total: Int) -> Void
  ) throws -> Verification {
    var jobs: [(entry: RunEntry, agent: AgentSettings, chains: [RecordedChain])] = []
    for (entry, agent) in zip(entries, agents) where chosen.contains(entry) {
      jobs.append((entry, agent, try record.chains(of: entry).filter { chain == nil || $0.chain == chain }))
    }
    let total = jobs.reduce(0) { $0 + $1.chains.count }
    var verification = Verification()
    progress(0, 0, total)
    for (entry, agent, recorded) in jobs {
      var differences: [ChainDifference] = []
      let byNumber = Dictionary(uniqueKeysWithValues: recorded.map { ($0.chain, $0) })
      let known = chains.filter { byNumber[$0.index] != nil }
      for lost in recorded where !known.contains(where: { $0.index == lost.chain }) {
        verification.total += 1
        differences.append(
          ChainDifference(entry: entry, chain: lost.chain, position: 0, step: 0, kind: .chain, isFirstStep: true))
      }
      verification.completion = try evaluate(known, of: entry, agent, workers: workers, cancellation) { result in
        guard let chain = byNumber[result.rollout.chain] else { return }
        verification.total += 1
        if let difference = try RecordedCourse(chain, of: entry, in: record).difference(from: result) {
          differences.append(difference)
        }
        progress(verification.total, verification.differences.count + differences.count, total)
      }
      verification.differences += differences.sorted { $0.chain < $1.chain }
      guard verification.completion == .finished else { break }
    }
    return verification
  }
}
