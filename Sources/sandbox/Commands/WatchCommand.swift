import ArgumentParser
import Chains
import Episodes
import Experiments
import Policy
import Tabletop
import Viewer
import Vocabulary

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: "Carry out an experiment's chains live in a window, and interfere.",
    discussion: """
      The chains are those of `sandbox run`, in the same course, until someone types an instruction or takes the arm. \
      Nothing is recorded but screenshots and recordings. A policy is the one of its checkpoint, or the one that \
      `sandbox train` or `sandbox run` made from the same file before. H in the window lists the keys.

      Examples:
        sandbox watch Experiments/quickstart.json
        sandbox watch Experiments/quickstart.json --chain 7 --set evaluation.scene=A
      """)

  @Argument(help: "The experiment file.") var file: String

  @OptionGroup var stages: StageOptions
  @Option(help: ArgumentHelp("The agent of the experiment; its first unless told.", valueName: "name")) var agent:
    String?
  @Option(help: "The table; the experiment's first unless told.") var scene: SceneName?
  @Option(help: ArgumentHelp("The chain to begin with, from 0.", valueName: "number")) var chain = 0
  @OptionGroup var window: WindowOptions

  func run() throws {
    let experiment = try Experiment(contentsOf: file, overrides: stages.overrides)
    let settings = try experiment.agent(named: agent)
    let name = try experiment.scene(named: scene)
    let chains = try experiment.chains()
    guard let place = chains.firstIndex(where: { $0.index == chain }) else {
      throw InputError.unknownChain(chain, known: chains.map(\.index))
    }
    let shelf = SceneShelf()
    // An agent that learns nothing can be watched before anything is trained.
    let trained = try stages.trainedPolicies(of: experiment, file: file, for: [settings], shelf)
    let screen = try window.open(title: experiment.name)
    let calibrations =
      settings.budget.isSet
      ? try CalibrationStage(experiment, shelf: shelf, cache: stages.cacheFolder, trained: trained).finished() : []
    let run = try TabletopRun(experiment, shelf: shelf, trained: trained, calibrations: calibrations)
    let laboratory = run.runner.laboratory
    let source = LiveSource(cast: Cast(settings, name, trained: trained), source: run.chainSource, startingAt: place) {
      (try laboratory.makeWorld(name), try laboratory.makeAgent(settings, name))
    }
    defer { source.close() }
    let interruption = Interruption(note: false)
    let viewer = Viewer(
      screen: screen, scenes: run.scenes, source: source,
      subject: Viewer.Subject(
        kind: .live, name: experiment.name, maximumSteps: experiment.evaluation.maximumSteps,
        picturesFolder: window.picturesFolder))
    try withExtendedLifetime(interruption) {
      try viewer.run { interruption.cancellation.isRequested }
    }
  }
}

/// A window's size on the command line, as in `1280x720`.
struct WindowSize: ExpressibleByArgument, CustomStringConvertible {
  let width: Int
  let height: Int

  static let standard = WindowSize(width: 1280, height: 720)

  private init(width: Int, height: Int) {
    self.width = width
    self.height = height
  }

  init?(argument: String) {
    let parts = argument.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) }
    guard parts.count == 2, let width = parts[0], let height = parts[1], (320...7680).contains(width),
      (200...4320).contains(height)
    else { return nil }
    self.init(width: width, height: height)
  }

  var description: String { "\(width)x\(height)" }
  var defaultValueDescription: String { description }
}

/// What every command with a window takes.
struct WindowOptions: ParsableArguments {
  @Option(
    name: .customLong("window"),
    help: ArgumentHelp("The window's size in points, from 320x200 to 7680x4320.", valueName: "size"))
  var size = WindowSize.standard
  @Option(
    help: ArgumentHelp("Where screenshots and recordings go; notebooks-out/window unless told.", valueName: "folder"))
  var pictures: String?

  /// Where pictures go.
  var picturesFolder: String { absolutePath(pictures ?? "notebooks-out/window", from: currentDirectory()) }

  /// Opens the window.
  func open(title: String) throws(ViewerError) -> GLFWScreen {
    try GLFWScreen(width: size.width, height: size.height, title: "\(title) · Sandbox")
  }
}

extension Experiment {
  /// One of its agents; the first unless named.
  func agent(named name: String?) throws(InputError) -> AgentSettings {
    guard let name else { return agents[0] }
    guard let found = agents.first(where: { $0.name == name }) else {
      throw .unknownAgent(name, known: agents.map(\.name))
    }
    return found
  }

  /// One of its scenes; the first unless named.
  func scene(named name: SceneName?) throws(InputError) -> SceneName {
    guard let name else { return evaluation.scenes[0] }
    guard evaluation.scenes.contains(name) else {
      throw .otherScene(name.rawValue, known: evaluation.scenes.map(\.rawValue))
    }
    return name
  }
}

extension Cast {
  /// An agent of an experiment on a table; what a policy's exits are is read from its checkpoint, where that is there.
  init(_ agent: AgentSettings, _ scene: SceneName, trained: TrainedPolicies) {
    self.init(agent: agent.name, scene: scene)
    guard agent.kind == .policy, let path = trained.checkpoint(of: agent),
      let count = try? Checkpoint(path: path).configuration.exitCount
    else { return }
    exits = count
    if agent.exit == .dynamic { thresholds = Array(agent.thresholds.prefix(count - 1)) }
  }
}

extension TabletopRun {
  /// The run's chains for a live session: the same starts, streams and sentences as in an evaluation.
  var chainSource: ChainSource {
    let evaluation = runner.evaluation
    return ChainSource(
      chains: runner.chains, maximumSteps: evaluation.maximumSteps,
      stream: { evaluation.split.stream(seed: evaluation.seed, chain: $0) }, instruction: evaluation.instruction)
  }
}
