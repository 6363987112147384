import Chains
import Episodes
import Experiments
import Glibc
import Policy
import Tensors
import Vocabulary

/// Decisions of a policy, timed part by part and exit by exit.
struct PolicyBench {
  /// One thing that was timed.
  struct Row: Sendable {
    /// What it is.
    let title: String
    /// Its key in JSON.
    let key: String
    /// Multiply-accumulates of one time; 0 where nothing is multiplied.
    let multiplyAccumulates: Int
    /// CPU time of each time, milliseconds.
    var milliseconds: [Double] = []

    /// Their mean.
    var mean: Double { milliseconds.reduce(0, +) / Double(max(1, milliseconds.count)) }

    /// The time below which a share of them lies (nearest rank).
    func quantile(_ share: Double) -> Double {
      let sorted = milliseconds.sorted()
      return sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
  }

  /// What a measurement came to.
  struct Result: Sendable {
    /// What was measured.
    let name: String
    /// The parts, then whole decisions from the first exit to the deepest.
    let rows: [Row]
    /// Control steps of a decision.
    let chunk: Int
    /// Numbers that training sets.
    let weights: Int
    /// How many exits there are.
    let exits: Int
    /// How the decoder's weights were kept.
    let format: WeightFormat
    /// Bytes that the decoder's layers take in memory.
    let decoderBytes: Int
  }

  /// What is compared on the way to an exit.
  enum Comparing: String, CaseIterable, Sendable {
    case actions = "decision"
    case features = "features"
    case nothing = "direct"

    /// What an arm that chooses its exits so compares.
    init(_ choice: ExitChoice) {
      switch choice {
      case .dynamic: self = .actions
      case .similarity: self = .features
      case .full, .fixed, .time, .random: self = .nothing
      }
    }

    var title: String {
      switch self {
      case .actions: "actions compared"
      case .features: "features compared"
      case .nothing: "nothing compared"
      }
    }
  }

  /// What an arm's decisions take on average, milliseconds.
  struct MeanTimes: Sendable {
    let name: String
    /// The decoder's layers.
    let decoder: Double
    /// From the pictures to the action.
    let decision: Double
  }

  private let name: String
  private let network: PolicyNetwork
  private let sentence: Instruction
  private let observation: Observation

  /// A policy with random weights, whose times are those of a trained one.
  init(preset: PolicyPreset, weights: WeightFormat?) throws {
    let words = InstructionCatalogue.standard.vocabulary(of: .training).map(String.init).sorted()
    try self.init(
      name: "preset \(preset.rawValue)",
      PolicyNetwork(preset.configuration(words: words), .drawn(RandomStream(seed: 1)), weights: weights))
  }

  /// The policy of a checkpoint.
  init(checkpoint path: String, weights: WeightFormat?) throws {
    let checkpoint = try Checkpoint(path: path)
    try self.init(name: path, PolicyNetwork(checkpoint.configuration, .stored(checkpoint), weights: weights))
  }

  private init(name: String, _ network: PolicyNetwork) throws {
    self.name = name
    self.network = network
    sentence = Instruction("take the red block on the shelf of the cabinet")
    var stream = RandomStream(seed: 2)
    func picture(_ camera: CameraConfiguration) -> Image {
      let side = camera.pictureSize
      return Image(
        width: side, height: side, pixels: (0..<side * side * 3).map { _ in UInt8(stream.index(below: 256)) })
    }
    observation = Observation(
      staticCamera: picture(network.configuration.staticCamera),
      gripperCamera: picture(network.configuration.gripperCamera), robot: [Double](repeating: 0.1, count: 15))
  }

