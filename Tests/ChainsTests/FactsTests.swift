import Chains
import Foundation
import Testing

@Suite struct FactsTests {
  static let example = """
    {"led":0,"lightbulb":0,"slider":"right","drawer":"closed","red_block":"table","blue_block":"slider_left",\
    "pink_block":"table","grasped":0}
    """

  /// All facts that are consistent.
  static let all: [Facts] = {
    var all: [Facts] = []
    for bits in 0..<16 {
      for red in Place.allCases {
        for blue in Place.allCases {
          for pink in Place.allCases {
            all.append(
              Facts(
                led: bits & 1 != 0, lightbulb: bits & 2 != 0, slider: bits & 4 != 0 ? .left : .right,
                drawer: bits & 8 != 0 ? .open : .closed, red: red, blue: blue, pink: pink))
          }
        }
      }
    }
    return all.filter(\.isConsistent)
  }()

  @Test func thereAre192InitialStatesOfWhichHalfHaveOneBlockOnTheTable() {
    let states = Facts.initialStates
    #expect(states.count == 192)
    #expect(Set(states).count == 192)
    #expect(states.filter { $0.blocks(at: .table).count == 1 }.count == 96)
    for state in states {
      #expect(state.isInitial && state.isConsistent && state.grasped == nil, "\(state.json)")
      #expect(state.blocks(at: .sliderLeft).count <= 1 && state.blocks(at: .sliderRight).count <= 1, "\(state.json)")
    }
    #expect(Self.all.filter(\.isInitial).count == 192)
  }

  @Test func jsonIsCalvins() throws {
    let facts = Facts(blue: .sliderLeft)
    #expect(facts.json == Self.example)
    for facts in Self.all {
      #expect(try JSONDecoder().decode(Facts.self, from: Data(facts.json.utf8)) == facts)
      #expect(try JSONDecoder().decode(Facts.self, from: JSONEncoder().encode(facts)) == facts)
    }
  }

  @Test(arguments: [
    ("\"led\":0", "\"led\":2"), ("\"led\":0", "\"led\":true"), ("\"led\":0,", ""), ("\"right\"", "\"middle\""),
    ("\"table\",\"blue", "\"floor\",\"blue"), ("\"grasped\":0", "\"grasped\":1"), ("slider_left", "grasped"),
    ("slider_left", "stacked_top"), ("closed", "shut"),
  ])
  func contradictionsAndUnknownNamesAreNotDecoded(part: String, replacement: String) {
    let text = Self.example.replacingOccurrences(of: part, with: replacement)
    #expect(text != Self.example)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode(Facts.self, from: Data(text.utf8)) }
  }
}
