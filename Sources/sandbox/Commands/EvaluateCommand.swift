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
        sandbox evaluate Experiments/four.json --checkpoint four.safetensors
        sandbox evaluate Experiments/four.json --set evaluation.chains=1000 --output notebooks-out/four-1000
      """)

  @Argument(help: "The experiment file.") var file: String
  @OptionGroup var stages: StageOptions
  @Option(help: ArgumentHelp("The checkpoint of agents of kind policy that name none.", valueName: "file"))
  var checkpoint: String?
  @Option(help: ArgumentHelp("The run folder; notebooks-out/<name> unless told.", valueName: "folder")) var output:
    String?
  @Flag(help: "Move a run that is in the folder aside, and begin anew.") var fresh = false

  func run() throws {
    var overrides = stages.overrides
    let agents = try Experiment(contentsOf: file, overrides: overrides).agents
    if let checkpoint {
      for (index, agent) in agents.enumerated() where agent.kind == .policy && agent.checkpoint == nil {
        overrides.append("agents[\(index)].checkpoint=\(absolutePath(checkpoint, from: currentDirectory()))")
      }
    }
    let experiment = try Experiment(contentsOf: file, overrides: overrides)
    let shelf = SceneShelf()
    let trained = try stages.trainedPolicy(of: experiment, file: file, shelf)
    let folder = absolutePath(output ?? "notebooks-out/\(experiment.name)", from: currentDirectory())
    try RunFolder.check(path: folder, experiment: experiment, fresh: fresh)
    let run = try TabletopRun(experiment, shelf: shelf, trained: trained)
    let job = RunJob(
      runner: run.runner, manifest: try run.manifest(checkout: try? Checkout.root()), folder: folder, fresh: fresh)
    let interruption = Interruption()
    let result = try withExtendedLifetime(interruption) { try job.carryOut(interruption.cancellation) }
    try RunCommand.tell(result, folder: folder)
  }
}
