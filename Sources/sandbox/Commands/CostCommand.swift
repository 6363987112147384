import ArgumentParser
import Chains
import Experiments
import Policy
import Vocabulary

struct CostCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "cost", abstract: "Print what a policy multiplies and weighs, part by part and exit by exit.",
    discussion: """
      FILE is a checkpoint, an experiment file, whose policy section is meant, or the name of a preset: tiny, desk or \
      openflamingo-3b. Counted are multiply-accumulates (MAC) of convolutions, matrices and attention, exactly; one \
      is two FLOPs, and a weight takes 4 bytes.

      The second table has, for each exit, the decoder's layers alone, which is what papers call the policy's compute, and \
      the whole policy, when the exit is fixed and when actions are compared on the way to it, which takes the head once \
      more at each exit and once for what the first is compared with. The share is that of full depth.

      Memory is measured for what fits here (not openflamingo-3b): a process of its own loads the policy for each depth \
      and each format of the decoder's weights, and decides once. Loaded is by how much its resident memory has grown; \
      peak is the most that it ever had, with the program and libtorch in it; both for float32. The last table has the \
      bytes of the weights for each format that agents keep their decoder in, and beside them the same two measurements.

      Where a checkpoint comes from (settings, steps, scenes, revision) is in its metadata: Experiments/README.md.

      Examples:
        sandbox cost desk
        sandbox cost Experiments/Checkpoints/desk.safetensors --tokens 10 --json
      """)

  @Argument(help: "A checkpoint, an experiment file, or the name of a preset.") var file: String
  @Option(help: "Tokens of the sentence; 10 unless told, or the most that the policy reads if that is less.")
  var tokens: Int?
  @Flag(help: "Leave the measurement of memory out.") var computedOnly = false
  @Flag(help: "Print one JSON object.") var json = false
  @Option(help: ArgumentHelp("Measure one depth in this process.", visibility: .hidden)) var measureDepth: Int?
  @Option(help: ArgumentHelp("The format to measure.", visibility: .hidden)) var measureFormat = WeightFormat.float32

  func validate() throws {
    if let tokens, tokens < 1 { throw ValidationError("--tokens is 1 or more") }
  }

  func run() throws {
    let subject = try CostSubject(file)
    if let measureDepth {
      print(try MemoryMeasurement.take(subject, depth: measureDepth, measureFormat).json.compactText)
      return
    }
    let longest = subject.configuration.instruction.maximumTokens
    let tokens = tokens ?? min(10, longest)
    guard tokens <= longest else { throw InputError.tooManyTokens(tokens, longest: longest) }
    var memory: [MemoryMeasurement] = []
    if !computedOnly, subject.isMeasurable {
      let (depths, formats) = (subject.configuration.exitCount, WeightFormat.allCases)
      var bar = Progress("measuring memory", unit: "processes", total: depths * formats.count)
      for depth in 0..<depths {
        for format in formats {
          memory.append(try MemoryMeasurement.taken(of: file, depth: depth, format))
          bar.update(memory.count)
        }
      }
      bar.finish(memory.count)
    }
    let halved = try subject.checkpoint?.halvedMatrices() ?? []
    let report = CostReport(subject, tokens: tokens, halved: halved, memory: memory)
    if json {
      print(report.json.text, terminator: "")
    } else {
      print(report.text, terminator: "")
    }
  }
}

/// What `sandbox cost` is asked about.
struct CostSubject {
  /// As the command line has it.
  let name: String
  /// Its architecture.
  let configuration: PolicyConfiguration
  /// Its checkpoint; nil for an architecture alone.
  let checkpoint: Checkpoint?

  /// - Throws: `InputError.noSubject`; `SchemaError` and `PolicyError` for a file that is not as it should be.
  init(_ name: String) throws {
    self.name = name
    if let preset = PolicyPreset(rawValue: name) {
      let words = InstructionCatalogue.standard.vocabulary(of: .training).map(String.init).sorted()
      configuration = preset.configuration(words: preset == .openFlamingo3B ? [] : words)
      checkpoint = nil
    } else if name.hasSuffix(".json") {
      configuration = try Experiment(contentsOf: name).policy.configuration(labels: 0)
      checkpoint = nil
    } else if (try? readFile(name)) == nil {
      throw InputError.noSubject(name, presets: PolicyPreset.allCases.map(\.rawValue))
    } else {
      let checkpoint = try Checkpoint(path: name)
      configuration = checkpoint.configuration
      self.checkpoint = checkpoint
    }
  }

  /// Bytes of all weights, 4 each.
  var bytes: Int { configuration.parameters().reduce(0) { $0 + $1.count } * 4 }

  /// Whether it is small enough to be made here.
  var isMeasurable: Bool { bytes < 1 << 30 }
}
