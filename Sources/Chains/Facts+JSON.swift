extension Facts: Codable {
  /// CALVIN's names of the facts, in its order.
  public enum CodingKeys: String, CodingKey, CaseIterable, Sendable {
    case led, lightbulb, slider, drawer
    case red = "red_block"
    case blue = "blue_block"
    case pink = "pink_block"
    case grasped
  }

  /// Reads CALVIN's form: lamps and `grasped` as 0 or 1, the rest by name.
  ///
  /// - Throws: `DecodingError` for anything else, and for a `grasped` that contradicts the blocks.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func flag(_ key: CodingKeys) throws -> Bool {
      let number = try container.decode(Int.self, forKey: key)
      guard number == 0 || number == 1 else {
        throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "neither 0 nor 1")
      }
      return number == 1
    }
    self.init(
      led: try flag(.led), lightbulb: try flag(.lightbulb),
      slider: try container.decode(Side.self, forKey: .slider),
      drawer: try container.decode(DrawerPosition.self, forKey: .drawer),
      red: try container.decode(Place.self, forKey: .red),
      blue: try container.decode(Place.self, forKey: .blue),
      pink: try container.decode(Place.self, forKey: .pink))
    guard isConsistent, try flag(.grasped) == (grasped != nil) else {
      throw DecodingError.dataCorruptedError(
        forKey: .grasped, in: container, debugDescription: "the places of the blocks contradict each other")
    }
  }

  /// Writes CALVIN's form.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(led ? 1 : 0, forKey: .led)
    try container.encode(lightbulb ? 1 : 0, forKey: .lightbulb)
    try container.encode(slider, forKey: .slider)
    try container.encode(drawer, forKey: .drawer)
    try container.encode(red, forKey: .red)
    try container.encode(blue, forKey: .blue)
    try container.encode(pink, forKey: .pink)
    try container.encode(grasped == nil ? 0 : 1, forKey: .grasped)
  }

  /// CALVIN's form as one line of JSON, keys in CALVIN's order: the same facts give the same text.
  public var json: String {
    let blocks = BlockColor.allCases.map { "\"\($0.rawValue)_block\":\"\(self[$0].rawValue)\"" }
    return "{\"led\":\(led ? 1 : 0),\"lightbulb\":\(lightbulb ? 1 : 0),\"slider\":\"\(slider.rawValue)\","
      + "\"drawer\":\"\(drawer.rawValue)\",\(blocks.joined(separator: ",")),\"grasped\":\(grasped == nil ? 0 : 1)}"
  }
}
