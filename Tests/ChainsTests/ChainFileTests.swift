import Chains
import Testing

@Suite struct ChainFileTests {
  static let state = FactsTests.example
  static let names = #"["open_drawer","lift_red_block_table","place_in_drawer","turn_on_led","close_drawer"]"#
  static let line = #"{"initial_state":\#(state),"sequence":\#(names)}"#

  @Test func whatIsWrittenIsReadAgain() throws {
    for rules in ChainRules.allCases {
      let chains = ChainGenerator(seed: 3, rules: rules).chains(count: 500)
      let file = try ChainFile(ChainFile.text(of: chains))
      #expect(file.chains == chains)
      #expect(file.lines == Array(1...500))
      #expect(file.check(rules).passed)
    }
  }

  @Test func blanksFurtherKeysAndCarriageReturnsAreIgnored() throws {
    let spaced = #" { "note": {"a": [1, null]}, "sequence": \#(Self.names), "initial_state": \#(Self.state) } "#
    let file = try ChainFile("\r\n\(Self.line)\r\n\n\(spaced)\r\n  ")
    #expect(file.lines == [2, 4])
    #expect(file.chains[0].initial == Facts(blue: .sliderLeft))
    #expect(file.chains[0].subtasks == file.chains[1].subtasks)
    #expect(file.chains.map(\.index) == [0, 1])
  }

  /// A line with a part replaced, or a whole text, and the message that it must give.
  static let malformed: [(part: String, replacement: String, message: String)] = [
    (line, "", "line 1: the file holds no chains"),
    (line, "\n \n", "line 1: the file holds no chains"),
    (line, "[]", "line 1: an object is expected, not a list"),
    (line, "17", "line 1: an object is expected, not a number"),
    (line, "open_drawer", "line 1: column 1: not JSON: a value is expected here"),
    (line, line + "\n" + line + "}", "line 2: column 254: not JSON: there is more text after the end of the value"),
    (line, line + "\n\n{", "line 3: column 2: not JSON: a key in double quotes is expected here"),
    (line, "{}", "line 1: initial_state is missing"),
    ("\"initial_state\"", "\"initial_stat\"", "line 1: initial_state is missing; is \"initial_stat\" meant for it?"),
    ("\"sequence\"", "\"sequences\"", "line 1: sequence is missing; is \"sequences\" meant for it?"),
    (state, "null", "line 1: initial_state: an object is expected, not null"),
    ("\"led\":0,", "", "line 1: initial_state.led is missing"),
    ("red_block\":", "red_blok\":", "line 1: initial_state.red_block is missing; is \"red_blok\" meant for it?"),
    ("\"led\":0", "\"led\":0,\"led\":1", "line 1: column 27: not JSON: the key \"led\" a second time"),
    ("\"led\":0", "\"led\":2", "line 1: initial_state.led: 2 is not one of 0, 1"),
    ("\"led\":0", "\"led\":0.5", "line 1: initial_state.led: 0.5 is not one of 0, 1"),
    ("\"led\":0", "\"led\":false", "line 1: initial_state.led: 0 or 1 is expected, not a boolean"),
    ("\"lightbulb\":0", "\"lightbulb\":\"0\"", "line 1: initial_state.lightbulb: 0 or 1 is expected, not a text"),
    ("\"right\"", "0.28", "line 1: initial_state.slider: a name is expected, not a number"),
    (
      "\"right\"", "\"rihgt\"",
      "line 1: initial_state.slider: \"rihgt\" is not one of left, right; did you mean \"right\"?"
    ),
    ("\"closed\"", "\"shut\"", "line 1: initial_state.drawer: \"shut\" is not one of open, closed"),
    (
      "slider_left", "sliderleft",
      "line 1: initial_state.blue_block: \"sliderleft\" is not one of table, slider_left, slider_right, drawer, "
        + "grasped, stacked_top, stacked_bottom; did you mean \"slider_left\"?"
    ),
    ("\"grasped\":0", "\"grasped\":1", "line 1: initial_state.grasped: 1, but no block is \"grasped\""),
    ("slider_left", "grasped", "line 1: initial_state.grasped: 0, but a block is \"grasped\""),
    (
      "slider_left", "stacked_top",
      "line 1: initial_state: a \"stacked_top\" needs a \"stacked_bottom\" and the other way round"
    ),
    ("\"table\"", "\"grasped\"", "line 1: initial_state: the hand holds one block at most"),
    ("\"table\"", "\"stacked_bottom\"", "line 1: initial_state: three blocks make one stack of two at most"),
    (names, "\"open_drawer\"", "line 1: sequence: a list of 5 names is expected, not a text"),
    (",\"close_drawer\"", "", "line 1: sequence: 5 subtasks are expected, there are 4"),
    ("\"close_drawer\"", "\"close_drawer\",\"open_drawer\"", "line 1: sequence: 5 subtasks are expected, there are 6"),
    ("\"turn_on_led\"", "33", "line 1: sequence[3]: a name is expected, not a number"),
    (
      "turn_on_led", "turn_on_LED_lamp",
      "line 1: sequence[3]: \"turn_on_LED_lamp\" is not one of the 34 subtasks; "
        + "did you mean \"turn_on_led\"?"
    ),
    (
      "lift_red_block_table", "lift_red_blok_table",
      "line 1: sequence[1]: \"lift_red_blok_table\" is not one of the 34 subtasks; "
        + "did you mean \"lift_red_block_table\"?"
    ),
    ("open_drawer", "make_coffee", "line 1: sequence[0]: \"make_coffee\" is not one of the 34 subtasks"),
  ]

