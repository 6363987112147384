import CMuJoCo
import CMuJoCoGuard
import Vocabulary

/// A compiled scene: immutable, so that any number of simulations on any threads share it.
@safe
public final class Model: @unchecked Sendable {
  // Never written after `init`; that is what makes sharing safe.
  let raw: UnsafeMutablePointer<mjModel>

  /// The scene file.
  public let path: String

  /// What the compiler of scenes remarked, if anything.
  public let loadWarning: String?

  /// Identity of everything compiled: geometry, physics, textures.
  public let contentHash: ContentHash

  /// Compiles an MJCF file with its includes, meshes and textures.
  ///
  /// - Throws: `PhysicsError.versionMismatch` or `.sceneRefused`.
  public init(contentsOf path: String) throws(PhysicsError) {
    guard mj_version() == mjVERSION_HEADER else {
      throw .versionMismatch(header: Int(mjVERSION_HEADER), library: Int(mj_version()))
    }
    cmj_install_handlers()
    var message = [CChar](repeating: 0, count: Int(CMJ_MESSAGE_LENGTH))
    // `mj_loadXML` reports through its own buffer and must not run under the guard.
    guard let raw = unsafe mj_loadXML(path, nil, &message, Int32(message.count)) else {
      throw .sceneRefused(path: path, reason: text(of: message))
    }
    unsafe self.raw = unsafe raw
    self.path = path
    let remark = text(of: message)
    loadWarning = remark.isEmpty ? nil : remark
    contentHash = unsafe Self.contentHash(of: raw)
  }

  /// Hash of the saved model without the places that its files were read from.
  ///
  /// The engine keeps the assets' resolved paths, addresses into them and the size of the buffer that they are in. They
  /// are taken out while the model is saved, so that a scene is the same one in any checkout, and put back.
  private static func contentHash(of raw: UnsafeMutablePointer<mjModel>) -> ContentHash {
    let (paths, buffer) = unsafe (raw.pointee.npaths, raw.pointee.nbuffer)
    let fields = unsafe [
      UnsafeMutableBufferPointer(start: raw.pointee.mesh_pathadr, count: Int(raw.pointee.nmesh)),
      UnsafeMutableBufferPointer(start: raw.pointee.skin_pathadr, count: Int(raw.pointee.nskin)),
      UnsafeMutableBufferPointer(start: raw.pointee.hfield_pathadr, count: Int(raw.pointee.nhfield)),
      UnsafeMutableBufferPointer(start: raw.pointee.tex_pathadr, count: Int(raw.pointee.ntex)),
      UnsafeMutableBufferPointer(start: raw.pointee.tex_contenttypeadr, count: Int(raw.pointee.ntex)),
    ]
    let addresses = unsafe fields.map { unsafe Array($0) }
    unsafe raw.pointee.npaths = 0
    unsafe raw.pointee.nbuffer = 0
    for index in 0..<addresses.count { unsafe fields[index].update(repeating: -1) }
    let size = unsafe mj_sizeModel(raw)
    var bytes = [UInt8](repeating: 0, count: Int(size))
    unsafe bytes.withUnsafeMutableBytes { unsafe mj_saveModel(raw, nil, $0.baseAddress, size) }
    for (index, values) in addresses.enumerated() { _ = unsafe fields[index].update(fromContentsOf: values) }
    unsafe raw.pointee.nbuffer = buffer
    unsafe raw.pointee.npaths = paths
    return ContentHash(of: bytes)
  }

  deinit { unsafe mj_deleteModel(raw) }

  /// Entries of the position vector.
  public var positionCount: Int { unsafe Int(raw.pointee.nq) }

  /// Degrees of freedom.
  public var velocityCount: Int { unsafe Int(raw.pointee.nv) }

  /// Number of bodies, the world included.
  public var bodyCount: Int { unsafe Int(raw.pointee.nbody) }

  /// Number of joints.
  public var jointCount: Int { unsafe Int(raw.pointee.njnt) }

  /// Number of geoms.
  public var geomCount: Int { unsafe Int(raw.pointee.ngeom) }
}

// MARK: - Names

extension Model {
  private func number(_ kind: mjtObj, _ name: String) -> Int? {
    let index = unsafe mj_name2id(raw, Int32(kind.rawValue), name)
    return index >= 0 ? Int(index) : nil
  }

