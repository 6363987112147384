import ArgumentParser
import Chains
import Evaluation
import Experiments
import Glibc
import Tabletop
import Vocabulary

struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run", abstract: "Carry out an experiment and leave record, pictures and report in a folder.",
    discussion: """
      The folder is notebooks-out/<name> in the current directory. A run that was interrupted, with Ctrl-C or worse, goes \
      on with the missing chains when the same command is given again, and ends with the same content.

      Examples:
        sandbox run Experiments/quickstart.json
        sandbox run Experiments/quickstart.json --set evaluation.scene=A --output a
        sandbox run Experiments/quickstart.json --dry-run
        sandbox run Experiments/quickstart.json --watch
      """)

  @Argument(help: "The experiment file.") var file: String

  @OptionGroup var stages: StageOptions
  @Option(help: ArgumentHelp("The run folder; notebooks-out/<name> unless told.", valueName: "folder")) var output:
    String?
  @Flag(help: "Print the resolved file, and on stderr what would run; write nothing.") var dryRun = false
  @Flag(help: "Move a run that is in the folder aside, and begin anew.") var fresh = false
  @Flag(help: "Show the run in a window; closing it stops the run as Ctrl-C does. Results are the same.")
  var watch = false
  @OptionGroup(title: "With --watch") var window: WindowOptions

  func run() throws {
    let experiment = try Experiment(contentsOf: file, overrides: stages.overrides)
    let folder = absolutePath(output ?? "notebooks-out/\(experiment.name)", from: currentDirectory())
    try RunCommand.noteInfeasibleChains(experiment)
    if dryRun {
      print(experiment.text, terminator: "")
      Console.note(plan(experiment, folder))
      RunCommand.noteDetectableDifference(experiment)
    } else {
      try carryOut(experiment, folder: folder)
    }
  }

  private func plan(_ experiment: Experiment, _ folder: String) -> String {
    let scenes = experiment.evaluation.scenes
    let chains = experiment.evaluation.chains
    let count = chains * experiment.agents.count * scenes.count
    var lines = RunCommand.learningPlan(experiment)
    let budgets = experiment.agents.filter(\.budget.isSet)
    if !budgets.isEmpty {
      lines.append(
        "would calibrate \(budgets.map { "\($0.name) on \($0.budget.chains) chains" }.joined(separator: ", "))")
    }
    lines += [
      "would run \(count) \(count == 1 ? "chain" : "chains") into \(folder), \(experiment.evaluation.workers) at a time",
      "  agents: \(experiment.agents.map(\.name).joined(separator: ", "))",
      "  scenes: \(scenes.map(\.rawValue).joined(separator: ", "))",
      "  chains: \(chains) for each agent in each scene",
    ]
    let survey = experiment.survey
    let starts = [("reset", survey.reset), ("left behind", survey.leftBehind), ("disturbed", survey.disturbed)]
    if starts.contains(where: { $0.1 > 0 }) {
      let counts = starts.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
      lines.append("  survey: \(counts) attempts at each of \(survey.subtasks.count) subtasks, likewise")
    }
    return lines.joined(separator: "\n")
  }

  private static func learningPlan(_ experiment: Experiment) -> [String] {
    let learners = experiment.learners
    guard !learners.isEmpty else { return [] }
    let demonstrations = experiment.demonstrations
    let episodes = demonstrations.episodes * demonstrations.subtasks.count
    let scenes = demonstrations.scenes.map(\.rawValue).joined(separator: ", ")
    return ["would record \(demonstrations.chains) chains and \(episodes) single subtasks in \(scenes)"]
      + learners.map { learner in
        let (training, rounds) = (learner.experiment.training, learner.experiment.rounds)
        let phases = training.phases.filter { $0.steps > 0 }.map { "\($0.steps) \($0.kind.rawValue)" }
        var line = "would train \(learner.variant.map { "variant \($0)" } ?? "the policy"): "
        line += phases.joined(separator: ", ") + " steps"
        if rounds.count > 0 {
          line += " and \(rounds.count) \(rounds.count == 1 ? "round" : "rounds") of \(rounds.steps) steps"
        }
        let exits = learner.experiment.policy.exitCount
        line += ", \(exits) \(exits == 1 ? "exit" : "exits")"
        let variant = experiment.variants.first { $0.name == learner.variant }
        if let changes = variant?.changes, !changes.isEmpty { line += "; \(changes.joined(separator: ", "))" }
        return line
      }
  }

  /// Tells how many chains of a file the rules do not allow; they are carried out, and cannot all succeed.
  private static func noteInfeasibleChains(_ experiment: Experiment) throws {
    guard let path = experiment.evaluation.chainsFile else { return }
    let rules = experiment.evaluation.rules
    let count = try experiment.chains().count { $0.firstBreak(under: rules) != nil }
    guard count > 0 else { return }
    Console.note(
      "\(count) of \(experiment.evaluation.chains) chains are infeasible under the \(rules.rawValue) rules; "
        + "`sandbox chains check \(path) --rules \(rules.rawValue)` names them")
  }

  /// Tells, before arms are compared, how small a difference between two of them the run can show at all.
  static func noteDetectableDifference(_ experiment: Experiment) {
    guard experiment.agents.count > 1 else { return }
    let chains = experiment.evaluation.chains
    Console.note(Comparisons.detectable(DetectableDifference(chains: chains)))
  }

  private func carryOut(_ experiment: Experiment, folder path: String) throws {
    // A display that is not there is told before anything is trained; the window itself comes with the evaluation.
    var screen = watch ? try window.open(title: experiment.name) : nil
    try RunFolder.check(path: path, experiment: experiment, fresh: fresh)
    RunCommand.noteDetectableDifference(experiment)
    let interruption = Interruption()
    let result = try withExtendedLifetime(interruption) {
      let shelf = SceneShelf()
      let program = LearningProgram(experiment, shelf: shelf, cache: stages.cacheFolder, checkout: try? Checkout.root())
      if !program.parts.isEmpty || experiment.agents.contains(where: { $0.budget.isSet }) { screen = nil }
      let trained = TrainedPolicies(try program.trainShowingProgress(interruption.cancellation))
      let calibrations = try CalibrationStage(experiment, shelf: shelf, cache: stages.cacheFolder, trained: trained)
        .runShowingProgress(interruption.cancellation)
      let run = try TabletopRun(experiment, shelf: shelf, trained: trained, calibrations: calibrations)
      let job = RunJob(run, manifest: try run.manifest(checkout: try? Checkout.root()), folder: path, fresh: fresh)
      if watch, screen == nil { screen = try window.open(title: experiment.name) }
      guard let screen else { return try job.carryOut(interruption.cancellation) }
      return try job.carryOut(
        watchedOn: screen, run, picturesFolder: window.picturesFolder, interruption.cancellation)
    }
    try RunCommand.tell(result, folder: path)
  }

  /// The results as a table, and where the report is.
  ///
  /// - Throws: `CommandStatus.interrupted` for a run that was stopped.
  static func tell(_ result: ExperimentRunner<TabletopEnvironment>.Result, folder path: String) throws {
    guard let summary = result.summary else {
      Console.note("\(result.finishedChains) chains are finished; the same command goes on")
      throw CommandStatus.interrupted
    }
    print(RunCommand.table(of: summary).text, terminator: "")
    if let single = RunCommand.surveyTable(of: summary) { print("\n" + single.text, terminator: "") }
    print("\nreport: \(path)/report.ipynb")
  }

  /// Success of single subtasks from random resets, an agent a column; nil where none were attempted.
  private static func surveyTable(of summary: RunSummary) -> TextTable? {
    let surveyed = summary.rows.filter { !$0.attempts.isEmpty }
    guard !surveyed.isEmpty else { return nil }
    var table = TextTable([("single subtasks", .left)] + surveyed.map { ("\($0.entry)", .right) })
    for subtask in Subtask.allCases {
      let tried = surveyed.map { row in row.attempts.filter { $0.subtask == subtask } }
      guard tried.contains(where: { !$0.isEmpty }) else { continue }
      table.add(
        [subtask.rawValue]
          + tried.map { attempts in
            let share = 100 * Double(attempts.count(where: \.succeeded)) / Double(max(1, attempts.count))
            return "\(share.text(digits: 1)) % of \(attempts.count)"
          })
    }
    return table
  }

  private static func table(of summary: RunSummary) -> TextTable {
    var table = TextTable(
      [("agent", .left), ("scene", .left), ("chains", .right)]
        + (1...Chain.length).map { ("\($0) in a row", .right) } + [("mean length", .right), ("95 %", .left)])
    for row in summary.rows {
      let interval = row.statistics.meanLengthInterval
      table.add(
        [row.entry.agent, row.entry.scene.rawValue, "\(row.statistics.chains)"]
          + row.statistics.success.map { ($0.share * 100).text(digits: 1) + " %" }
          + [
            row.statistics.meanLength.text(digits: 2),
            "\(interval.lower.text(digits: 2)) … \(interval.upper.text(digits: 2))",
          ])
    }
    return table
  }
}