  @Test(arguments: malformed.indices)
  func malformedFilesAreRefusedWithTheirPlace(index: Int) {
    let (part, replacement, message) = Self.malformed[index]
    let pieces = Self.line.split(separator: part, omittingEmptySubsequences: false)
    #expect(pieces.count > 1, "\(part) is part of the line")
    let text = pieces.joined(separator: replacement)
    do {
      let file = try ChainFile(text)
      Issue.record("\(file.chains.count) chains were read")
    } catch {
      #expect("\(error)" == message)
    }
  }

  @Test func bytesThatAreNotTextAreRefused() {
    #expect { try ChainFile([0x7B, 0xFF, 0x7D]) } throws: {
      "\($0)" == "line 1: column 1: not JSON: the file is not UTF-8 text"
    }
  }

  @Test func theCheckNamesLineStepSubtaskAndReason() throws {
    let broken =
      #"{"initial_state":\#(Self.state),"sequence":["lift_red_block_table","place_in_slider","move_slider_left","#
      + #""lift_red_block_slider","place_in_drawer"]}"#
    let file = try ChainFile([Self.line, "", broken, Self.line].joined(separator: "\n"))
    let check = file.check(.physical)
    #expect(!check.passed)
    #expect(
      check.description == """
        line 3: infeasible at step 4 (lift_red_block_slider): the red block is in the covered compartment: \
        block and door are both at the left
        3 chains, 2 feasible, 1 infeasible
        """)
    #expect(try ChainFile(Self.line).check(.calvin).description == "1 chain, 1 feasible, 0 infeasible")
  }

  @Test func theCheckNamesStartsThatAreRefused() throws {
    let file = try ChainFile(
      [Self.line, Self.line.replacing("slider_left", with: "drawer"), Self.line].joined(separator: "\n"))
    let check = file.check(.physical) { $0.blue == .drawer ? "no hand goes there" : nil }
    #expect(!check.passed && check.infeasible.isEmpty)
    #expect(
      check.description == """
        line 2: cannot be started: no hand goes there
        3 chains, 3 feasible, 0 infeasible, 1 that cannot be started
        """)
    #expect(file.unstartable(among: 1) { $0.blue == .drawer ? "no" : nil }.isEmpty)
  }

  @Test func onlyTheCoveredCompartmentBreaksCalvinsChainsAndOnlyAFew() throws {
    var broken = 0
    for seed in 0..<20 as Range<UInt64> {
      let file = try ChainFile(ChainFile.text(of: ChainGenerator(seed: seed, rules: .calvin).chains(count: 1000)))
      #expect(file.check(.calvin).passed)
      for infeasible in file.check(.physical).infeasible {
        guard case .compartmentCovered = infeasible.place.reason else {
          Issue.record("seed \(seed): \(infeasible)")
          continue
        }
        broken += 1
      }
    }
    // CALVIN's own 1000 have 5 of them; a Poisson mean of 100 in 20,000 stays within four deviations.
    #expect((60...140).contains(broken), "\(broken) of 20,000")
  }
}
