import Physics
import Vocabulary

/// Everything that the table's next control step depends on.
public struct TabletopState: Hashable, Codable, Sendable {
  /// The engine's part.
  public var simulation: SimulationState
  /// The arm control's part: target pose, servo commands, last gripper action.
  public var control: ArmControl
  /// The lamps' part: the LED and the button's edge memory.
  public var fixtures: Fixtures

  /// A state from its parts.
  public init(simulation: SimulationState, control: ArmControl, fixtures: Fixtures) {
    self.simulation = simulation
    self.control = control
    self.fixtures = fixtures
  }

  /// Identity over the exact bits of all numbers.
  public var hash: ContentHash {
    let (p, q) = (control.target.position, control.target.orientation)
    let target = [p.x, p.y, p.z, q.w, q.x, q.y, q.z]
    let discrete = [
      Double(control.gripper.rawValue), fixtures.ledIsOn ? 1 : 0, fixtures.buttonWasPressed ? 1 : 0,
    ]
    return ContentHash(of: simulation.values + target + control.command + discrete)
  }
}
