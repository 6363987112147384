import CMuJoCo
import CMuJoCoGuard
import Vocabulary

/// One world in motion: the engine's data for a shared model, owned by one worker at a time.
@safe
public struct Simulation: ~Copyable {
  /// The scene.
  public let model: Model

  let raw: UnsafeMutablePointer<mjData>
  private let stateSize: Int

  /// A world at the scene's reference positions.
  public init(model: Model) {
    self.model = model
    unsafe raw = unsafe mj_makeData(model.raw)
    stateSize = unsafe Int(mj_stateSize(model.raw, Simulation.stateSignature))
    updateDerived()
  }

  deinit { unsafe mj_deleteData(raw) }

  static let stateSignature = Int32(mjSTATE_INTEGRATION.rawValue)

  /// Seconds since the start.
  public var time: Double { unsafe raw.pointee.time }

  /// Advances by `count` physics steps, then brings poses and contacts up to date with the positions.
  ///
  /// - Throws: `PhysicsError.engineFault`, or `.diverged` when the engine counted a warning.
  public mutating func step(_ count: Int) throws(PhysicsError) {
    try advance(count)
    updateDerived()
  }

  /// Advances by `count` physics steps and leaves poses and contacts one step behind: for controls set at every step.
  ///
  /// - Throws: `PhysicsError.engineFault`, or `.diverged` when the engine counted a warning.
  public mutating func advance(_ count: Int) throws(PhysicsError) {
    let before = unsafe cmj_warning_count(raw)
    var message = [CChar]()
    let code = unsafe withUnsafeTemporaryAllocation(of: CChar.self, capacity: Int(CMJ_MESSAGE_LENGTH)) { buffer in
      let code = unsafe cmj_step(model.raw, raw, Int32(count), buffer.baseAddress!)
      if code != 0 { unsafe message = Array(buffer) }
      return code
    }
    if code != 0 { throw .engineFault(text(of: message)) }
    if unsafe cmj_warning_count(raw) != before {
      message = [CChar](repeating: 0, count: Int(CMJ_MESSAGE_LENGTH))
      _ = unsafe cmj_take_warning(&message)
      throw .diverged(text(of: message))
    }
  }

  /// Brings poses, Jacobians and contacts up to date with the positions, so that they depend on nothing else.
  public mutating func updateDerived() {
    updatePoses()
    unsafe mj_comPos(model.raw, raw)
    unsafe mj_collision(model.raw, raw)
  }

  /// Brings the poses of bodies, geoms, sites and cameras up to date: all that a picture needs.
  public mutating func updatePoses() {
    unsafe mj_kinematics(model.raw, raw)
    unsafe mj_camlight(model.raw, raw)
  }
}

// MARK: - State

/// Everything the engine's next step depends on: time, positions, velocities, activations, controls, warm start.
public struct SimulationState: Hashable, Codable, Sendable {
  /// MuJoCo's `mjSTATE_INTEGRATION` vector.
  public var values: [Double]

  /// A state from MuJoCo's vector.
  public init(values: [Double]) { self.values = values }
}

extension Simulation {
  /// The state as a value; setting it leaves nothing behind of what ran before.
  public var state: SimulationState {
    let values = unsafe [Double](unsafeUninitializedCapacity: stateSize) { buffer, count in
      unsafe mj_getState(model.raw, raw, buffer.baseAddress, Simulation.stateSignature)
      count = stateSize
    }
    return SimulationState(values: values)
  }

  /// Takes over a state and brings poses and contacts up to date with it.
  ///
  /// - Throws: `PhysicsError.stateOfAnotherScene` when the vector has another length.
  public mutating func restore(_ state: SimulationState) throws(PhysicsError) {
    try load(state)
    updateDerived()
  }

  /// Takes over a state for a picture: poses only, no contacts.
  ///
  /// - Throws: `PhysicsError.stateOfAnotherScene` when the vector has another length.
  public mutating func restorePoses(_ state: SimulationState) throws(PhysicsError) {
    try load(state)
    updatePoses()
  }

  private mutating func load(_ state: SimulationState) throws(PhysicsError) {
    guard state.values.count == stateSize else {
      throw .stateOfAnotherScene(count: state.values.count, expected: stateSize)
    }
    unsafe mj_setState(model.raw, raw, state.values, Simulation.stateSignature)
  }

  /// Goes back to the scene's reference positions at rest, as a new simulation would be.
  public mutating func reset() {
    unsafe mj_resetData(model.raw, raw)
    updateDerived()
  }
}

