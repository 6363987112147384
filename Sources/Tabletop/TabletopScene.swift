import Chains
import Physics
import Rendering
import Synchronization
import Vocabulary

/// One of the four tables, compiled, with every name that the code relies on resolved; shared by all workers.
public final class TabletopScene: Sendable {
  /// Which of the four.
  public let letter: SceneName
  /// The compiled scene.
  public let model: Model
  /// The arm's joints, from the base.
  public let armJoints: [JointID]
  /// The fingers' joints, left and right.
  public let fingerJoints: [JointID]
  /// The sliding door's joint.
  public let slide: JointID
  /// The drawer's joint.
  public let drawer: JointID
  /// The button's joint.
  public let button: JointID
  /// The lever switch's joint.
  public let lever: JointID
  /// The blocks' free joints: red, blue, pink.
  public let blockJoints: [JointID]
  /// The blocks' bodies: red, blue, pink.
  public let blockBodies: [BodyID]
  /// Half edges of the blocks' boxes in their own frames, metres: red, blue, pink; x is the long one.
  public let blockHalfSizes: [Vector3]
  /// The arm's servos, from the base.
  public let armServos: [ActuatorID]
  /// The gripper's servo; its control is the opening width, metres.
  public let gripperServo: ActuatorID
  /// The site between the fingertips.
  public let tcp: SiteID
  /// The fixed camera.
  public let staticCamera: CameraID
  /// The hand's camera.
  public let gripperCamera: CameraID
  /// The LED's visible geom.
  public let led: GeomID
  /// The light bulb's visible geom.
  public let bulb: GeomID
  /// Where starts may put blocks.
  public let layout: BlockLayout
  /// The arm's geometry: forward and inverse kinematics.
  public let kinematics: ArmKinematics
  /// What the arm's servos and the gripper's do with their controls.
  let armServoGains: [ServoGains]
  let gripperServoGains: ServoGains
  /// What each body counts as in contacts, by body number.
  let touchOfBody: [Touches]

  private let drawnGeometry = Mutex<SceneGeometry?>(nil)

  /// What renderers draw, shared by all of them; made when it is first asked for.
  public var geometry: SceneGeometry {
    drawnGeometry.withLock { made in
      if let made { return made }
      let geometry = SceneGeometry(model: model)
      made = geometry
      return geometry
    }
  }

  /// The lamps as renderers want them: LED green, bulb yellow when lit, as CALVIN colours them.
  public func lamps(ledIsOn: Bool, bulbIsOn: Bool) -> LampStates {
    var lit: [LitLamp] = []
    if ledIsOn { lit.append(LitLamp(geom: led, color: SIMD3(0, 1, 0))) }
    if bulbIsOn { lit.append(LitLamp(geom: bulb, color: SIMD3(1, 1, 0))) }
    return LampStates(lit: lit)
  }

  /// CALVIN's neutral joint angles, radians.
  public static let neutralJoints = [
    -1.21779206, 1.03987646, 2.11978261, -2.34205014, -0.87015947, 1.64119353, 0.55344866,
  ]

  /// Opening of the fingers at most, metres.
  public static let maximumGripperWidth = 0.08

  /// Identity of everything compiled: geometry, physics, textures.
  public var contentHash: ContentHash { model.contentHash }

  /// Compiles a scene and resolves its names.
  ///
  /// - Parameter folder: where the scene files are; found by `SceneFolder.locate` when nil.
  /// - Throws: `TabletopError.scenesNotFound`, or `PhysicsError`, of which `.missingNames` lists all that are missing.
  public convenience init(_ letter: SceneName, folder: String? = nil) throws {
    let folder = try folder ?? SceneFolder.locate()
    try self.init(letter, model: Model(contentsOf: folder + "/" + letter.fileName))
  }

