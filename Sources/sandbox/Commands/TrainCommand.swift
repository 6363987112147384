import ArgumentParser
import Evaluation
import Experiments
import Policy
import Vocabulary

extension Checkpoint.Precision: ExpressibleByArgument {}

struct TrainCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "train", abstract: "Record an experiment's demonstrations and train its policy on them.",
    discussion: """
      Does what `sandbox run` does before the evaluation, and prints the checkpoint. An interrupted training goes on where \
      it stopped and ends in the same weights; a finished one is found again, whatever else of the experiment has changed.

      The checkpoint's folder holds metrics.jsonl and an event file for TensorBoard.

      Example: sandbox train Experiments/six.json --output six.safetensors --precision float16
      """)

  @Argument(help: "The experiment file.") var file: String
  @OptionGroup var stages: StageOptions
  @Option(help: ArgumentHelp("Where to write the checkpoint as well.", valueName: "file")) var output: String?
  @Option(
    help: "How it is written there: float32 with all that training needs, or float16 with what acting needs alone.")
  var precision = Checkpoint.Precision.float32
  @Flag(help: "Print one JSON object: checkpoint, steps, validation losses, speed.") var json = false

  func run() throws {
    let experiment = try Experiment(contentsOf: file, overrides: stages.overrides)
    guard experiment.isTrained else { throw InputError.noDemonstrations(experiment: file) }
    let interruption = Interruption()
    let trained = try withExtendedLifetime(interruption) {
      try LearningStages(experiment, shelf: SceneShelf(), cache: stages.cacheFolder)
        .trainShowingProgress(interruption.cancellation)
    }
    guard let trained else { throw CommandStatus.interrupted }
    if let output {
      try Checkpoint(path: trained.checkpoint).write(
        to: output, precision: precision, forTraining: precision == .float32)
    }
    if json {
      print(Self.json(of: trained).text, terminator: "")
    } else {
      print(output ?? trained.checkpoint)
    }
  }

  private static func json(of trained: LearningStages.Trained) -> JSONValue {
    let outcome = trained.outcome
    return .object([
      JSONMember("checkpoint", .text(trained.checkpoint)),
      JSONMember("folder", .text(trained.folder)),
      JSONMember("steps", .integer(outcome.steps)),
      JSONMember(
        "validation",
        .object(outcome.validation.sorted { $0.key < $1.key }.map { JSONMember($0.key, .number($0.value)) })),
      JSONMember("frames_per_second", .number(outcome.decisionsPerSecond)),
      JSONMember("gigaflops_per_second", .number(outcome.gigaflopsPerSecond)),
      JSONMember("reading_share", .number(outcome.readingShare)),
    ])
  }
}

extension LearningStages {
  /// Trains with bars on stderr; nil when asked to stop.
  func trainShowingProgress(_ cancellation: Cancellation) throws -> Trained? {
    var bars = LearningBars(name: experiment.name)
    let trained = try train(cancellation) { bars.show($0) }
    bars.finish()
    return trained
  }
}

extension CalibrationStage {
  /// Calibrates with bars on stderr.
  ///
  /// - Throws: `CommandStatus.interrupted` when asked to stop.
  func runShowingProgress(_ cancellation: Cancellation) throws -> [AgentCalibration] {
    var bars = LearningBars(name: experiment.name)
    let found = try run(cancellation) { bars.show($0) }
    bars.finish()
    guard let found else { throw CommandStatus.interrupted }
    return found
  }
}
