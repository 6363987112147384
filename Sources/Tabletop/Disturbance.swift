import Chains
import Vocabulary

/// A bounded edit of the state that an expert has to recover from.
public enum Disturbance: String, CaseIterable, Hashable, Codable, Sendable {
  /// The arm is knocked to nearby angles, together with what it holds.
  case arm
  /// A block that is not held is given a shove.
  case block
  /// The fingers spring open, or close where they are open.
  case gripper
}

extension TabletopEnvironment {
  /// Radians that a knock moves each joint by at most.
  static let largestKnock = 0.06
  /// Metres per second of a shove at most.
  static let largestShove = 0.5

  /// Applies a disturbance; false when the situation leaves no room for it, and then nothing has changed.
  @discardableResult
  public func disturb(_ disturbance: Disturbance, stream: RandomStream) -> Bool {
    switch disturbance {
    case .arm: knockArm(stream: stream)
    case .block: shoveBlock(stream: stream)
    case .gripper: springGripper()
    }
  }

  private func knockArm(stream: RandomStream) -> Bool {
    let before = state
    let held = snapshot.blockBetweenFingers
    let touchedBefore = snapshot.robotTouches
    let tcp = measuredTcp
    for draw in 0..<20 {
      var stream = stream.split("knock", draw)
      let angles = scene.kinematics.clipped(
        jointAngles.map { $0 + stream.uniform(in: -Self.largestKnock...Self.largestKnock) })
      for (joint, angle) in zip(scene.armJoints, angles) {
        simulation.setPosition(of: joint, to: angle)
        simulation.setVelocity(of: joint, to: 0)
      }
      for (servo, angle) in zip(scene.armServos, angles) { simulation.setControl(of: servo, to: angle) }
      simulation.updatePoses()
      if let held {
        let joint = scene.blockJoints[TabletopScene.index(of: held)]
        simulation.setFreePose(of: joint, to: measuredTcp * tcp.inverse * pose(of: held))
        simulation.setFreeVelocity(of: joint, linear: .zero, angular: .zero)
      }
      control = ArmControl(holding: angles, tcp: measuredTcp, gripper: control.gripper)
      stateWasEdited()
      // A knock does not push the arm, or what it holds, into anything.
      let clear = snapshot.robotTouches.isSubset(of: touchedBefore.intersection(.blocks))
      if clear && (held.map { snapshot[$0].touches.isSubset(of: .robot) } ?? true) { return true }
      undo(to: before)
    }
    return false
  }

  private func shoveBlock(stream: RandomStream) -> Bool {
    var stream = stream
    let free = BlockColor.allCases.filter { snapshot[$0].touches.isDisjoint(with: .robot) }
    guard !free.isEmpty else { return false }
    let joint = scene.blockJoints[TabletopScene.index(of: stream.choose(from: free))]
    let speed = stream.uniform(in: Self.largestShove / 2...Self.largestShove)
    let direction = stream.uniform(in: -Double.pi...Double.pi)
    let push = Quaternion(axis: Vector3(0, 0, 1), radians: direction).act(Vector3(speed, 0, 0))
    simulation.setFreeVelocity(of: joint, linear: push, angular: Vector3(0, 0, stream.uniform(in: -3...3)))
    stateWasEdited()
    return true
  }

  private func springGripper() -> Bool {
    let before = state
    let touchedBefore = snapshot.robotTouches
    let opens = gripperWidth < TabletopScene.maximumGripperWidth / 2
    let width = opens ? TabletopScene.maximumGripperWidth : 0
    for finger in scene.fingerJoints {
      simulation.setPosition(of: finger, to: width / 2)
      simulation.setVelocity(of: finger, to: 0)
    }
    simulation.setControl(of: scene.gripperServo, to: width)
    control.gripper = opens ? .open : .close
    stateWasEdited()
    guard snapshot.robotTouches.isSubset(of: touchedBefore) else {
      undo(to: before)
      return false
    }
    return true
  }

  private func undo(to state: TabletopState) {
    do { try restore(state) } catch { preconditionFailure("a state of this scene fits it: \(error)") }
  }
}
