import ArgumentParser
import Experiments
import Vocabulary

struct EvaluateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "evaluate", abstract: "Carry out an experiment's evaluation alone, with a policy that is there.",
    discussion: """
      The policy is the one given with --checkpoint, or the one that `sandbox train` or `sandbox run` made from the same \
      file before; nothing is trained. Everything else is as with `sandbox run`.

      Examples:
        sandbox evaluate Experiments/desk.json --checkpoint desk.safetensors
        sandbox evaluate Experiments/desk.json --set evaluation.chains=1000 --output notebooks-out/desk-1000
      """)

  @Argument(help: "The experiment file.") var file: String
  @OptionGroup var stages: StageOptions
  @Option(
    help: ArgumentHelp(
      "The checkpoint of agents of kind policy that name neither one nor a variant.", valueName: "file"))
  var checkpoint: String?
  @Option(help: ArgumentHelp("The run folder; notebooks-out/<name> unless told.", valueName: "folder")) var output:
    String?
  @Flag(help: "Move a run that is in the folder aside, and begin anew.") var fresh = false

  func run() throws {
    var experiment = try Experiment(contentsOf: file, overrides: stages.overrides)
    if let checkpoint {
      let path = absolutePath(checkpoint, from: currentDirectory())
      _ = try readFile(path)
      for (index, agent) in experiment.agents.enumerated()
      where agent.kind == .policy && agent.checkpoint == nil && agent.variant == nil {
        experiment.agents[index].checkpoint = path
      }
    }
    let shelf = SceneShelf()
    let trained = try stages.trainedPolicies(of: experiment, file: file, shelf)
    let resolved = experiment
    let folder = absolutePath(output ?? "notebooks-out/\(resolved.name)", from: currentDirectory())
    try RunFolder.check(path: folder, experiment: resolved, fresh: fresh)
    RunCommand.noteDetectableDifference(resolved)
    let interruption = Interruption()
    let result = try withExtendedLifetime(interruption) {
      let calibrations = try CalibrationStage(resolved, shelf: shelf, cache: stages.cacheFolder, trained: trained)
        .runShowingProgress(interruption.cancellation)
      let run = try TabletopRun(resolved, shelf: shelf, trained: trained, calibrations: calibrations)
      return try RunJob(run, manifest: try run.manifest(checkout: try? Checkout.root()), folder: folder, fresh: fresh)
        .carryOut(interruption.cancellation)
    }
    try RunCommand.tell(result, folder: folder)
  }
}
