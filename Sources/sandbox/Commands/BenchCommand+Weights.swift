import ArgumentParser
import Policy
import Vocabulary

extension BenchCommand {
  struct Weights: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Compare the formats of a policy's decoder weights: memory, time, and what they change in its actions.",
      discussion: """
        The scripted expert carries out chains. At every decision of the policy, decoders with each format decide on the \
        same pictures at full depth, each remembering its own decisions. Given are the bytes that the decoder's layers \
        take in memory, the CPU time of all of them (10 % quantile), the root of the mean square by which poses differ \
        from those of float32, in the policy's units of −1 to 1 and as a share of the poses' own, and how often the \
        gripper is told otherwise.
        """)

    @Option(help: "The sizes: tiny or desk; openflamingo-3b is refused.") var preset = PolicyPreset.desk
    @Option(help: "A checkpoint to be measured in place of a preset.") var checkpoint: String?
    @Option(help: "The table.") var scene = SceneName.d
    @Option(help: "Chains of the expert.") var chains = 4
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
      guard (1...1000).contains(chains) else { throw ValidationError("--chains is a whole number from 1 to 1000") }
      guard preset != .openFlamingo3B else {
        throw ValidationError("--preset is tiny or desk; openflamingo-3b is there for its cost account alone")
      }
    }

    func run() throws {
      var bar = Progress("measuring", unit: "chains", total: chains)
      let rows = try WeightsBench(checkpoint: checkpoint, preset: preset, scene: scene).run(chains: chains) {
        bar.update($0)
      }
      bar.finish(chains)
      let name = checkpoint ?? "preset \(preset.rawValue)"
      if json {
        print(WeightsBench.json(rows, name: name).compactText)
      } else {
        print(WeightsBench.table(rows, name: name).text, terminator: "")
      }
    }
  }
}
