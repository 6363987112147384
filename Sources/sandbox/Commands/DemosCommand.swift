import ArgumentParser
import Chains
import Demonstrations
import Experiments
import Figures
import Glibc
import Pictures
import Tabletop
import Vocabulary

struct DemosCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demos", abstract: "Record demonstrations, count what is in a store of them, look at one.",
    discussion: """
      A store is a folder with store.json and episodes.bin: for every decision the state and what the expert does from \
      there when it is left alone, no pictures. These are commands, unlike CALVIN's rel_actions, which are measured \
      displacements. `sandbox run` and `sandbox train` keep stores in notebooks-out/cache.
      """,
    subcommands: [Record.self, Stats.self, Show.self, Views.self])

  struct Record: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Record the demonstrations of an experiment, and print the store's folder.",
      discussion: """
        An interrupted recording goes on where it stopped.

        Example: sandbox demos record Experiments/four.json
        """)

    @Argument(help: "The experiment file.") var file: String
    @OptionGroup var stages: StageOptions

    func run() throws {
      let experiment = try Experiment(contentsOf: file, overrides: stages.overrides)
      guard !experiment.demonstrations.isEmpty else { throw InputError.noDemonstrations(experiment: file) }
      let interruption = Interruption()
      var bars = LearningBars()
      let learning = LearningStages(experiment, shelf: SceneShelf(), cache: stages.cacheFolder)
      let folder = try withExtendedLifetime(interruption) {
        try learning.recordDemonstrations(interruption.cancellation) { bars.show($0, of: experiment.name) }
      }
      bars.finish()
      guard let folder else { throw CommandStatus.interrupted }
      print(folder)
    }
  }

  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count a store's episodes subtask by subtask: how many, how long, which commands.",
      discussion: """
        Steps are control steps, 30 a second. The bars show how a command's numbers spread over −1 … 1: translation x, y, \
        z and rotation x, y, z, \(DemonstrationStatistics.bins) bins each, from left to right.
        """)

    @Argument(help: "The store's folder.") var store: String
    @Flag(help: "Print one JSON object.") var json = false

    func run() throws {
      let store = try DemonstrationStore(folder: self.store)
      let statistics = try DemonstrationStatistics(store)
      if json {
        print(statistics.json.text, terminator: "")
      } else {
        print(Self.table(of: statistics).text, terminator: "")
        print("\n\(store.entries.count) episodes of \(store.header.plan.unitCount) units, content \(store.contentHash)")
      }
    }

    private static func table(of statistics: DemonstrationStatistics) -> TextTable {
      let axes = ["x", "y", "z", "turn x", "turn y", "turn z"]
      var table = TextTable(
        [
          ("subtask", .left), ("episodes", .right), ("done", .right), ("held out", .right), ("decisions", .right),
          ("disturbed", .right), ("learner's", .right), ("steps", .right), ("to", .right), ("median", .right),
          ("open", .right),
        ] + axes.map { ($0, .left) })
      for row in statistics.rows {
        let share = { (count: Int, all: Int) in (100 * Double(count) / Double(max(1, all))).text(digits: 0) + " %" }
        table.add(
          [
            row.subtask.rawValue, "\(row.episodes)", "\(row.succeeded)", "\(row.validation)", "\(row.decisions)",
            share(row.disturbed, row.decisions), share(row.learners, row.decisions), "\(row.steps.first ?? 0)",
            "\(row.steps.last ?? 0)", "\(row.medianSteps)", share(row.opening, row.commands),
          ] + row.histograms.map(bars))
      }
      return table
    }

    /// Eight heights of blocks, the highest bin at the top.
    private static func bars(_ counts: [Int]) -> String {
      let heights = Array("▁▂▃▄▅▆▇█")
      let highest = counts.max() ?? 0
      return String(
        counts.map { count in
          // Square roots let what is rare be seen beside the many commands that hardly move.
          let share = highest > 0 ? (Double(count) / Double(highest)).squareRoot() : 0
          return count == 0 ? " " : heights[min(7, Int(share * 8))]
        })
    }
  }

  struct Show: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw one episode of a store as a filmstrip, or print its decisions.",
      discussion: """
        Example: sandbox demos show notebooks-out/cache/demonstrations-… --episode 12 --output episode.png
        """)

    @Argument(help: "The store's folder.") var store: String
    @Option(help: "The episode's number, from 0.") var episode: Int
    @Option(help: ArgumentHelp("The PNG file to write.", valueName: "file")) var output: String?
    @Option(help: "Pictures in the filmstrip, 2 to 40.") var frames = 10
    @Flag(help: "Print one JSON object: the episode and its decisions.") var json = false

    func validate() throws {
      guard (2...40).contains(frames) else { throw ValidationError("--frames is a whole number from 2 to 40") }
      guard output != nil || json else { throw ValidationError("give --output for a filmstrip, or --json") }
    }

    func run() throws {
      let store = try DemonstrationStore(folder: self.store)
      let episode = try store.episode(self.episode)
      if json { print(Self.json(of: episode).text, terminator: "") }
      if let output { try AtomicFile.write(try filmstrip(of: episode, store), to: output) }
    }

    private func filmstrip(of episode: DemonstratedEpisode, _ store: DemonstrationStore) throws -> [UInt8] {
      let scene = try TabletopScene(episode.scene)
      let replay = try DemonstrationReplay([store], scenes: [episode.scene: scene])
      let last = episode.moments.count - 1
      let chosen = Set((0..<frames).map { (last * $0 + (frames - 1) / 2) / (frames - 1) }).sorted()
      let pictures = try chosen.map { decision in
        let moment = episode.moments[decision]
        let world = try replay.world(showing: moment, in: episode.scene)
        func picture(_ camera: Bool, _ size: Int) -> Image {
          world.picture(
            from: camera ? scene.staticCamera : scene.gripperCamera, width: size, height: size, samples: 4
          ).image ?? Image(width: size, height: size)
        }
        let step = decision * store.header.plan.interval
        return Filmstrip.Frame(picture(true, 400), inset: picture(false, 133), label: "step \(step)")
      }
      let strip = Filmstrip(
        segments: [
          Filmstrip.Segment(
            frames: pictures, caption: episode.instruction.text,
            outcome: episode.ending == .succeeded ? .succeeded : .failed,
            note: "\(episode.subtask.rawValue), scene \(episode.scene.rawValue), \(episode.steps) steps",
            strip: episode.moments.map { Self.color(of: $0.actor) })
        ], framesPerRow: frames, width: 80 * Double(frames),
        legend: DemonstratedMoment.Actor.allCases.map { LegendEntry(Self.color(of: $0), Self.word(for: $0)) })
      return try strip.drawing().png(pixelsPerPoint: 3)
    }

    private static func color(of actor: DemonstratedMoment.Actor) -> Color {
      switch actor {
      case .expert: Palette.category(0)
      case .disturbance: Palette.category(1)
      case .learner: Palette.category(2)
      }
    }

    private static func word(for actor: DemonstratedMoment.Actor) -> String {
      switch actor {
      case .expert: "expert"
      case .disturbance: "expert, pushed off course"
      case .learner: "learner"
      }
    }

    private static func json(of episode: DemonstratedEpisode) -> JSONValue {
      .object([
        JSONMember("subtask", .text(episode.subtask.rawValue)),
        JSONMember("instruction", .text(episode.instruction.text)),
        JSONMember("scene", .text(episode.scene.rawValue)),
        JSONMember("split", .text(episode.split.rawValue)),
        JSONMember("ending", .text("\(episode.ending)")),
        JSONMember("position", .integer(episode.position)),
        JSONMember("steps", .integer(episode.steps)),
        JSONMember(
          "decisions",
          .list(
            episode.moments.map { moment in
              .object([
                JSONMember("actor", .text("\(moment.actor)")),
                JSONMember("gripper", .integer(moment.visible.gripper.rawValue)),
                JSONMember("held", moment.held.map { .text($0.rawValue) } ?? .null),
                JSONMember("commands", .list(moment.commands.map { .number(Double($0)) })),
              ])
            })),
      ])
    }
  }
}

