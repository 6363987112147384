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

      The checkpoint's folder holds metrics.jsonl and an event file for TensorBoard. Of an experiment with variants, all \
      policies are trained one after the other, and printed with their names; with --variant, that one alone.

      Examples:
        sandbox train Experiments/four.json --output four.safetensors --precision float16
        sandbox train Experiments/rivals.json --variant static-24
      """)

  @Argument(help: "The experiment file.") var file: String
  @OptionGroup var stages: StageOptions
  @Option(help: ArgumentHelp("Train this variant alone.", valueName: "name")) var variant: String?
  @Option(
    help: ArgumentHelp(
      "Where to write the checkpoint as well: that of the experiment's own policy, or of --variant.", valueName: "file")
  )
  var output: String?
  @Option(
    help: "How it is written there: float32 with all that training needs, or float16 with what acting needs alone.")
  var precision = Checkpoint.Precision.float32
  @Flag(help: "Print one JSON object: checkpoint, steps, validation losses, speed.") var json = false

  func run() throws {
    let experiment = try Experiment(contentsOf: file, overrides: stages.overrides)
    guard !experiment.learners.isEmpty else { throw InputError.noDemonstrations(experiment: file) }
    if let variant, !experiment.variants.contains(where: { $0.name == variant }) {
      throw InputError.unknownVariant(variant, known: experiment.variants.map(\.name))
    }
    var program = LearningProgram(
      experiment, shelf: SceneShelf(), cache: stages.cacheFolder, checkout: try? Checkout.root())
    if let variant { program.parts.removeAll { $0.variant != variant } }
    if output != nil, !program.parts.contains(where: { $0.variant == variant }) {
      throw InputError.noOwnPolicy(experiment: file, variants: experiment.variants.map(\.name))
    }
    let interruption = Interruption()
    let all = try withExtendedLifetime(interruption) { try program.trainShowingProgress(interruption.cancellation) }
    if let output, let chosen = all.first(where: { $0.variant == variant }) {
      try Checkpoint(path: chosen.trained.checkpoint).write(
        to: output, precision: precision, forTraining: precision == .float32)
    }
    let single = all.count == 1 ? all[0].trained : nil
    if json {
      print((single.map(Self.json) ?? Self.json(of: all)).text, terminator: "")
    } else if let single {
      print(output ?? single.checkpoint)
    } else {
      for (name, trained) in all { print("\(name ?? experiment.name): \(trained.checkpoint)") }
    }
  }

  /// Several policies: the experiment's own as if it were alone, and the variants by their names.
  private static func json(of all: [(variant: String?, trained: LearningStages.Trained)]) -> JSONValue {
    var members: [JSONMember] = []
    if let own = all.first(where: { $0.variant == nil }), case .object(let known) = json(of: own.trained) {
      members = known
    }
    let variants = all.compactMap { part in part.variant.map { JSONMember($0, json(of: part.trained)) } }
    return .object(members + [JSONMember("variants", .object(variants))])
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

extension LearningProgram {
  /// Trains all policies with bars on stderr.
  ///
  /// - Throws: `CommandStatus.interrupted` when asked to stop.
  func trainShowingProgress(
    _ cancellation: Cancellation
  ) throws -> [(variant: String?, trained: LearningStages.Trained)] {
    var bars = LearningBars()
    let trained = try train(cancellation) { bars.show($1, of: $0) }
    bars.finish()
    guard let trained else { throw CommandStatus.interrupted }
    return trained
  }
}

extension CalibrationStage {
  /// Calibrates with bars on stderr.
  ///
  /// - Throws: `CommandStatus.interrupted` when asked to stop.
  func runShowingProgress(_ cancellation: Cancellation) throws -> [AgentCalibration] {
    var bars = LearningBars()
    let found = try run(cancellation) { bars.show($0, of: experiment.name) }
    bars.finish()
    guard let found else { throw CommandStatus.interrupted }
    return found
  }
}