/// A run in its folder, on whatever thread.
struct RunJob: Sendable {
  /// What carries it out.
  var runner: ExperimentRunner<TabletopEnvironment>
  /// What it rests on.
  let manifest: Manifest
  /// Where.
  let folder: String
  /// Whether a run that is there is moved aside.
  let fresh: Bool
  /// What calibration found.
  let calibrations: [AgentCalibration]

  /// The job of a run.
  init(_ run: TabletopRun, manifest: Manifest, folder: String, fresh: Bool) {
    runner = run.runner
    self.manifest = manifest
    self.folder = folder
    self.fresh = fresh
    calibrations = run.calibrations
  }

  /// Does what is still to be done, with bars on stderr.
  func carryOut(
    _ cancellation: Cancellation, progress: (RunProgress) -> Void = { _ in }
  ) throws -> ExperimentRunner<TabletopEnvironment>.Result {
    let place = try RunFolder(path: folder, experiment: runner.experiment, manifest: manifest, fresh: fresh)
    if let aside = place.movedAside { Console.note("the run that was there is now in \(aside)") }
    for calibration in calibrations { try calibration.write(inRun: place.path) }
    var bars = RunBars(name: runner.experiment.name)
    let result = try runner.run(in: place, cancellation: cancellation) {
      bars.show($0)
      progress($0)
    }
    bars.finish()
    return result
  }
}

/// The progress of a run: a bar for its chains, one for its survey, one for its pictures.
private struct RunBars {
  let name: String
  private var bar: Progress?
  private var last: RunProgress?

  init(name: String) { self.name = name }

  mutating func show(_ progress: RunProgress) {
    if last?.phase != progress.phase {
      finish()
      let follows = bar?.isShown ?? false
      let (suffix, unit) =
        switch progress.phase {
        case .chains: ("", "chains")
        case .survey: (", single subtasks", "jobs")
        case .pictures: (", pictures", "chains")
        }
      bar = Progress(name + suffix, unit: unit, total: progress.total, done: progress.finished)
      if follows { bar?.showNow(progress.finished, RunBars.remark(progress)) }
    }
    last = progress
    bar?.update(progress.finished, RunBars.remark(progress))
  }

  mutating func finish() {
    guard let last else { return }
    bar?.finish(last.finished, RunBars.remark(last))
  }

  private static func remark(_ progress: RunProgress) -> String {
    guard let length = progress.meanLength else { return "" }
    return "\(progress.entry): \(length.text(digits: 2)) of \(Chain.length)"
  }
}
