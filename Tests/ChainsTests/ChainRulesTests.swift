import Chains
import Testing

/// CALVIN's conditions and effects as data, to hold the rules against.
private struct Pair {
  var conditions: [String: Set<String>]
  var effects: [String: String]

  init(_ conditions: [String: Set<String>], _ effects: [String: String] = [:]) {
    self.conditions = conditions
    self.effects = effects
  }
}

/// The pairs of a subtask, written from the table of the benchmark's facts.
private func pairs(_ subtask: Subtask, mended: Bool) -> [Pair] {
  let colors = BlockColor.allCases.map(\.rawValue)
  func others(_ color: String) -> [String] { colors.filter { $0 != color } }
  switch subtask.kind {
  case .rotate(let c, _), .push(let c, _): return [Pair([c.rawValue: ["table"], "grasped": ["0"]])]
  case .moveSlider(.left): return [Pair(["slider": ["right"], "grasped": ["0"]], ["slider": "left"])]
  case .moveSlider(.right): return [Pair(["slider": ["left"], "grasped": ["0"]], ["slider": "right"])]
  case .drawer(.open): return [Pair(["drawer": ["closed"], "grasped": ["0"]], ["drawer": "open"])]
  case .drawer(.closed): return [Pair(["drawer": ["open"], "grasped": ["0"]], ["drawer": "closed"])]
  case .liftFromTable(let c):
    return [Pair([c.rawValue: ["table"], "grasped": ["0"]], [c.rawValue: "grasped", "grasped": "1"])]
  case .liftFromSlider(let c):
    let lifted = [c.rawValue: "grasped", "grasped": "1"]
    return [
      Pair([c.rawValue: ["slider_left"], "slider": ["right"], "grasped": ["0"]], lifted),
      Pair([c.rawValue: ["slider_right"], "slider": ["left"], "grasped": ["0"]], lifted),
    ]
  case .liftFromDrawer(let c):
    return [
      Pair(
        [c.rawValue: ["drawer"], "drawer": ["open"], "grasped": ["0"]], [c.rawValue: "grasped", "grasped": "1"])
    ]
  case .placeInSlider:
    return colors.flatMap { c in
      [("right", "left"), ("left", "right")].map { covered, open in
        Pair(
          [c: ["grasped"], "grasped": ["1"], "slider": [covered]],
          [c: "slider_\(mended ? open : covered)", "grasped": "0"])
      }
    }
  case .placeInDrawer:
    return colors.map {
      Pair([$0: ["grasped"], "grasped": ["1"], "drawer": ["open"]], [$0: "drawer", "grasped": "0"])
    }
  case .pushIntoDrawer:
    let cabinet: Set = ["slider_left", "slider_right"]
    return colors.map { c in
      var conditions: [String: Set<String>] = [c: ["table"], "drawer": ["open"], "grasped": ["0"]]
      for other in others(c) { conditions[other] = cabinet }
      return Pair(conditions, [c: "drawer"])
    }
  case .stack:
    return colors.flatMap { c in
      others(c).map {
        Pair(
          [c: ["grasped"], $0: ["table"], "grasped": ["1"]], [c: "stacked_top", $0: "stacked_bottom", "grasped": "0"])
      }
    }
  case .unstack:
    return colors.flatMap { c in
      others(c).map {
        Pair([c: ["stacked_top"], $0: ["stacked_bottom"], "grasped": ["0"]], [c: "table", $0: "table"])
      }
    }
  case .lightbulb(let on):
    return [Pair(["lightbulb": [on ? "0" : "1"], "grasped": ["0"]], ["lightbulb": on ? "1" : "0"])]
  case .led(let on): return [Pair(["led": [on ? "0" : "1"], "grasped": ["0"]], ["led": on ? "1" : "0"])]
  }
}

private func dictionary(_ facts: Facts) -> [String: String] {
  [
    "led": facts.led ? "1" : "0", "lightbulb": facts.lightbulb ? "1" : "0", "slider": facts.slider.rawValue,
    "drawer": facts.drawer.rawValue, "red": facts.red.rawValue, "blue": facts.blue.rawValue,
    "pink": facts.pink.rawValue, "grasped": facts.grasped == nil ? "0" : "1",
  ]
}