  private func name(_ kind: mjtObj, _ index: Int) -> String? {
    guard let text = unsafe mj_id2name(raw, Int32(kind.rawValue), Int32(index)) else { return nil }
    let name = unsafe String(cString: text)
    return name.isEmpty ? nil : name
  }

  /// The body of that name.
  public func body(named name: String) -> BodyID? { number(mjOBJ_BODY, name).map(BodyID.init) }

  /// The joint of that name.
  public func joint(named name: String) -> JointID? { number(mjOBJ_JOINT, name).map(JointID.init) }

  /// The geom of that name.
  public func geom(named name: String) -> GeomID? { number(mjOBJ_GEOM, name).map(GeomID.init) }

  /// The site of that name.
  public func site(named name: String) -> SiteID? { number(mjOBJ_SITE, name).map(SiteID.init) }

  /// The camera of that name.
  public func camera(named name: String) -> CameraID? { number(mjOBJ_CAMERA, name).map(CameraID.init) }

  /// The actuator of that name.
  public func actuator(named name: String) -> ActuatorID? { number(mjOBJ_ACTUATOR, name).map(ActuatorID.init) }

  /// The numbers of a `custom/numeric` element.
  public func numeric(named name: String) -> [Double]? {
    guard let index = number(mjOBJ_NUMERIC, name) else { return nil }
    return unsafe (0..<Int(raw.pointee.numeric_size[index])).map {
      unsafe Double(raw.pointee.numeric_data[Int(raw.pointee.numeric_adr[index]) + $0])
    }
  }

  /// A body's name.
  public func name(of body: BodyID) -> String? { name(mjOBJ_BODY, body.index) }

  /// A geom's name.
  public func name(of geom: GeomID) -> String? { name(mjOBJ_GEOM, geom.index) }

  /// A camera's name.
  public func name(of camera: CameraID) -> String? { name(mjOBJ_CAMERA, camera.index) }
}

// MARK: - Structure

extension Model {
  /// The body that a geom belongs to.
  @inline(__always)
  public func body(of geom: GeomID) -> BodyID { unsafe BodyID(Int(raw.pointee.geom_bodyid[geom.index])) }

  /// The body that carries a body; the world carries itself.
  public func parent(of body: BodyID) -> BodyID { unsafe BodyID(Int(raw.pointee.body_parentid[body.index])) }

  /// A body's mass, kilograms.
  public func mass(of body: BodyID) -> Double { unsafe raw.pointee.body_mass[body.index] }

  /// Where a joint's numbers begin in the velocity vector.
  public func velocityAddress(of joint: JointID) -> Int { unsafe Int(raw.pointee.jnt_dofadr[joint.index]) }

  /// Lowest and highest position of a joint, radians or metres.
  public func range(of joint: JointID) -> ClosedRange<Double> {
    unsafe raw.pointee.jnt_range[2 * joint.index]...raw.pointee.jnt_range[2 * joint.index + 1]
  }

  /// Size parameters of a geom, MuJoCo's meaning for its type, metres.
  public func size(of geom: GeomID) -> Vector3 {
    let size = unsafe raw.pointee.geom_size + 3 * geom.index
    return unsafe Vector3(size[0], size[1], size[2])
  }

  /// Whether a body can move relative to the world.
  public func isMovable(_ body: BodyID) -> Bool { unsafe raw.pointee.body_weldid[body.index] != 0 }

  /// The geoms of a body.
  public func geoms(of body: BodyID) -> [GeomID] {
    let first = unsafe Int(raw.pointee.body_geomadr[body.index])
    let count = unsafe Int(raw.pointee.body_geomnum[body.index])
    return count == 0 ? [] : (first..<first + count).map(GeomID.init)
  }

  /// A position servo: force per deviation, force per speed of what it drives, and the largest force.
  public func servo(of actuator: ActuatorID) -> (stiffness: Double, damping: Double, largestForce: Double) {
    let gain = unsafe raw.pointee.actuator_gainprm + Int(mjNGAIN) * actuator.index
    let bias = unsafe raw.pointee.actuator_biasprm + Int(mjNBIAS) * actuator.index
    let limited = unsafe raw.pointee.actuator_forcelimited[actuator.index]
    let largest = unsafe raw.pointee.actuator_forcerange[2 * actuator.index + 1]
    return unsafe (gain[0], -bias[2], limited ? largest : .infinity)
  }
}