  /// Measures everything in turn for a time, at least three times.
  func run(seconds: Double, progress: (Double) -> Void) throws -> Result {
    let configuration = network.configuration
    let tokens = Lexicon(configuration.instruction).tokens(of: sentence.text)
    let cost = CostAccount(configuration)
    let exits = 0...network.deepestExit
    // Deciders that always end at the same exit, and compare actions, features or nothing on the way.
    let rules = Comparing.allCases.flatMap { comparing in
      exits.map { exit in
        let thresholds = exits.map { $0 < exit ? -1 : exit == 0 ? .greatestFiniteMagnitude : .infinity }
        let rule: ExitRule =
          switch comparing {
          case .actions: .actionConsistency(thresholds: thresholds)
          case .features: .featureSimilarity(thresholds: thresholds)
          case .nothing: .fixed(exit: exit)
          }
        return (comparing, exit, rule)
      }
    }
    let deciders = try rules.map { _, _, rule in
      let decider = try PolicyDecider(network, rule: rule)
      try decider.begin(sentence)
      return decider
    }
    var rows = [
      Row(title: "pictures to bytes", key: "pixels", multiplyAccumulates: 0),
      Row(
        title: "static encoder and resampler", key: "static_vision",
        multiplyAccumulates: cost.staticEncoder + cost.staticResampler),
      Row(
        title: "gripper encoder and resampler", key: "gripper_vision",
        multiplyAccumulates: cost.gripperEncoder + cost.gripperResampler),
      Row(title: "head, once", key: "head", multiplyAccumulates: cost.headEvaluation),
    ]
    for exit in exits {
      let layers = configuration.decoder.layers(upTo: exit)
      rows.append(
        Row(
          title: "decoder to exit \(exit + 1), \(layers) \(layers == 1 ? "layer" : "layers")",
          key: "decoder_exit_\(exit + 1)",
          multiplyAccumulates: cost.decoder(upTo: exit, tokens: tokens.words.count)))
    }
    for (comparing, exit, rule) in rules {
      let parts = cost.decision(
        exit: exit, rule: rule, deepestExit: network.deepestExit, tokens: tokens.words.count)
      rows.append(
        Row(
          title: "exit \(exit + 1) of \(configuration.exitCount), \(comparing.title)",
          key: "\(comparing.rawValue)_exit_\(exit + 1)",
          multiplyAccumulates: parts.reduce(0) { $0 + $1.multiplyAccumulates }))
    }
    let begun = Progress.monotonicSeconds()
    var rounds = 0
    while rounds < 3 || Progress.monotonicSeconds() - begun < seconds {
      try Torch.withoutGradient { () throws in try measure(&rows, deciders, tokens) }
      rounds += 1
      progress(min(Progress.monotonicSeconds() - begun, seconds))
    }
    return Result(
      name: name, rows: rows, chunk: configuration.chunk,
      weights: configuration.parameters().reduce(0) { $0 + $1.count }, exits: configuration.exitCount,
      format: network.packedDecoder?.format ?? .float32, decoderBytes: network.decoderBytes)
  }

  private func measure(_ rows: inout [Row], _ deciders: [PolicyDecider], _ tokens: InstructionTokens) throws {
    let configuration = network.configuration
    func timed<Value>(_ index: Int, _ body: () throws -> Value) rethrows -> Value {
      let start = Self.threadMilliseconds()
      let value = try body()
      rows[index].milliseconds.append(Self.threadMilliseconds() - start)
      return value
    }
    let pixels = try timed(0) { try ObservationPixels(observation, configuration) }
    let numbers = try Proprioception.numbers(of: observation)
    let (fixed, hand) = (configuration.staticCamera.inputSize, configuration.gripperCamera.inputSize)
    let fixedLatents = try timed(1) {
      try network.staticLatents(Tensor(bytes: pixels.staticPlanes, [1, 3, fixed, fixed]))
    }
    let handLatents = try timed(2) {
      try network.gripperLatents(Tensor(bytes: pixels.gripperPlanes, [1, 3, hand, hand]))
    }
    let latents = try Tensor.cat([fixedLatents, handLatents], dim: 1)
    let arm = try network.armEmbedding(Tensor(numbers, [1, Proprioception.count]))
    let sentences = try network.embedded(TokenBatch([tokens]))
    // Deeper exits go on where the ones before them stopped.
    let start = Self.threadMilliseconds()
    let pass = try network.decoding(latents: latents, sentences: sentences, arm: arm)
    var feature = try pass.feature(exit: 0)
    rows[4].milliseconds.append(Self.threadMilliseconds() - start)
    for exit in 0...network.deepestExit where exit > 0 {
      feature = try pass.feature(exit: exit)
      rows[4 + exit].milliseconds.append(Self.threadMilliseconds() - start)
    }
    _ = try timed(3) { try network.headOutput(feature: feature, arm: arm, exit: network.deepestExit) }
    for (number, decider) in deciders.enumerated() {
      _ = try timed(5 + network.deepestExit + number) {
        try decider.decide(ObservationPixels(observation, configuration), proprioception: numbers)
      }
    }
  }

  /// CPU time of this thread, milliseconds.
  private static func threadMilliseconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }
}

