import Physics

/// A position servo of the scene: force = stiffness · (control − position) − damping · speed, within limits.
struct ServoGains: Hashable, Sendable {
  /// Newton metres per radian, or newtons per metre.
  let stiffness: Double
  /// Newton metres per radian per second, or newtons per metre per second.
  let damping: Double
  /// Newton metres or newtons.
  let largestForce: Double

  init(_ model: Model, _ servo: ActuatorID) {
    (stiffness, damping, largestForce) = model.servo(of: servo)
  }

  /// The force that moves along with a command: zero where position and speed are the command's.
  func force(command: Double, commandSpeed: Double, position: Double, speed: Double) -> Double {
    stiffness * (command - position) + damping * (commandSpeed - speed)
  }

  /// The control that makes the servo exert a force now.
  func control(exerting force: Double, position: Double, speed: Double) -> Double {
    position + (force + damping * speed) / stiffness
  }
}
