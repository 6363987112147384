import ArgumentParser
import Policy
import Vocabulary

extension BenchCommand {
  struct Training: ParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "training", abstract: "Measure how fast a policy is trained on this machine, phase by phase.",
      discussion: """
        The scripted expert records each subtask once, and a policy with random weights is trained: its encoders on random \
        views, then its decoder on what the encoders make of the demonstrations, which is looked at before. Given are \
        decisions, or views, with a loss per second (frames), floating-point operations per second, what these are of \
        products of 512×512 matrices on as many threads at once, and the share of the time that reading and rendering \
        take. The look has a row of its own, rendering and encoding each decision once for a whole training; its rendering \
        counts in the decoder's share as well.

        Measured is wall time: let nothing else run meanwhile. Half a minute with what is standard. With --json one object \
        is printed: product_gigaflops_per_second and, for encoders, look and decoder, keys that end in \
        _frames_per_second, _gigaflops_per_second, _product_share and _reading_share.
        """)

    @Option(help: "The sizes: tiny or desk; openflamingo-3b is refused.") var preset = PolicyPreset.desk
    @Option(help: "Threads that share each batch.") var replicas = 2
    @Option(help: "For how long each phase, in seconds.") var seconds = 8.0
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
      guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds is a number above 0, up to 3600") }
      guard (1...16).contains(replicas) else { throw ValidationError("--replicas is a whole number from 1 to 16") }
      guard preset != .openFlamingo3B else {
        throw ValidationError("--preset is tiny or desk; openflamingo-3b is there for its cost account alone")
      }
    }

    func run() throws {
      var bar = Progress("measuring", unit: "parts", total: TrainingBench.parts)
      let result = try TrainingBench(preset: preset, replicas: replicas).run(seconds: seconds) { bar.update($0) }
      bar.finish(TrainingBench.parts)
      if json {
        print(result.json.compactText)
      } else {
        print(result.table.text, terminator: "")
      }
    }
  }
}
