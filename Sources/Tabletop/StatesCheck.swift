import Chains
import Vocabulary

/// Something that did not stay where a state file has it.
public struct StateMovement: Hashable, Sendable {
  /// What moved: `red_block`, `drawer`, `arm_3`, `fingers`, …
  public let what: String
  /// Metres it moved by; 0 for arm joints.
  public let metres: Double
  /// Radians it turned by; 0 for what slides.
  public let radians: Double
}

extension TabletopEnvironment {
  /// Metres of movement that still count as rest.
  public static let restMetres = 0.002
  /// Radians of movement that still count as rest.
  public static let restRadians = 2 * Double.pi / 180

  /// Loads a start, lets one second pass without action while the arm holds its angles, and lists what moved.
  ///
  /// - Throws: `EnvironmentError.diverged`.
  public func movements(from numbers: NumericState) throws -> [StateMovement] {
    load(numbers)
    try idle(controlSteps: 30)
    let now = numericState
    var movements: [StateMovement] = []
    func note(_ what: String, metres: Double = 0, radians: Double = 0) {
      if metres > Self.restMetres || radians > Self.restRadians {
        movements.append(StateMovement(what: what, metres: metres, radians: radians))
      }
    }
    for joint in 0..<ArmKinematics.jointCount {
      note("arm_\(joint + 1)", radians: abs(now.joints[joint] - numbers.joints[joint]))
    }
    note("fingers", metres: abs(now.gripperWidth - numbers.gripperWidth))
    note("slide", metres: abs(now.slide - numbers.slide))
    note("drawer", metres: abs(now.drawer - numbers.drawer))
    note("button", metres: abs(now.button - numbers.button))
    note("switch", metres: abs(now.lever - numbers.lever))
    for block in BlockColor.allCases {
      let index = TabletopScene.index(of: block)
      let (old, new) = (numbers.blocks[index], now.blocks[index])
      note(
        "\(block.rawValue)_block", metres: (new.position - old.position).length,
        radians: new.orientation.angle(to: old.orientation))
    }
    return movements
  }
}
