import ArgumentParser
import Experiments
import Policy
import Vocabulary

extension BenchCommand {
  struct Decide: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "policy", abstract: "Measure a policy's decisions on one core, part by part and exit by exit.",
      discussion: """
        A policy decides over and over on one observation and a sentence of ten words, in batches of one. Its parts are \
        timed alone, then whole decisions that end at each exit in turn and compare actions, features or nothing on the \
        way. Measured is the thread's CPU time: the 10 % quantile, which other programs on the machine disturb least, and \
        the median. Rendering does not count.

        The decoder's weights are kept as --weights says, and computed with as agents do; --libtorch computes it as \
        training does. --profile writes the times by exit, with comparisons of actions, of features and without, to a \
        file that an agent's latency.profile in an experiment can name.

        --run takes how often each arm of a run chose each exit, and says what the decoder and a whole decision take on \
        average: with a full-depth arm first, what early exit gains in time, measured at once on one core. Arms with \
        another checkpoint than the one that is measured, or with other weights, are left out. Example: \
        sandbox bench policy --checkpoint Experiments/Checkpoints/desk.safetensors --run notebooks-out/pareto

        A preset has random weights, whose times are those of trained ones. With --json one object is printed, for each \
        part three keys that end in _multiply_accumulates, _milliseconds and _milliseconds_median.
        """)

    @Option(help: "The sizes: tiny or desk; openflamingo-3b is refused.") var preset = PolicyPreset.desk
    @Option(help: "A checkpoint to be measured in place of a preset.") var checkpoint: String?
    @Option(help: "How the decoder's weights are kept in memory.") var weights = WeightFormat.float32
    @Flag(help: "Compute the decoder with libtorch, as training does; its weights are float32 then.") var libtorch =
      false
    @Option(help: "For how long, in seconds.") var seconds = 10.0
    @Option(help: "A file for the times by exit, for agents with a latency.") var profile: String?
    @Option(name: .customLong("run"), help: ArgumentHelp("A run whose arms' mean times are told.", valueName: "folder"))
    var runFolder: String?
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
      guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds is a number above 0, up to 3600") }
      guard !libtorch || weights == .float32 else {
        throw ValidationError("--libtorch keeps weights as float32; leave one of --libtorch and --weights out")
      }
      guard runFolder == nil || checkpoint != nil else {
        throw ValidationError("--run needs --checkpoint: the policy that the run's arms act with")
      }
      guard preset != .openFlamingo3B else {
        throw ValidationError("--preset is tiny or desk; openflamingo-3b is there for its cost account alone")
      }
    }

    func run() throws {
      var bar = Progress("measuring", unit: "seconds", total: Int(seconds.rounded(.up)))
      let format = libtorch ? nil : weights
      let uses = try runFolder.map(ExitUse.arms) ?? []
      let bench =
        if let checkpoint { try PolicyBench(checkpoint: checkpoint, weights: format) } else {
          try PolicyBench(preset: preset, weights: format)
        }
      let arms = try checkpoint.map { try priced(uses, checkpoint: $0) } ?? []
      let leftOut = uses.map(\.name).filter { name in !arms.contains { $0.name == name } }
      let result = try bench.run(seconds: seconds) { bar.update(Int($0)) }
      bar.finish(Int(seconds.rounded(.up)))
      if let profile {
        let file = result.latencyFile(processor: Provenance.current(checkout: nil).cpu)
        try AtomicFile.write(file.json.text, to: profile)
      }
      let means = result.means(of: arms)
      if json { return print(result.json(means, leftOut: leftOut).compactText) }
      print(result.table.text, terminator: "")
      if !means.isEmpty { print("\n" + PolicyBench.Result.table(of: means).text, terminator: "") }
      if !leftOut.isEmpty {
        print("left out, with another policy or other weights: " + leftOut.joined(separator: ", "))
      }
    }

    /// The arms that act with a checkpoint, its weights kept as they are measured.
    private func priced(_ uses: [ExitUse], checkpoint: String) throws -> [ExitUse] {
      let identity = ContentHash(of: try readFile(checkpoint))
      let priced = uses.filter { $0.policy == identity && $0.weights == weights }
      if priced.isEmpty, !uses.isEmpty {
        throw ValidationError("--run: no arm acts with \(checkpoint) and weights as \(weights.rawValue)")
      }
      return priced
    }
  }
}

extension PolicyPreset: ExpressibleByArgument {}
extension WeightFormat: ExpressibleByArgument {}
