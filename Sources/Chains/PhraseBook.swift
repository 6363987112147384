/// The phrases of a family of subtasks, and what fills their slots.
struct PhraseBook {
  /// What training reads.
  var training: [String]
  /// Held out: other ways to combine words that training knows.
  var novelCombinations: [String]
  /// Held out: each with a word that training never reads.
  var novelWords: [String]
  /// The values of slots.
  var slots: [String: String] = [:]

  /// The sentences of a group.
  func sentences(_ group: InstructionCatalogue.Group) -> [String] {
    let patterns =
      switch group {
      case .training: training
      case .novelCombinations: novelCombinations
      case .novelWords: novelWords
      }
    return patterns.flatMap { Phrase($0).sentences(slots) }
  }

  /// The phrases of a subtask.
  init(_ subtask: Subtask) {
    switch subtask.kind {
    case .rotate(let color, let side): self = .rotate(color, side)
    case .push(let color, let side): self = .push(color, side)
    case .moveSlider(let side): self = .moveSlider(side)
    case .drawer(.open): self = .openDrawer
    case .drawer(.closed): self = .closeDrawer
    case .liftFromTable(let color): self = .liftFromTable(color)
    case .liftFromSlider(let color): self = .liftFromSlider(color)
    case .liftFromDrawer(let color): self = .liftFromDrawer(color)
    case .placeInSlider: self = .placeInSlider
    case .placeInDrawer: self = .placeInDrawer
    case .pushIntoDrawer: self = .pushIntoDrawer
    case .stack: self = .stack
    case .unstack: self = .unstack
    case .lightbulb(let on): self = .lightbulb(on)
    case .led(let on): self = .led(on)
    }
  }

  /// A family's phrases.
  init(training: [String], novelCombinations: [String], novelWords: [String], slots: [String: String] = [:]) {
    self.training = training
    self.novelCombinations = novelCombinations
    self.novelWords = novelWords
    self.slots = ["brick": "{block|cube|brick}"].merging(slots) { $1 }
  }

  /// The slots of a block's colour: the word that training reads, and one that it never does.
  static func slots(_ color: BlockColor) -> [String: String] {
    let hue =
      switch color {
      case .red: "crimson"
      case .blue: "navy"
      case .pink: "magenta"
      }
    return ["color": color.rawValue, "hue": hue]
  }

  /// The slots of a direction on the table.
  static func slots(_ side: Side) -> [String: String] {
    ["side": side.rawValue, "clock": side == .right ? "clockwise" : "counterclockwise"]
  }
}
