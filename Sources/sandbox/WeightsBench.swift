import Chains
import Demonstrations
import Episodes
import Experiments
import Glibc
import Policy
import Tabletop
import Tensors
import Vocabulary

/// A policy with its decoder's weights in each format, side by side on what the expert meets: memory, time, and how far
/// its actions are from those of unrounded weights.
struct WeightsBench {
  /// One way to keep the weights.
  struct Row: Sendable {
    /// The format; nil for tensors, as training has them.
    let format: WeightFormat?
    /// Bytes of the decoder's layers.
    let bytes: Int
    /// CPU time of the whole decoder, each time, milliseconds.
    var milliseconds: [Double] = []
    /// Sum of the squared differences of poses to those of float32, in the network's units.
    var squares = 0.0
    /// Sum of the squares of the poses of float32.
    var reference = 0.0
    /// Numbers in these sums.
    var count = 0
    /// Control steps at which the gripper is told otherwise than by float32.
    var gripperDifferences = 0
    /// Control steps.
    var controlSteps = 0

    /// The time below which a tenth of them lies.
    var fast: Double { milliseconds.sorted()[max(0, (milliseconds.count + 9) / 10 - 1)] }
    /// Root of the mean square of the differences, −1 … 1.
    var difference: Double { (squares / Double(max(1, count))).squareRoot() }
    /// The same as a share of the poses' own.
    var share: Double { reference > 0 ? (squares / reference).squareRoot() : 0 }
  }

  private let networks: [(format: WeightFormat?, network: PolicyNetwork)]
  private let world: TabletopEnvironment
  private let expert: ExpertAgent
  private let lexicon: Lexicon

  /// The policy of a checkpoint, or one of a preset with random weights.
  init(checkpoint path: String?, preset: PolicyPreset, scene name: SceneName) throws {
    var settings = PolicySettings()
    settings.preset = preset
    let checkpoint = try path.map { try Checkpoint(path: $0) }
    let configuration = checkpoint?.configuration ?? settings.configuration(labels: 0)
    let source = checkpoint.map { ParameterSource.stored($0) } ?? .drawn(RandomStream(seed: 1))
    let formats: [WeightFormat?] = WeightFormat.allCases + [nil]
    networks = try formats.map { ($0, try PolicyNetwork(configuration, source, weights: $0)) }
    let scene = try TabletopScene(name)
    world = TabletopEnvironment(scene: scene)
    expert = ExpertAgent(scene)
    lexicon = Lexicon(configuration.instruction)
  }

  /// Carries out chains with the expert and decides beside it.
  func run(chains: Int, progress: (Int) -> Void) throws -> [Row] {
    var rows = networks.map { Row(format: $0.format, bytes: $0.network.decoderBytes) }
    let generator = ChainGenerator(seed: 1)
    for index in 0..<chains {
      let chain = generator.chain(index)
      let stream = generator.split.stream(seed: 1, chain: index)
      try world.reset(to: chain.initial, stream: stream.split("reset"))
      var words = stream.split("instruction")
      for subtask in chain.subtasks {
        let sentence = InstructionCatalogue.standard.draw(for: subtask, from: .training, stream: &words)
        if try !follow(subtask, sentence, &rows) { break }
      }
      progress(index + 1)
    }
    return rows
  }

  /// Whether the expert did the subtask; the networks have decided at each of their turns.
  private func follow(_ subtask: Subtask, _ sentence: Instruction, _ rows: inout [Row]) throws -> Bool {
    let chunk = networks[0].network.configuration.chunk
    var states = [HeadState?](repeating: nil, count: networks.count)
    let batch = TokenBatch([lexicon.tokens(of: sentence.text)])
    let attempt = try rollout(subtask, instruction: sentence, agent: expert, world: world) { step, _ in
      guard step % chunk == 0 else { return }
      try Torch.withoutGradient { () throws in try decide(batch, &states, &rows) }
    }
    return attempt.outcome == .succeeded
  }

  private func decide(_ batch: TokenBatch, _ states: inout [HeadState?], _ rows: inout [Row]) throws {
    let observation = world.observe()
    let first = networks[0].network
    let configuration = first.configuration
    let pixels = try ObservationPixels(observation, configuration)
    let (fixed, hand) = (configuration.staticCamera.inputSize, configuration.gripperCamera.inputSize)
    let latents = try first.visualLatents(
      staticPictures: Tensor(bytes: pixels.staticPlanes, [1, 3, fixed, fixed]),
      gripperPictures: Tensor(bytes: pixels.gripperPlanes, [1, 3, hand, hand]))
    let arm = try first.armEmbedding(Tensor(Proprioception.numbers(of: observation), [1, Proprioception.count]))
    var reference: (pose: [Float], gripper: [Float]) = ([], [])
    for (index, (_, network)) in networks.enumerated() {
      let sentences = try network.embedded(batch)
      let start = Self.threadMilliseconds()
      let feature = try network.decoding(latents: latents, sentences: sentences, arm: arm)
        .feature(exit: network.deepestExit)
      rows[index].milliseconds.append(Self.threadMilliseconds() - start)
      let output = try network.headOutput(
        feature: feature, arm: arm, exit: network.deepestExit, state: states[index])
      states[index] = output.state
      let (pose, gripper) = (try output.pose.values(), try output.gripperLogits.values())
      if index == 0 { reference = (pose, gripper) }
      for (found, wanted) in zip(pose, reference.pose) {
        rows[index].squares += Double((found - wanted) * (found - wanted))
        rows[index].reference += Double(wanted * wanted)
        rows[index].count += 1
      }
      rows[index].controlSteps += gripper.count
      rows[index].gripperDifferences += zip(gripper, reference.gripper).count { ($0.0 > 0) != ($0.1 > 0) }
    }
  }

  /// CPU time of this thread, milliseconds.
  private static func threadMilliseconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
    return Double(time.tv_sec) * 1e3 + Double(time.tv_nsec) * 1e-6
  }
}

extension WeightsBench {
  /// For people.
  static func table(_ rows: [Row], name: String) -> TextTable {
    var table = TextTable([
      ("\(name), decoder", .left), ("MB", .right), ("time", .right), ("pose differs", .right), ("of its size", .right),
      ("gripper differs", .right),
    ])
    for row in rows {
      table.add([
        row.format?.rawValue ?? "float32, libtorch", (Double(row.bytes) * 1e-6).text(digits: 2),
        row.fast.text(digits: 3) + " ms", row.difference.text(digits: 5), (100 * row.share).text(digits: 2) + " %",
        (100 * Double(row.gripperDifferences) / Double(max(1, row.controlSteps))).text(digits: 2) + " %",
      ])
    }
    return table
  }

  /// For machines.
  static func json(_ rows: [Row], name: String) -> JSONValue {
    .object([
      JSONMember("policy", .text(name)),
      JSONMember(
        "weights",
        .list(
          rows.map { row in
            .object([
              JSONMember("format", .text(row.format?.rawValue ?? "tensors")),
              JSONMember("decoder_bytes", .integer(row.bytes)), JSONMember("decoder_milliseconds", .number(row.fast)),
              JSONMember("pose_difference", .number(row.difference)), JSONMember("pose_share", .number(row.share)),
              JSONMember("gripper_differences", .integer(row.gripperDifferences)),
              JSONMember("control_steps", .integer(row.controlSteps)),
            ])
          })),
    ])
  }
}