// MARK: - Joints and controls

extension Simulation {
  /// A hinge's angle in radians or a slide's travel in metres.
  @inline(__always)
  public func position(of joint: JointID) -> Double {
    unsafe raw.pointee.qpos[Int(model.raw.pointee.jnt_qposadr[joint.index])]
  }

  /// A hinge's or slide's speed, radians or metres per second.
  @inline(__always)
  public func velocity(of joint: JointID) -> Double {
    unsafe raw.pointee.qvel[Int(model.raw.pointee.jnt_dofadr[joint.index])]
  }

  /// Moves a hinge or slide; poses follow at the next update.
  public mutating func setPosition(of joint: JointID, to value: Double) {
    unsafe raw.pointee.qpos[Int(model.raw.pointee.jnt_qposadr[joint.index])] = value
  }

  /// Sets a hinge's or slide's speed.
  public mutating func setVelocity(of joint: JointID, to value: Double) {
    unsafe raw.pointee.qvel[Int(model.raw.pointee.jnt_dofadr[joint.index])] = value
  }

  /// Moves a free joint's body, in the world frame; poses follow at the next update.
  public mutating func setFreePose(of joint: JointID, to pose: Pose) {
    let q = unsafe raw.pointee.qpos + Int(model.raw.pointee.jnt_qposadr[joint.index])
    let turn = pose.orientation.normalized
    unsafe (q[0], q[1], q[2]) = (pose.position.x, pose.position.y, pose.position.z)
    unsafe (q[3], q[4], q[5], q[6]) = (turn.w, turn.x, turn.y, turn.z)
  }

  /// Sets a free joint's velocity: linear in the world frame, angular in the body's, metres and radians per second.
  public mutating func setFreeVelocity(of joint: JointID, linear: Vector3, angular: Vector3) {
    let v = unsafe raw.pointee.qvel + Int(model.raw.pointee.jnt_dofadr[joint.index])
    unsafe (v[0], v[1], v[2]) = (linear.x, linear.y, linear.z)
    unsafe (v[3], v[4], v[5]) = (angular.x, angular.y, angular.z)
  }

  /// A free joint's velocity: linear in the world frame, angular in the body's, metres and radians per second.
  public func freeVelocity(of joint: JointID) -> (linear: Vector3, angular: Vector3) {
    let v = unsafe raw.pointee.qvel + Int(model.raw.pointee.jnt_dofadr[joint.index])
    return unsafe (Vector3(v[0], v[1], v[2]), Vector3(v[3], v[4], v[5]))
  }

  /// An actuator's control.
  public func control(of actuator: ActuatorID) -> Double { unsafe raw.pointee.ctrl[actuator.index] }

  /// Sets an actuator's control.
  public mutating func setControl(of actuator: ActuatorID, to value: Double) {
    unsafe raw.pointee.ctrl[actuator.index] = value
  }

  /// The force that an actuator exerted in the last step, newtons or newton metres.
  public func force(of actuator: ActuatorID) -> Double { unsafe raw.pointee.actuator_force[actuator.index] }

  /// All positions, as the engine orders them.
  public var positions: [Double] {
    unsafe Array(UnsafeBufferPointer(start: raw.pointee.qpos, count: model.positionCount))
  }

  /// Sets all positions and brings the poses up to date with them: all that a picture needs, and no contacts.
  ///
  /// - Throws: `PhysicsError.stateOfAnotherScene` when the list has another length.
  public mutating func showPositions(_ positions: [Double]) throws(PhysicsError) {
    guard positions.count == model.positionCount else {
      throw .stateOfAnotherScene(count: positions.count, expected: model.positionCount)
    }
    for (index, position) in positions.enumerated() { unsafe raw.pointee.qpos[index] = position }
    updatePoses()
  }
}

// MARK: - Poses

extension Simulation {
  @inline(__always)
  private func pose(_ position: UnsafePointer<mjtNum>, _ matrix: UnsafePointer<mjtNum>) -> Pose {
    unsafe Pose(
      position: Vector3(position[0], position[1], position[2]),
      orientation: Quaternion(
        columns: Vector3(matrix[0], matrix[3], matrix[6]), Vector3(matrix[1], matrix[4], matrix[7]),
        Vector3(matrix[2], matrix[5], matrix[8])))
  }

