import ArgumentParser
import Experiments
import Vocabulary

struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare",
    abstract: "Compare two runs, or the arms of one, pair by pair on the chains that both have.",
    discussion: """
      Success: McNemar's exact test and Newcombe's interval for the difference. Mean length: the exact test of all signs and \
      a bootstrap interval over chains. Operations: those of a decision, failed chains included, with a bootstrap interval \
      of the difference in percent. All subtasks of chains together: the exact test of all signs of the chains' differences \
      and a bootstrap interval over chains, as attempts of one chain depend on each other. Differences are the second's \
      results minus the first's. Below stands what differs in the resolved experiments.

      With one run, every arm is compared with the first, or the pairs that report.comparisons states are; with --arm, every \
      other arm with that one.

      Examples:
        sandbox compare notebooks-out/pareto --arm full
        sandbox compare notebooks-out/pareto --arm full --arm dynamic-0.52
        sandbox compare notebooks-out/desk notebooks-out/desk-2 --json
      """)

  @Argument(help: "One run folder, or two.") var runs: [String]
  @Option(
    parsing: .singleValue,
    help: ArgumentHelp(
      "An agent; given twice, the first one of the first run and the second one of the second.", valueName: "name"))
  var arm: [String] = []
  @Option(parsing: .singleValue, help: "The table; all that both have unless told.") var scene: [SceneName] = []
  @Flag(help: "Print one JSON object.") var json = false

  func validate() throws {
    guard (1...2).contains(runs.count) else { throw ValidationError("give one run folder or two") }
    guard arm.count <= 2 else { throw ValidationError("give --arm twice at most") }
  }

  func run() throws {
    let comparison = try RunComparison(runs, arms: arm, scenes: scene)
    if json { return print(Comparisons.json(comparison).text, terminator: "") }
    let texts = comparison.pairs.map { Comparisons.text($0, showsRuns: runs.count == 2) }
    print(texts.joined(separator: "\n\n"), terminator: "")
    print(
      Comparisons.differences(comparison.differences, title: "the experiments"), terminator: "")
  }
}