extension DemosCommand {
  struct Views: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Draw some of the random states that encoders learn to see on.",
      discussion: """
        Example: sandbox demos views --scene D --first 40 --output views.png
        """)

    @Option(help: "The table.") var scene = SceneName.d
    @Option(help: "The seed of all views.") var seed: UInt64 = 1
    @Option(help: "The number of the first view.") var first = 0
    @Option(help: "How many, 1 to 100.") var count = 24
    @Option(help: ArgumentHelp("The PNG file to write.", valueName: "file")) var output: String

    func validate() throws {
      guard (1...100).contains(count) else { throw ValidationError("--count is a whole number from 1 to 100") }
    }

    func run() throws {
      let views = RandomViews(try TabletopScene(scene), seed: seed)
      let segments = (first..<first + count).map { index in
        let (world, held) = views.world(showing: index)
        let observation = world.observe()
        let frame = Filmstrip.Frame(
          observation.staticCamera, inset: observation.gripperCamera, label: held.map { "\($0.rawValue) held" } ?? "")
        return Filmstrip.Segment(frames: [frame], caption: "\(index)")
      }
      let strip = Filmstrip(segments: segments, framesPerRow: 6, width: 600)
      try AtomicFile.write(try strip.drawing().png(pixelsPerPoint: 2), to: output)
    }
  }
}