  /// A body's frame in the world.
  public func pose(of body: BodyID) -> Pose {
    let p = unsafe raw.pointee.xpos + 3 * body.index
    let q = unsafe raw.pointee.xquat + 4 * body.index
    return unsafe Pose(
      position: Vector3(p[0], p[1], p[2]), orientation: Quaternion(w: q[0], x: q[1], y: q[2], z: q[3]))
  }

  /// A site's frame in the world.
  public func pose(of site: SiteID) -> Pose {
    unsafe pose(raw.pointee.site_xpos + 3 * site.index, raw.pointee.site_xmat + 9 * site.index)
  }

  /// A geom's frame in the world.
  public func pose(of geom: GeomID) -> Pose {
    unsafe pose(raw.pointee.geom_xpos + 3 * geom.index, raw.pointee.geom_xmat + 9 * geom.index)
  }

  /// A geom's frame in the world as origin and the columns of its rotation matrix: what the engine stores.
  @inline(__always)
  public func frame(of geom: GeomID) -> (origin: Vector3, x: Vector3, y: Vector3, z: Vector3) {
    let p = unsafe raw.pointee.geom_xpos + 3 * geom.index
    let m = unsafe raw.pointee.geom_xmat + 9 * geom.index
    return unsafe (
      Vector3(p[0], p[1], p[2]), Vector3(m[0], m[3], m[6]), Vector3(m[1], m[4], m[7]), Vector3(m[2], m[5], m[8])
    )
  }

  /// A camera's frame in the world: x right, y up, looking along −z.
  public func frame(of camera: CameraID) -> (origin: Vector3, x: Vector3, y: Vector3, z: Vector3) {
    let p = unsafe raw.pointee.cam_xpos + 3 * camera.index
    let m = unsafe raw.pointee.cam_xmat + 9 * camera.index
    return unsafe (
      Vector3(p[0], p[1], p[2]), Vector3(m[0], m[3], m[6]), Vector3(m[1], m[4], m[7]), Vector3(m[2], m[5], m[8])
    )
  }

  /// A site's Jacobian: for each degree of freedom, the velocity of its origin (rows 0–2) and its rotation (rows 3–5).
  ///
  /// `rows` holds `6 · velocityCount` numbers, row by row, world frame.
  public func jacobian(of site: SiteID, into rows: inout [Double]) {
    let columns = model.velocityCount
    precondition(rows.count == 6 * columns, "six rows of one entry per degree of freedom")
    unsafe rows.withUnsafeMutableBufferPointer { buffer in
      let start = buffer.baseAddress!
      unsafe mj_jacSite(model.raw, raw, start, start + 3 * columns, Int32(site.index))
    }
  }
}

// MARK: - Contacts

/// Two geoms that touch.
public struct Contact: Hashable, Sendable {
  /// The geoms, the lower number first as the engine gives them.
  public var geoms: (first: GeomID, second: GeomID) { (first, second) }
  private let first: GeomID
  private let second: GeomID
  /// Gap in metres; negative where they overlap.
  public let distance: Double
  /// Midpoint, world frame.
  public let position: Vector3
  /// Unit normal from the first to the second, world frame.
  public let normal: Vector3

  init(_ first: GeomID, _ second: GeomID, distance: Double, position: Vector3, normal: Vector3) {
    self.first = first
    self.second = second
    self.distance = distance
    self.position = position
    self.normal = normal
  }
}

extension Simulation {
  /// How many contacts there are now.
  public var contactCount: Int { unsafe Int(raw.pointee.ncon) }

  /// The bodies of a contact.
  @inline(__always)
  public func contactBodies(_ index: Int) -> (first: BodyID, second: BodyID) {
    let contact = unsafe raw.pointee.contact + index
    return unsafe (
      model.body(of: GeomID(Int(contact.pointee.geom.0))), model.body(of: GeomID(Int(contact.pointee.geom.1)))
    )
  }

  /// The contacts now, copied out: they move at each step.
  public var contacts: [Contact] {
    (0..<contactCount).map { index in
      let c = unsafe raw.pointee.contact + index
      return unsafe Contact(
        GeomID(Int(c.pointee.geom.0)), GeomID(Int(c.pointee.geom.1)), distance: c.pointee.dist,
        position: Vector3(c.pointee.pos.0, c.pointee.pos.1, c.pointee.pos.2),
        normal: Vector3(c.pointee.frame.0, c.pointee.frame.1, c.pointee.frame.2))
    }
  }
}