extension PolicyBench.Result {
  /// For people: the means of a run's arms, and what they are of the first arm's.
  static func table(of means: [PolicyBench.MeanTimes]) -> TextTable {
    var table = TextTable([
      ("arm, mean of its decisions", .left), ("decoder", .right), ("of the first", .right), ("decision", .right),
      ("of the first", .right),
    ])
    for row in means {
      func share(_ value: Double, _ first: Double?) -> String {
        first.map { $0 > 0 ? (100 * value / $0).text(digits: 1) + " %" : "" } ?? ""
      }
      table.add([
        row.name, row.decoder.text(digits: 3) + " ms", share(row.decoder, means.first?.decoder),
        row.decision.text(digits: 3) + " ms", share(row.decision, means.first?.decision),
      ])
    }
    return table
  }

  /// For people.
  var table: TextTable {
    var table = TextTable([
      ("\(name), one core", .left), ("MMAC", .right), ("10 % quantile", .right), ("median", .right),
      ("GMAC/s", .right),
    ])
    for row in rows {
      let (fast, middle) = (row.quantile(0.1), row.quantile(0.5))
      let millions = Double(row.multiplyAccumulates) * 1e-6
      table.add([
        row.title, millions.text(digits: 2), fast.text(digits: 3) + " ms", middle.text(digits: 3) + " ms",
        (millions / fast).text(digits: 1),
      ])
    }
    table.add(["decoder as \(format.rawValue): \((Double(decoderBytes) * 1e-6).text(digits: 2)) MB", "", "", "", ""])
    if let deepest = rows.last(where: { $0.key.hasPrefix(PolicyBench.Comparing.actions.rawValue) }) {
      let perStep = 1 / Double(chunk)
      table.add([
        "per control step, \(chunk) to a decision",
        (Double(deepest.multiplyAccumulates) * 1e-6 * perStep).text(digits: 2),
        (deepest.quantile(0.1) * perStep).text(digits: 3) + " ms",
        (deepest.quantile(0.5) * perStep).text(digits: 3) + " ms", "",
      ])
    }
    return table
  }

  /// What decisions of a run's arms take on average: at each exit the mean of its times here, weighted by how often the
  /// arm took it.
  func means(of uses: [ExitUse]) -> [PolicyBench.MeanTimes] {
    uses.map { use in
      let comparing = PolicyBench.Comparing(use.choice)
      func mean(_ key: String) -> Double {
        let total = Double(use.decisions.reduce(0, +))
        return use.decisions.enumerated().reduce(0) { sum, exit in
          let row = rows.first { $0.key == "\(key)_exit_\(exit.offset + 1)" }
          return sum + Double(exit.element) / total * (row?.mean ?? 0)
        }
      }
      return PolicyBench.MeanTimes(name: use.name, decoder: mean("decoder"), decision: mean(comparing.rawValue))
    }
  }

  /// For experiments: the times of whole decisions by exit.
  func latencyFile(processor: String) -> LatencyFile {
    func seconds(_ comparing: PolicyBench.Comparing) -> [Double] {
      (1...exits).compactMap { exit in
        rows.first { $0.key == "\(comparing.rawValue)_exit_\(exit)" }.map { $0.quantile(0.1) * 1e-3 }
      }
    }
    return LatencyFile(
      LatencyProfile(
        comparingActions: seconds(.actions), comparingFeatures: seconds(.features), direct: seconds(.nothing)),
      policy: name, weights: format.rawValue, processor: processor)
  }

  /// For machines.
  ///
  /// - Parameter leftOut: the run's arms with another policy, or other weights.
  func json(_ means: [PolicyBench.MeanTimes], leftOut: [String]) -> JSONValue {
    func rounded(_ value: Double) -> JSONValue { .number((value * 1e4).rounded() / 1e4) }
    var members = [
      JSONMember("policy", .text(name)), JSONMember("weights", .integer(weights)), JSONMember("chunk", .integer(chunk)),
      JSONMember("format", .text(format.rawValue)), JSONMember("decoder_bytes", .integer(decoderBytes)),
    ]
    for row in rows {
      members += [
        JSONMember("\(row.key)_multiply_accumulates", .integer(row.multiplyAccumulates)),
        JSONMember("\(row.key)_milliseconds", rounded(row.quantile(0.1))),
        JSONMember("\(row.key)_milliseconds_median", rounded(row.quantile(0.5))),
      ]
    }
    if !means.isEmpty {
      let arms = means.map {
        JSONValue.object([
          JSONMember("name", .text($0.name)), JSONMember("decoder_milliseconds", rounded($0.decoder)),
          JSONMember("decision_milliseconds", rounded($0.decision)),
        ])
      }
      members.append(JSONMember("arms", .list(arms)))
      members.append(JSONMember("arms_left_out", .list(leftOut.map { .text($0) })))
    }
    return .object(members)
  }
}