  /// Resolves the names of a compiled scene.
  ///
  /// - Throws: `PhysicsError.missingNames`.
  public init(_ letter: SceneName, model: Model) throws(PhysicsError) {
    self.letter = letter
    self.model = model
    var names = NameResolver(model)
    armJoints = (1...7).map { names.joint("arm_\($0)") }
    fingerJoints = ["finger_left", "finger_right"].map { names.joint($0) }
    slide = names.joint("slide")
    drawer = names.joint("drawer")
    button = names.joint("button")
    lever = names.joint("switch")
    let blockNames = BlockColor.allCases.map { "\($0.rawValue)_block" }
    blockJoints = blockNames.map { names.joint($0) }
    let blockBodies = blockNames.map { names.body($0) }
    self.blockBodies = blockBodies
    armServos = (1...7).map { names.actuator("arm_\($0)") }
    gripperServo = names.actuator("gripper")
    tcp = names.site("tcp")
    staticCamera = names.camera("static")
    gripperCamera = names.camera("gripper")
    led = names.geom("led")
    bulb = names.geom("bulb")
    let blockSolids = blockNames.map { names.geom("\($0)_solid") }
    let touches: [(BodyID, Touches)] = [
      (names.body("arm_link0"), .arm), (names.body("finger_left"), .fingerLeft),
      (names.body("finger_right"), .fingerRight), (names.body("table"), .table), (names.body("plank"), .plank),
      (names.body("drawer"), .drawer), (names.body("slide"), .slide), (names.body("button"), .button),
      (names.body("switch"), .lever), (blockBodies[0], .red), (blockBodies[1], .blue), (blockBodies[2], .pink),
    ]
    layout = BlockLayout(&names)
    guard names.missing.isEmpty else { throw .missingNames(names.missing) }

    blockHalfSizes = blockSolids.map { model.size(of: $0) }
    let known = Dictionary(uniqueKeysWithValues: touches)
    touchOfBody = (0..<model.bodyCount).map { index in
      // A body without a name of its own counts as the one that carries it.
      var body = BodyID(index)
      while known[body] == nil, model.parent(of: body) != body { body = model.parent(of: body) }
      return known[body] ?? .floor
    }
    armServoGains = armServos.map { ServoGains(model, $0) }
    gripperServoGains = ServoGains(model, gripperServo)
    var simulation = Simulation(model: model)
    kinematics = ArmKinematics(simulation: &simulation, joints: armJoints, tcp: tcp, posture: Self.neutralJoints)
  }

  /// Half edges of a block's box in its own frame, metres.
  public func halfSize(of block: BlockColor) -> Vector3 { blockHalfSizes[Self.index(of: block)] }

  /// The place of a block in lists of three: red, blue, pink.
  public static func index(of block: BlockColor) -> Int {
    switch block {
    case .red: 0
    case .blue: 1
    case .pink: 2
    }
  }
}

/// Looks names up and remembers those that a scene lacks.
struct NameResolver {
  let model: Model
  private(set) var missing: [String] = []

  init(_ model: Model) { self.model = model }

  private mutating func found<Kind>(_ id: ElementID<Kind>?, _ kind: String, _ name: String) -> ElementID<Kind> {
    if let id { return id }
    missing.append("\(kind) \(name)")
    return ElementID(0)
  }

  mutating func joint(_ name: String) -> JointID { found(model.joint(named: name), "joint", name) }
  mutating func body(_ name: String) -> BodyID { found(model.body(named: name), "body", name) }
  mutating func geom(_ name: String) -> GeomID { found(model.geom(named: name), "geom", name) }
  mutating func site(_ name: String) -> SiteID { found(model.site(named: name), "site", name) }
  mutating func camera(_ name: String) -> CameraID { found(model.camera(named: name), "camera", name) }
  mutating func actuator(_ name: String) -> ActuatorID { found(model.actuator(named: name), "actuator", name) }

  /// The numbers of a `custom/numeric` element, of which there must be `count`.
  mutating func numeric(_ name: String, count: Int) -> [Double] {
    if let numbers = model.numeric(named: name), numbers.count == count { return numbers }
    missing.append("numeric \(name)")
    return [Double](repeating: 0, count: count)
  }
}
