/// The lamps' logic, evaluated once per control step.
///
/// Button → LED toggles on the rising edge; switch → bulb follows the level. Thresholds are the joints' mid-range.
public struct Fixtures: Hashable, Codable, Sendable {
  /// Whether the LED is lit.
  public var ledIsOn: Bool
  /// Whether the button was pressed at the end of the last control step.
  public var buttonWasPressed: Bool

  /// Lamps as a start has them: a button that starts pressed has to be let go before it counts.
  public init(ledIsOn: Bool, button: Double) {
    self.ledIsOn = ledIsOn
    buttonWasPressed = button > Self.buttonThreshold
  }

  /// Metres of travel beyond which the button is pressed.
  public static let buttonThreshold = 0.010
  /// Metres of travel beyond which the switch is on.
  public static let switchThreshold = 0.044

  /// Takes in the button's travel after a control step.
  mutating func update(button: Double) {
    let isPressed = button > Self.buttonThreshold
    if isPressed && !buttonWasPressed { ledIsOn.toggle() }
    buttonWasPressed = isPressed
  }

  /// Whether the bulb is lit when the switch is at a travel, metres.
  public static func bulbIsOn(lever: Double) -> Bool { lever > switchThreshold }
}
