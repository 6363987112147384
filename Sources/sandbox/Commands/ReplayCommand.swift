import ArgumentParser
import Episodes
import Evaluation
import Experiments
import Glibc
import Tabletop
import Viewer
import Vocabulary

struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Go through a recorded chain in a window: back, forth, slower, to any moment.",
    discussion: """
      The chain is carried out again, from its recorded actions where the run kept them and else by the same agent, and \
      its states are compared with the record's; the window says where they differ. H in the window lists the keys.

      Example:
        sandbox replay notebooks-out/quickstart --chain 3
      """)

  @Argument(help: "The run folder.") var folder: String
  @Option(help: ArgumentHelp("The chain; the first recorded one unless told.", valueName: "number")) var chain: Int?
  @Option(help: ArgumentHelp("The agent; the run's first unless told.", valueName: "name")) var agent: String?
  @Option(help: "The table; the run's first unless told.") var scene: SceneName?
  @Option(
    help: ArgumentHelp(
      "Where policies are kept, for runs without steps; notebooks-out/cache unless told.", valueName: "folder"))
  var cache: String?
  @OptionGroup var window: WindowOptions

  func run() throws {
    let record = folder + "/run.sqlite"
    guard unsafe access(record, R_OK) == 0 else { throw InputError.noRecord(folder: folder) }
    let experiment = try Experiment(contentsOf: folder + "/experiment.json")
    let settings = try experiment.agent(named: agent)
    let name = try experiment.scene(named: scene)
    let recorded = try RunRecord(reading: record).chains(of: RunEntry(agent: settings.name, scene: name)).map(\.chain)
    let place = chain.map { recorded.firstIndex(of: $0) } ?? (recorded.isEmpty ? nil : 0)
    guard let place else { throw InputError.unknownChain(chain ?? 0, known: recorded) }
    let screen = try window.open(title: experiment.name)
    let shelf = SceneShelf()
    // Where the run kept its steps, the policy is not needed.
    let kept = StageCache(folder: absolutePath(cache ?? "notebooks-out/cache", from: currentDirectory()))
    let trained =
      (try? LearningProgram(experiment, shelf: shelf, cache: kept).finished(for: [settings])) ?? TrainedPolicies()
    let run = try TabletopRun(
      experiment, shelf: shelf, trained: trained,
      calibrations: AgentCalibration.all(inRun: folder, of: experiment))
    let reels = ReelMaker(run: run, agent: settings, scene: name, record: record)
    let source = ReplaySource<TabletopState>(chainCount: recorded.count, startingAt: place) {
      try reels.reel(recorded[$0])
    }
    let interruption = Interruption(note: false)
    let viewer = Viewer(
      screen: screen, scenes: run.scenes, source: source,
      subject: Viewer.Subject(
        kind: .replay, name: experiment.name, maximumSteps: experiment.evaluation.maximumSteps,
        picturesFolder: window.picturesFolder))
    try withExtendedLifetime(interruption) {
      try viewer.run { interruption.cancellation.isRequested }
    }
  }
}

/// Carries recorded chains out again.
struct ReelMaker: Sendable {
  let run: TabletopRun
  let agent: AgentSettings
  let scene: SceneName
  /// The record's file; nil where there is none to compare with.
  let record: String?

  /// A chain by its number, compared with its record.
  func reel(_ number: Int) throws -> ReplaySource<TabletopState>.Reel {
    let record = try record.map { try RunRecord(reading: $0) }
    let entry = RunEntry(agent: agent.name, scene: scene)
    let world = try run.runner.laboratory.makeWorld(scene)
    let decisions = try record?.steps(of: number, for: entry) ?? []
    let acting: any Agent<TabletopEnvironment> =
      decisions.isEmpty ? try run.runner.laboratory.makeAgent(agent, scene) : RecordedAgent(decisions)
    var source = run.chainSource
    source.chains = source.chains.filter { $0.index == number }
    guard !source.chains.isEmpty else { throw InputError.unknownChain(number, known: run.runner.chains.map(\.index)) }

    let session = try LiveSession(
      world: world, agent: acting, cast: Cast(agent, scene, trained: run.trained), source: source,
      measuresLatency: decisions.isEmpty)
    var hashes = [world.stateHash]
    let track = try ReplayTrack(session) { _ in
      let ended = session.course.attempts.count { $0.outcome != nil }
      if ended == hashes.count { hashes.append(world.stateHash) }
    }
    let hash = ChainRollout.stateHash(over: hashes)
    let recorded = try record?.chains(of: entry).first { $0.chain == number }
    guard let recorded, recorded.stateHash != hash else { return ReplaySource.Reel(track) }
    return ReplaySource.Reel(
      track,
      notice: "this is not the course that was recorded: another processor, engine, scene or program made it")
  }
}