/// What commands that run stages have in common.
struct StageOptions: ParsableArguments {
  @Option(
    name: .customLong("set"), parsing: .unconditionalSingleValue,
    help: ArgumentHelp("Replace the value of a key; may be given several times.", valueName: "key=value"))
  var overrides: [String] = []

  @Option(
    help: ArgumentHelp(
      "Where demonstrations and policies are kept; notebooks-out/cache unless told.", valueName: "folder"))
  var cache: String?

  /// The checkpoints that an experiment has trained and some of its agents act with: all of them unless told.
  ///
  /// - Throws: `InputError.notTrained` where one of them is not there.
  func trainedPolicies(
    of experiment: Experiment, file: String, for agents: [AgentSettings]? = nil, _ shelf: SceneShelf
  ) throws -> TrainedPolicies {
    let program = LearningProgram(experiment, shelf: shelf, cache: cacheFolder, checkout: try? Checkout.root())
    guard let trained = try program.finished(for: agents ?? experiment.agents) else {
      throw InputError.notTrained(experiment: file)
    }
    return trained
  }

  /// The cache.
  var cacheFolder: StageCache {
    StageCache(folder: absolutePath(cache ?? "notebooks-out/cache", from: currentDirectory()))
  }
}

/// The progress of the stages before the evaluation: a bar for each recording and each training.
struct LearningBars {
  private var name = ""
  private var bar: Progress?
  private var last: LearningProgress?

  /// Shows how far an experiment is.
  mutating func show(_ progress: LearningProgress, of experiment: String) {
    if last?.stage != progress.stage || last?.round != progress.round || last?.isLooking != progress.isLooking
      || name != experiment
    {
      finish()
      name = experiment
      let round = progress.round == 0 ? "" : " of round \(progress.round)"
      let (what, unit) =
        switch progress.stage {
        case .calibration where progress.round == 0: ("decisions for calibration", "chains")
        case .calibration: ("calibration, trial \(progress.round)", "chains")
        case .demonstrations: ("demonstrations\(round)", "units")
        case .training where progress.isLooking: ("a look at the demonstrations\(round)", "episodes")
        default: ("\(progress.stage.rawValue)\(round)", "steps")
        }
      let isRound = progress.stage == .training && progress.round > 0 && !progress.isLooking
      bar = Progress(
        "\(name), \(what)", shortTitle: isRound ? "round \(progress.round)" : what, unit: unit,
        total: progress.total, done: progress.finished)
    }
    last = progress
    bar?.update(progress.finished, [progress.remark] + progress.details)
  }

  mutating func finish() {
    guard let last else { return }
    bar?.finish(last.finished, [last.remark] + last.details)
    (bar, self.last) = (nil, nil)
  }
}
