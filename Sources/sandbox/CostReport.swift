import Calibration
import Policy
import Vocabulary

/// The tables of `sandbox cost`.
struct CostReport {
  private let subject: CostSubject
  private let tokens: Int
  private let halved: Set<String>
  private let parts: [PolicyPart]
  private let exits: [Exit]

  /// One exit's row.
  private struct Exit {
    let layers: Int
    let decoder: Int
    let fixed: Int
    let compared: Int
    let evaluations: Int
    let weights: Int
    let memory: [WeightFormat: MemoryMeasurement]
  }

  /// - Parameter halved: matrices of the head that are kept in 16 bits.
  init(_ subject: CostSubject, tokens: Int, halved: Set<String>, memory: [MemoryMeasurement]) {
    self.subject = subject
    self.tokens = tokens
    self.halved = halved
    let configuration = subject.configuration
    parts = configuration.parts(tokens: tokens)
    let account = CostAccount(configuration)
    let last = configuration.exitCount - 1
    let comparing = ExitRule.actionConsistency(thresholds: [Double](repeating: -1, count: last))
    exits = (0...last).map { exit in
      Exit(
        layers: configuration.decoder.layers(upTo: exit), decoder: account.decoder(upTo: exit, tokens: tokens),
        fixed: account.policy(exit: exit, rule: .fixed(exit: exit), deepestExit: last, tokens: tokens),
        compared: account.policy(exit: exit, rule: comparing, deepestExit: last, tokens: tokens),
        evaluations: comparing.headEvaluations(exit: exit, deepestExit: last),
        weights: configuration.parameters(deepestExit: exit).reduce(0) { $0 + $1.count },
        memory: memory.filter { $0.depth == exit }.reduce(into: [:]) { $0[$1.format] = $1 })
    }
  }

  private func millions(_ number: Int) -> String { (Double(number) * 1e-6).text(digits: 3) }

  /// Bytes that the weights take when layers past an exit are not loaded.
  private func bytes(upTo exit: Int, _ format: WeightFormat) -> Int {
    subject.configuration.weightBytes(deepestExit: exit, format, halved: halved)
  }

  /// For people.
  var text: String {
    var table = TextTable([
      ("\(subject.name), \(tokens) tokens", .left), ("million MAC", .right), ("million FLOP", .right),
      ("weights", .right),
      ("million bytes", .right),
    ])
    for part in parts {
      table.add([
        part.name, millions(part.multiplyAccumulates), millions(part.flops), "\(part.parameters)",
        millions(4 * part.parameters),
      ])
    }
    var depths = TextTable([
      ("exit", .right), ("layers", .right), ("decoder", .right), ("share", .right), ("whole, fixed", .right),
      ("share", .right), ("whole, comparing", .right), ("share", .right), ("head", .right), ("weights", .right),
      ("million bytes", .right), ("loaded", .right), ("peak", .right),
    ])
    let full = exits[exits.count - 1]
    func share(_ part: Int, _ whole: Int) -> String { (Double(part) / Double(whole)).text(digits: 3) }
    for (number, exit) in exits.enumerated() {
      depths.add([
        "\(number)", "\(exit.layers)", millions(exit.decoder), share(exit.decoder, full.decoder), millions(exit.fixed),
        share(exit.fixed, full.fixed), millions(exit.compared), share(exit.compared, full.fixed), "\(exit.evaluations)",
        "\(exit.weights)", millions(4 * exit.weights), exit.memory[.float32].map { millions($0.resident) } ?? "-",
        exit.memory[.float32].map { millions($0.peak) } ?? "-",
      ])
    }
    let note =
      "million MAC of a decision that ends at each exit, from 0; head: its evaluations when actions are compared; "
      + "loaded and peak: million bytes resident, measured in a process that loads this depth alone, as float32\n"
    let chunk = subject.configuration.chunk
    let chunks = chunk > 1 ? "a decision covers \(chunk) control steps\n" : ""
    return table.text + "\n" + depths.text + "\n" + note + chunks + "\n" + formats.text
  }

  /// What the weights take in each format: computed, and loaded and at the peak where that was measured.
  private var formats: TextTable {
    let isMeasured = exits.contains { !$0.memory.isEmpty }
    var table = TextTable(
      [("exit, million bytes", .right)]
        + WeightFormat.allCases.flatMap { format -> [(String, TextTable.Alignment)] in
          [(format.rawValue, .right)] + (isMeasured ? [("loaded", .right), ("peak", .right)] : [])
        })
    for (number, exit) in exits.enumerated() {
      table.add(
        ["\(number)"]
          + WeightFormat.allCases.flatMap { format -> [String] in
            let measured = exit.memory[format].map { [millions($0.resident), millions($0.peak)] } ?? ["-", "-"]
            return [millions(bytes(upTo: number, format))]
              + (isMeasured ? measured : [])
          })
    }
    return table
  }

  /// The same for programs.
  private func formats(_ number: Int, _ exit: Exit) -> JSONValue {
    .list(
      WeightFormat.allCases.map { format in
        let measured = exit.memory[format]
        return .object(
          [
            JSONMember("format", .text(format.rawValue)),
            JSONMember("bytes", .integer(bytes(upTo: number, format))),
          ]
            + (measured.map {
              [
                JSONMember("kept_bytes", .integer($0.kept)), JSONMember("resident_bytes", .integer($0.resident)),
                JSONMember("peak_bytes", .integer($0.peak)),
              ]
            } ?? []))
      })
  }

  /// For programs.
  var json: JSONValue {
    .object([
      JSONMember("policy", .text(subject.name)), JSONMember("tokens", .integer(tokens)),
      JSONMember("chunk", .integer(subject.configuration.chunk)),
      JSONMember(
        "parts",
        .list(
          parts.map { part in
            .object([
              JSONMember("name", .text(part.name)),
              JSONMember("multiply_accumulates", .integer(part.multiplyAccumulates)),
              JSONMember("flops", .integer(part.flops)), JSONMember("parameters", .integer(part.parameters)),
              JSONMember("bytes", .integer(4 * part.parameters)), JSONMember("exit", .integer(part.exit)),
            ])
          })),
      JSONMember(
        "exits",
        .list(
          exits.enumerated().map { number, exit in
            .object(
              [
                JSONMember("exit", .integer(number)), JSONMember("layers", .integer(exit.layers)),
                JSONMember("decoder_multiply_accumulates", .integer(exit.decoder)),
                JSONMember("multiply_accumulates", .integer(exit.fixed)),
                JSONMember("multiply_accumulates_comparing", .integer(exit.compared)),
                JSONMember("head_evaluations_comparing", .integer(exit.evaluations)),
                JSONMember("parameters", .integer(exit.weights)), JSONMember("bytes", .integer(4 * exit.weights)),
                JSONMember("weights", formats(number, exit)),
              ]
                + (exit.memory[.float32].map {
                  [
                    JSONMember("resident_bytes_loaded", .integer($0.resident)),
                    JSONMember("resident_bytes_peak", .integer($0.peak)),
                  ]
                } ?? []))
          })),
    ])
  }
}
