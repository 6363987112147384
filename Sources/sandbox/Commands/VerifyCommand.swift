import ArgumentParser
import Evaluation
import Experiments
import Glibc
import Tabletop
import Vocabulary

struct VerifyCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "verify", abstract: "Carry out recorded chains again and compare their courses with the record.",
    discussion: """
      Every state, action, exit and result that the record keeps of the chains must come out bit for bit; times do not \
      count. The survey's single subtasks are not carried out again. Exit code 0 when all chains are identical, 1 when \
      one is not: then the first differing chain and step are named. Another processor, engine, scene or program may \
      be the reason; the run's manifest.json names those that it was made with.

      Examples:
        sandbox verify notebooks-out/quickstart
        sandbox verify notebooks-out/quickstart --chain 3
      """)

  @Argument(help: "The run folder.") var folder: String
  @Option(help: ArgumentHelp("This chain alone; all unless told.", valueName: "number")) var chain: Int?
  @Option(help: ArgumentHelp("This agent alone; all unless told.", valueName: "name")) var agent: String?
  @Option(help: "This table alone; all unless told.") var scene: SceneName?
  @Option(
    help: ArgumentHelp(
      "How many chains at the same time; the run's evaluation.workers unless told.", valueName: "count"))
  var workers: Int?
  @Option(
    help: ArgumentHelp(
      "Where policies that runs trained are kept; notebooks-out/cache unless told.", valueName: "folder"))
  var cache: String?

  func validate() throws {
    if let workers, !(1...256).contains(workers) { throw ValidationError("--workers is a number from 1 to 256") }
  }

  func run() throws {
    let path = folder + "/run.sqlite"
    guard unsafe access(path, R_OK) == 0 else { throw InputError.noRecord(folder: folder) }
    let experiment = try Experiment(contentsOf: folder + "/experiment.json")
    let settings = try agent.map { try experiment.agent(named: $0) }
    let table = try scene.map { try experiment.scene(named: $0) }
    let record = try RunRecord(reading: path)
    let shelf = SceneShelf()
    let entries = try record.entries().filter { entry in
      (settings == nil || settings?.name == entry.agent) && (table == nil || table == entry.scene)
    }
    let known = Set(try entries.flatMap { try record.finishedChains(of: $0) })
    guard !known.isEmpty, chain == nil || known.contains(chain ?? 0) else {
      throw InputError.unknownChain(chain ?? 0, known: known.sorted())
    }
    let run = try TabletopRun(
      experiment, shelf: shelf, trained: try VerifyCommand.trained(experiment, folder, entries, shelf, cache),
      calibrations: AgentCalibration.all(inRun: folder, of: experiment))
    for line in try VerifyCommand.changes(run, record) { Console.note(line) }

    let interruption = Interruption(note: false)
    var bar = Progress("verify \(experiment.name)", unit: "chains", total: 0)
    var isFirst = true
    let verification = try withExtendedLifetime(interruption) {
      try run.runner.verify(
        record, entries, chain: chain, workers: workers ?? experiment.evaluation.workers,
        cancellation: interruption.cancellation
      ) { done, different, total in
        if isFirst { bar = Progress("verify \(experiment.name)", unit: "chains", total: total) }
        isFirst = false
        bar.update(done, different > 0 ? "\(different) differ" : "")
      }
    }
    bar.finish(verification.total)
    guard verification.completion == .finished else { throw CommandStatus.interrupted }
    print("\(verification.identical) of \(verification.total) identical")
    guard let first = verification.differences.first else { return }
    print("first: \(first)")
    throw CommandStatus.no
  }

  /// The checkpoints of agents that name none: those that the experiment trained.
  private static func trained(
    _ experiment: Experiment, _ folder: String, _ entries: [RunEntry], _ shelf: SceneShelf, _ cache: String?
  ) throws -> TrainedPolicies {
    let agents = experiment.agents.filter { agent in entries.contains { $0.agent == agent.name } }
    let place = StageCache(folder: absolutePath(cache ?? "notebooks-out/cache", from: currentDirectory()))
    guard let trained = try LearningProgram(experiment, shelf: shelf, cache: place).finished(for: agents) else {
      throw InputError.notTrained(experiment: folder + "/experiment.json")
    }
    return trained
  }

  /// What the run rests on and is no longer as it was, a line each.
  private static func changes(_ run: TabletopRun, _ record: RunRecord) throws -> [String] {
    let recorded = try record.provenance()
    return try run.manifest(checkout: nil).premises.compactMap { key, value in
      guard let old = recorded[key], old != value else { return nil }
      return "\(key) is not as it was: \(old.prefix(16)) then, \(value.prefix(16)) now"
    }
  }
}
