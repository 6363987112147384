import ArgumentParser
import Chains
import Glibc
import Tabletop
import Vocabulary

extension ChainRules: ExpressibleByArgument {}
extension ChainSplit: ExpressibleByArgument {}
extension StartKind: ExpressibleByArgument {}

struct ChainsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "chains", abstract: "Generate chains of five subtasks, count what is in them, check those of others.",
    discussion: """
      A chain file has one JSON object a line: {"initial_state": {"led": 0, "lightbulb": 0, "slider": "right", \
      "drawer": "closed", "red_block": "table", "blue_block": "slider_left", "pink_block": "table", "grasped": 0}, \
      "sequence": ["open_drawer", …]} with five names in the sequence. An experiment uses one with evaluation.chainsFile.
      """,
    subcommands: [Generate.self, Stats.self, Check.self])

  /// What chains are generated from.
  struct Source: ParsableArguments {
    @Option(name: .customLong("count"), help: "How many chains; 1000 unless told.") var wantedCount: Int?
    @Option(name: .customLong("seed"), help: "The seed of all chains; 1 unless told.") var wantedSeed: UInt64?
    @Option(
      help:
        "Which subtasks count as possible: physical has CALVIN's table with place_in_slider mended, calvin as it is.")
    var rules = ChainRules.physical
    @Option(help: "What they are for; chains of different splits are never the same.")
    var split = ChainSplit.test

    /// How many.
    var count: Int { wantedCount ?? 1000 }

    func validate() throws {
      guard (1...1_000_000).contains(count) else {
        throw ValidationError("--count is a whole number from 1 to 1000000")
      }
    }

    var chains: [Chain] { ChainGenerator(seed: wantedSeed ?? 1, split: split, rules: rules).chains(count: count) }
  }

  struct Generate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write chains by CALVIN's rules, one JSON object a line.",
      discussion: """
        The same seed gives the same chains, and fewer of them are the beginning of more.

        Example: sandbox chains generate --count 1000 --seed 7 --output chains.jsonl
        """)

    @OptionGroup var source: Source
    @Option(help: ArgumentHelp("The file to write; stdout unless told.", valueName: "file")) var output: String?

    func run() throws {
      let text = ChainFile.text(of: source.chains)
      if let output {
        try AtomicFile.write(text, to: output)
        Console.note("wrote \(source.count) chains to \(output)")
      } else {
        print(text, terminator: "")
      }
    }
  }

  struct Stats: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Count what is in a file of chains, or in generated ones, beside CALVIN's 1000.",
      discussion: """
        Examples:
          sandbox chains stats chains.jsonl
          sandbox chains stats --count 1000 --rules calvin --json
        """)

    @Argument(help: "A chain file; without one, chains are generated from the options.") var file: String?
    @OptionGroup var source: Source
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
      guard file != nil else { return }
      for (flag, isGiven) in [("--count", source.wantedCount != nil), ("--seed", source.wantedSeed != nil)]
      where isGiven {
        throw ValidationError("\(flag) is about generated chains; leave it out, or the file")
      }
    }

    func run() throws {
      let counts = ChainCounts(try file.map { try ChainsCommand.read($0).chains } ?? source.chains)
      print(json ? ChainsCommand.json(of: counts).text : "\(counts)\n", terminator: "")
    }
  }

  private static func json(of counts: ChainCounts) -> JSONValue {
    .object([
      JSONMember("chains", .integer(counts.chains)),
      JSONMember("distinct_chains", .integer(counts.distinctChains)),
      JSONMember("distinct_sequences", .integer(counts.distinctSequences)),
      JSONMember("distinct_initial_states", .integer(counts.initialStates.count)),
      JSONMember("initial_state_rarest", .integer(counts.initialStateRange.lowerBound)),
      JSONMember("initial_state_most_frequent", .integer(counts.initialStateRange.upperBound)),
      JSONMember("containing_lift", .integer(counts.containingLift)),
      JSONMember("ending_with_lift", .integer(counts.endingWithLift)),
      JSONMember("containing_turn_off_led", .integer(counts.containingTurnOffLED)),
      JSONMember("chi_squared_against_calvin", .number(counts.chiSquaredAgainstCalvin)),
      JSONMember("degrees_of_freedom", .integer(CalvinGroup.degreesOfFreedom)),
      JSONMember(
        "subtasks",
        .object(Subtask.allCases.map { JSONMember($0.rawValue, .integer(counts.subtasks[$0] ?? 0)) })),
    ])
  }

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell which chains of a file cannot be carried out, and why.",
      discussion: """
        Prints a line for each chain whose start the table cannot be given and for each that the rules do not allow, then \
        the totals; exit code 1 if there is one.

        Example: sandbox chains check chains.jsonl --rules calvin
        """)

    @Argument(help: "A chain file.") var file: String
    @Option(
      help:
        "Which subtasks count as possible: physical has CALVIN's table with place_in_slider mended, calvin as it is.")
    var rules = ChainRules.physical
    @Option(help: "Where blocks begin, as evaluation.starts has it: calvin has less room than random.")
    var starts = StartKind.calvin

    func run() throws {
      let check = try ChainsCommand.read(file).check(rules) { starts.refusal(of: $0) }
      print(check)
      guard check.passed else { throw CommandStatus.no }
    }
  }

  /// The chains of a file.
  static func read(_ path: String) throws -> ChainFile {
    let bytes = try readFile(path)
    do {
      return try ChainFile(bytes)
    } catch {
      throw InputError.chainFile(path: path, error)
    }
  }
}
