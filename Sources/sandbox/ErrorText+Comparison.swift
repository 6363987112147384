import Experiments
import Vocabulary

extension ErrorText {
  /// A sentence for runs that cannot be compared.
  static func sentence(_ error: ComparisonError) -> String {
    switch error {
    case .noRun(let folder):
      return
        "\(folder) holds no experiment.json and run.sqlite; give the folder of a run, as in notebooks-out/quickstart"
    case .noSuchArm(let name, let run, let known):
      return "\(run) has no agent \(name)"
        + (nearestName(to: name, among: known).map { "; did you mean \($0)?" }
          ?? "; it has \(known.joined(separator: ", "))")
    case .oneArm(let agent, let run):
      return "\(run) has one agent alone, \(agent); give a second run to compare it with"
    case .nothingInCommon(let first, let second):
      return "the runs have no agent and scene in common: \(first.joined(separator: ", ")); "
        + "\(second.joined(separator: ", "))\nname one of each with --arm A --arm B"
    case .otherChains(let key, let first, let second):
      return
        "the runs were not carried out on the same chains: \(key) is \(first) in the first and \(second) in the second"
    case .noCommonChains(let first, let second):
      return "\(first) and \(second) have no finished chain in common"
    }
  }
}