@Suite struct ChainRulesTests {
  @Test(arguments: ChainRules.allCases)
  func rulesAgreeWithTheTableInEveryStateAndForEverySubtask(rules: ChainRules) {
    for subtask in Subtask.allCases {
      let table = pairs(subtask, mended: rules == .physical)
      var feasible = 0
      for facts in FactsTests.all {
        let before = dictionary(facts)
        let matching = table.filter { $0.conditions.allSatisfy { $1.contains(before[$0] ?? "") } }
        let next = try? rules.successor(of: facts, subtask)
        if matching.count == 1 {
          let after = before.merging(matching[0].effects) { $1 }
          #expect(next.map(dictionary) == after, "\(subtask.rawValue) in \(facts.json)")
          feasible += 1
        } else {
          #expect(next == nil, "\(subtask.rawValue) in \(facts.json)")
        }
      }
      #expect(feasible > 0 && feasible < FactsTests.all.count, "\(subtask.rawValue)")
    }
  }

  @Test func successorsOfConsistentFactsAreConsistent() {
    for rules in ChainRules.allCases {
      for facts in FactsTests.all {
        for subtask in Subtask.allCases {
          guard let next = try? rules.successor(of: facts, subtask) else { continue }
          #expect(next.isConsistent, "\(subtask.rawValue) in \(facts.json)")
        }
      }
    }
  }

  @Test func rulesDifferInPlaceInSliderAlone() {
    for facts in FactsTests.all {
      for subtask in Subtask.allCases where subtask != .placeInSlider {
        let physical = try? ChainRules.physical.successor(of: facts, subtask)
        #expect(physical == (try? ChainRules.calvin.successor(of: facts, subtask)), "\(subtask.rawValue)")
      }
    }
    let holding = Facts(slider: .right, red: .grasped)
    #expect((try? ChainRules.physical.successor(of: holding, .placeInSlider))?.red == .sliderLeft)
    #expect((try? ChainRules.calvin.successor(of: holding, .placeInSlider))?.red == .sliderRight)
  }

  @Test(
    arguments: [
      (Facts(red: .grasped), .openDrawer, "the hand holds the red block"),
      (Facts(), .placeInSlider, "the hand holds no block"),
      (Facts(blue: .drawer), .pushBlueBlockLeft, "the blue block is in the drawer, not on the table"),
      (Facts(pink: .stackedTop), .liftPinkBlockDrawer, "the pink block is on another block, not in the drawer"),
      (Facts(), .liftRedBlockSlider, "the red block is on the table, not in the cabinet"),
      (
        Facts(slider: .left, red: .sliderLeft), .liftRedBlockSlider,
        "the red block is in the covered compartment: block and door are both at the left"
      ),
      (Facts(red: .drawer), .liftRedBlockDrawer, "the drawer is closed"),
      (Facts(), .closeDrawer, "the drawer is already closed"),
      (Facts(), .moveSliderRight, "the sliding door is already at the right"),
      (Facts(lightbulb: true), .turnOnLightbulb, "the light bulb is already on"),
      (Facts(), .turnOffLED, "the LED is already off"),
      (Facts(red: .grasped), .stackBlock, "stacking needs exactly one block on the table, there are 2"),
      (Facts(), .unstackBlock, "no block is stacked on another"),
      (
        Facts(drawer: .open), .pushIntoDrawer,
        "pushing into the drawer needs exactly one block on the table, there are 3"
      ),
      (
        Facts(drawer: .open, blue: .drawer, pink: .sliderLeft), .pushIntoDrawer,
        "pushing into the drawer needs the other blocks in the cabinet, the blue block is in the drawer"
      ),
    ] as [(Facts, Subtask, String)])
  func theReasonNamesTheWrongFact(facts: Facts, subtask: Subtask, sentence: String) {
    for rules in ChainRules.allCases {
      #expect { try rules.successor(of: facts, subtask) } throws: { "\($0)" == sentence }
    }
  }

  @Test func aChainBreaksWhereTheCoveredCompartmentIsAskedFor() {
    let chain = Chain(
      index: 0, initial: Facts(blue: .sliderRight, pink: .sliderLeft),
      subtasks: [.liftRedBlockTable, .placeInSlider, .moveSliderLeft, .liftRedBlockSlider, .placeInDrawer])
    #expect(chain.firstBreak(under: .calvin)?.step == 5)
    #expect(chain.firstBreak(under: .calvin)?.reason == .drawerClosed)
    let broken = chain.firstBreak(under: .physical)
    #expect(broken?.step == 4)
    #expect(broken?.subtask == .liftRedBlockSlider)
    #expect(broken?.reason == .compartmentCovered(.red, door: .left))
    #expect(chain.facts(under: .physical).count == 4)
    #expect(chain.facts(under: .physical)[2].red == .sliderLeft)
  }
}
