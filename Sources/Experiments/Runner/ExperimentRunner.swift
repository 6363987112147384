import Chains
import Episodes
import Evaluation
import Vocabulary

/// Carries out an experiment in its run folder: the chains that are still missing, then pictures, summary and report.
///
/// Each chain is recorded as it is finished. Everything else is made from the record, so that a run that was cut short
/// anywhere and started again ends with the same files, byte for byte but for times.
public struct ExperimentRunner<World: Environment & SendableMetatype>: Sendable {
  /// What is asked for.
  public let experiment: Experiment
  /// On what.
  public let chains: [Chain]
  /// With which worlds, agents and pictures.
  public let laboratory: Laboratory<World>
  /// In which words.
  public let instruction: @Sendable (Subtask, inout RandomStream) -> Instruction

  /// A runner from its parts.
  public init(
    _ experiment: Experiment, chains: [Chain], laboratory: Laboratory<World>,
    instruction: @escaping @Sendable (Subtask, inout RandomStream) -> Instruction
  ) {
    self.experiment = experiment
    self.chains = chains
    self.laboratory = laboratory
    self.instruction = instruction
  }

  /// What an experiment came to.
  public struct Result: Sendable {
    /// Whether everything was done.
    public let completion: Completion
    /// Chains in the record.
    public let finishedChains: Int
    /// What came out; nil when the run was stopped before.
    public let summary: RunSummary?
  }

  /// The agents, each in every scene, in the order of the experiment.
  public var entries: [RunEntry] {
    experiment.agents.flatMap { agent in
      experiment.evaluation.scenes.map { RunEntry(agent: agent.name, scene: $0) }
    }
  }

  /// How chains are carried out.
  public var evaluation: ChainEvaluation {
    ChainEvaluation(
      seed: experiment.seed, split: experiment.evaluation.split.chains,
      maximumSteps: experiment.evaluation.maximumSteps, instruction: instruction)
  }

  /// Identity of the chains: what a run cannot go on without.
  public var chainsHash: ContentHash {
    ContentHash(
      of: chains.map { chain in
        "\(chain.index) \(chain.initial.json) \(chain.subtasks.map(\.rawValue).joined(separator: " "))\n"
      }.joined())
  }

  /// Does what is still to be done.
  ///
  /// - Parameters:
  ///   - cancellation: heard before every control step and every picture.
  ///   - progress: called on the calling thread, at the start and whenever something is finished.
  public func run(
    in folder: RunFolder, cancellation: Cancellation = Cancellation(), progress: (RunProgress) -> Void = { _ in }
  ) throws(RunError) -> Result {
    let total = entries.count * chains.count
    var finished = 0
    do {
      var counts: [RunEntry: Int] = [:]
      for entry in entries {
        counts[entry] = try folder.record.finishedChains(of: entry).count
        finished += counts[entry] ?? 0
      }
      for (entry, agent) in zip(entries, agents) {
        do {
          if let footprint = try laboratory.footprint(agent) { try folder.record.note(footprint, of: agent.name) }
        } catch let error where !(error is RecordError) {
          throw RunError.cannotStart(entry, reason: error)
        }
        let completion = try carryOutChains(of: entry, agent, folder, cancellation) { meanLength, isNew in
          finished += isNew ? 1 : 0
          progress(
            RunProgress(phase: .chains, entry: entry, finished: finished, total: total, meanLength: meanLength))
        }
        guard completion == .finished else {
          return Result(completion: .cancelled, finishedChains: finished, summary: nil)
        }
      }
      guard try carryOutSurvey(in: folder, cancellation, progress) == .finished else {
        return Result(completion: .cancelled, finishedChains: finished, summary: nil)
      }
      let drawn = try drawPictures(in: folder, cancellation, progress)
      guard drawn == .finished, !cancellation.isRequested else {
        return Result(completion: .cancelled, finishedChains: finished, summary: nil)
      }
      let summary = try RunSummary(of: folder.record, experiment: experiment, entries: entries)
      try Report(experiment: experiment, summary: summary, folder: folder, entries: entries).write()
      try ResidentMemory.notePeak(in: folder.path)
      // Last of all: a folder with a summary is complete.
      try AtomicFile.write(summary.json.text, to: folder.path + "/summary.json")
      return Result(completion: .finished, finishedChains: finished, summary: summary)
    } catch {
      throw RunError(error, path: folder.path, finished: finished, total: total)
    }
  }

  /// The settings of each entry's agent.
  var agents: [AgentSettings] {
    experiment.agents.flatMap { agent in experiment.evaluation.scenes.map { _ in agent } }
  }

  private func carryOutChains(
    of entry: RunEntry, _ agent: AgentSettings, _ folder: RunFolder, _ cancellation: Cancellation,
    _ tell: (_ meanLength: Double?, _ isNew: Bool) -> Void
  ) throws -> Completion {
    let recorded = try folder.record.chains(of: entry)
    let done = Set(recorded.map(\.chain))
    let missing = chains.filter { !done.contains($0.index) }
    var completed = recorded.reduce(0) { $0 + $1.completed }
    var count = recorded.count
    tell(count > 0 ? Double(completed) / Double(count) : nil, false)

    let byIndex = Dictionary(uniqueKeysWithValues: missing.map { ($0.index, $0) })
    return try evaluate(missing, of: entry, agent, workers: experiment.evaluation.workers, cancellation) { result in
      guard let chain = byIndex[result.rollout.chain] else { return }
      try folder.record.add(result, of: chain, for: entry)
      completed += result.rollout.completed
      count += 1
      tell(Double(completed) / Double(count), true)
    }
  }

  /// Carries out chains and keeps of them what the experiment asks for; `deliver` is called on the calling thread.
  ///
  /// - Throws: `RunError.cannotStart`, `.chainFailed`, and what `deliver` throws.
  func evaluate(
    _ chains: [Chain], of entry: RunEntry, _ agent: AgentSettings, workers: Int, _ cancellation: Cancellation,
    deliver: (ChainResult<World.State>) throws -> Void
  ) throws -> Completion {
    let chosen = Set(experiment.report.frames)
    let (recordSteps, interval) = (experiment.evaluation.recordSteps, experiment.report.stateInterval)
    let laboratory = laboratory
    do {
      return try evaluation.run(
        chains, workers: workers, cancellation: cancellation,
        recording: { chain in
          Recording(steps: recordSteps, stateInterval: chosen.contains(chain.index) ? interval : nil)
        },
        makeWorker: {
          do {
            return (try laboratory.makeWorld(entry.scene), try laboratory.makeAgent(agent, entry.scene))
          } catch {
            throw RunError.cannotStart(entry, reason: error)
          }
        },
        deliver: deliver)
    } catch let failure as ChainFailure {
      throw RunError.chainFailed(entry, chain: failure.chain, reason: failure.reason)
    }
  }
}

extension ReportSettings {
  /// Control steps between two recorded states: the longest with which frames and animation find theirs.
  var stateInterval: Int {
    var (a, b) = (frameEverySteps, animation ? animationEverySteps : frameEverySteps)
    while b != 0 { (a, b) = (b, a % b) }
    return a
  }
}
