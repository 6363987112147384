import CMuJoCo
import Vocabulary

/// The shape of a geom, in its own frame; MuJoCo's types, metres.
public enum GeomShape: Hashable, Sendable {
  /// The xy plane, normal +z, of these half sizes; 0 is without end.
  case plane(halfX: Double, halfY: Double)
  /// A ball.
  case sphere(radius: Double)
  /// A cylinder along z with half balls at its ends; the half length is the cylinder's.
  case capsule(radius: Double, halfLength: Double)
  /// A ball stretched along the axes.
  case ellipsoid(radii: Vector3)
  /// A cylinder along z.
  case cylinder(radius: Double, halfLength: Double)
  /// A box of these half sizes.
  case box(half: Vector3)
  /// A triangle mesh: a place in `Model.meshes`.
  case mesh(Int)
}

/// What a geom looks like.
public struct GeomAppearance: Hashable, Sendable {
  /// Which geom.
  public let geom: GeomID
  /// The body that carries it.
  public let body: BodyID
  /// Its name, if it has one.
  public let name: String?
  /// Its shape.
  public let shape: GeomShape
  /// Its group; by our convention 0 to 2 are drawn and 3 is collision only.
  public let group: Int
  /// Red, green, blue, opacity, 0 … 1: the material's where it has one.
  public let rgba: SIMD4<Float>
  /// A place in `Model.textures`, if its material has one.
  public let texture: Int?
  /// Repetitions of the texture along its two directions.
  public let textureRepeat: SIMD2<Float>
  /// Whether repetitions count per metre instead of per object.
  public let textureIsUniform: Bool
  /// Light of its own, as a share of its colour.
  public let emission: Float
  /// Strength of highlights, 0 … 1.
  public let specular: Float
  /// Sharpness of highlights, 0 … 1.
  public let shininess: Float
  /// Whether it can move: false for geoms fixed to the world.
  public let isMovable: Bool
}

/// A triangle mesh in its geom's frame.
public struct MeshGeometry: Hashable, Sendable {
  /// Corner positions, metres.
  public let vertices: [SIMD3<Float>]
  /// Normals.
  public let normals: [SIMD3<Float>]
  /// Texture coordinates; empty if the mesh has none.
  public let textureCoordinates: [SIMD2<Float>]
  /// Per triangle, places in `vertices`.
  public let faces: [SIMD3<Int32>]
  /// Per triangle, places in `normals`.
  public let faceNormals: [SIMD3<Int32>]
  /// Per triangle, places in `textureCoordinates`; empty if the mesh has none.
  public let faceTextureCoordinates: [SIMD3<Int32>]
}

/// The pixels of a texture.
public struct TextureImage: Hashable, Sendable {
  /// How a texture is laid over a surface.
  public enum Kind: Hashable, Sendable {
    /// A flat picture.
    case flat
    /// Six square pictures, one below the other: right, left, up, down, front, back.
    case cube
    /// A sky, which we do not draw.
    case sky
  }
  /// How it is laid over a surface.
  public let kind: Kind
  /// Pixels across.
  public let width: Int
  /// Pixels down.
  public let height: Int
  /// Bytes a pixel.
  public let channels: Int
  /// `width · height · channels` bytes, in the engine's row order.
  public let pixels: [UInt8]
}

/// A lamp of the scene.
public struct LightAppearance: Hashable, Sendable {
  /// Whether its rays are parallel.
  public let isDirectional: Bool
  /// Where it is, world frame, for a scene at rest.
  public let position: Vector3
  /// Where it shines, world frame, for a scene at rest.
  public let direction: Vector3
  /// Its ambient share, red, green, blue.
  public let ambient: SIMD3<Float>
  /// Its diffuse share.
  public let diffuse: SIMD3<Float>
  /// Its highlights.
  public let specular: SIMD3<Float>
  /// Whether things throw shadows in it.
  public let castsShadow: Bool
}

/// A camera of the scene.
public struct CameraAppearance: Hashable, Sendable {
  /// Which camera.
  public let camera: CameraID
  /// Its name, if it has one.
  public let name: String?
  /// The body that carries it.
  public let body: BodyID
  /// Vertical field of view, degrees.
  public let verticalFieldOfViewDegrees: Double
}

extension Model {
  /// All geoms, in the engine's order.
  public var geomAppearances: [GeomAppearance] {
    (0..<geomCount).map { index in
      let geom = GeomID(index)
      let material = unsafe Int(raw.pointee.geom_matid[index])
      let hasMaterial = material >= 0
      let color = unsafe hasMaterial ? raw.pointee.mat_rgba + 4 * material : raw.pointee.geom_rgba + 4 * index
      let roles = Int(mjNTEXROLE.rawValue)
      let texture =
        unsafe hasMaterial
        ? Int(raw.pointee.mat_texid[material * roles + Int(mjTEXROLE_RGB.rawValue)]) : -1
      let body = body(of: geom)
      return unsafe GeomAppearance(
        geom: geom, body: body, name: name(of: geom), shape: shape(of: index),
        group: Int(raw.pointee.geom_group[index]), rgba: SIMD4(color[0], color[1], color[2], color[3]),
        texture: texture >= 0 ? texture : nil,
        textureRepeat: hasMaterial
          ? SIMD2(raw.pointee.mat_texrepeat[2 * material], raw.pointee.mat_texrepeat[2 * material + 1]) : SIMD2(1, 1),
        textureIsUniform: hasMaterial && raw.pointee.mat_texuniform[material],
        emission: hasMaterial ? raw.pointee.mat_emission[material] : 0,
        specular: hasMaterial ? raw.pointee.mat_specular[material] : 0.5,
        shininess: hasMaterial ? raw.pointee.mat_shininess[material] : 0.5,
        isMovable: raw.pointee.body_weldid[body.index] != 0)
    }
  }

  private func shape(of index: Int) -> GeomShape {
    let size = size(of: GeomID(index))
    switch unsafe mjtGeom(UInt32(raw.pointee.geom_type[index])) {
    case mjGEOM_PLANE: return .plane(halfX: size.x, halfY: size.y)
    case mjGEOM_SPHERE: return .sphere(radius: size.x)
    case mjGEOM_CAPSULE: return .capsule(radius: size.x, halfLength: size.y)
    case mjGEOM_ELLIPSOID: return .ellipsoid(radii: size)
    case mjGEOM_CYLINDER: return .cylinder(radius: size.x, halfLength: size.y)
    case mjGEOM_BOX: return .box(half: size)
    case mjGEOM_MESH: return unsafe .mesh(Int(raw.pointee.geom_dataid[index]))
    default: preconditionFailure("geom \(index) has a type that scenes do not use")
    }
  }

  /// All meshes.
  public var meshes: [MeshGeometry] {
    unsafe (0..<Int(raw.pointee.nmesh)).map { index in
      let vertices = unsafe raw.pointee.mesh_vert + 3 * Int(raw.pointee.mesh_vertadr[index])
      let normals = unsafe raw.pointee.mesh_normal + 3 * Int(raw.pointee.mesh_normaladr[index])
      let firstFace = unsafe Int(raw.pointee.mesh_faceadr[index])
      let faceCount = unsafe Int(raw.pointee.mesh_facenum[index])
      let firstCoordinate = unsafe Int(raw.pointee.mesh_texcoordadr[index])
      func triples(_ start: UnsafeMutablePointer<Int32>) -> [SIMD3<Int32>] {
        (firstFace..<firstFace + faceCount).map {
          unsafe SIMD3(start[3 * $0], start[3 * $0 + 1], start[3 * $0 + 2])
        }
      }
      func vectors(_ start: UnsafeMutablePointer<Float>, _ count: Int) -> [SIMD3<Float>] {
        (0..<count).map { unsafe SIMD3(start[3 * $0], start[3 * $0 + 1], start[3 * $0 + 2]) }
      }
      let coordinates =
        unsafe firstCoordinate < 0
        ? []
        : (firstCoordinate..<firstCoordinate + Int(raw.pointee.mesh_texcoordnum[index])).map {
          unsafe SIMD2(raw.pointee.mesh_texcoord[2 * $0], raw.pointee.mesh_texcoord[2 * $0 + 1])
        }
      return unsafe MeshGeometry(
        vertices: vectors(vertices, Int(raw.pointee.mesh_vertnum[index])),
        normals: vectors(normals, Int(raw.pointee.mesh_normalnum[index])), textureCoordinates: coordinates,
        faces: triples(raw.pointee.mesh_face), faceNormals: triples(raw.pointee.mesh_facenormal),
        faceTextureCoordinates: coordinates.isEmpty ? [] : triples(raw.pointee.mesh_facetexcoord))
    }
  }

  /// All textures.
  public var textures: [TextureImage] {
    unsafe (0..<Int(raw.pointee.ntex)).map { index in
      let width = unsafe Int(raw.pointee.tex_width[index])
      let height = unsafe Int(raw.pointee.tex_height[index])
      let channels = unsafe Int(raw.pointee.tex_nchannel[index])
      let start = unsafe raw.pointee.tex_data + Int(raw.pointee.tex_adr[index])
      let kind: TextureImage.Kind =
        switch unsafe mjtTexture(UInt32(raw.pointee.tex_type[index])) {
        case mjTEXTURE_2D: .flat
        case mjTEXTURE_CUBE: .cube
        default: .sky
        }
      return unsafe TextureImage(
        kind: kind, width: width, height: height, channels: channels,
        pixels: Array(UnsafeBufferPointer(start: start, count: width * height * channels)))
    }
  }

  /// All lamps.
  public var lights: [LightAppearance] {
    unsafe (0..<Int(raw.pointee.nlight)).map { index in
      func color(_ start: UnsafeMutablePointer<Float>) -> SIMD3<Float> {
        unsafe SIMD3(start[3 * index], start[3 * index + 1], start[3 * index + 2])
      }
      func vector(_ start: UnsafeMutablePointer<mjtNum>) -> Vector3 {
        unsafe Vector3(start[3 * index], start[3 * index + 1], start[3 * index + 2])
      }
      return unsafe LightAppearance(
        isDirectional: raw.pointee.light_type[index] == Int32(mjLIGHT_DIRECTIONAL.rawValue),
        position: vector(raw.pointee.light_pos0), direction: vector(raw.pointee.light_dir0),
        ambient: color(raw.pointee.light_ambient), diffuse: color(raw.pointee.light_diffuse),
        specular: color(raw.pointee.light_specular), castsShadow: raw.pointee.light_castshadow[index])
    }
  }

  /// All cameras.
  public var cameras: [CameraAppearance] {
    unsafe (0..<Int(raw.pointee.ncam)).map { index in
      unsafe CameraAppearance(
        camera: CameraID(index), name: name(of: CameraID(index)), body: BodyID(Int(raw.pointee.cam_bodyid[index])),
        verticalFieldOfViewDegrees: raw.pointee.cam_fovy[index])
    }
  }

  /// Vertical field of view of a camera, degrees.
  public func verticalFieldOfViewDegrees(of camera: CameraID) -> Double {
    precondition(camera.index < Int(unsafe raw.pointee.ncam), "a camera of this model")
    return unsafe raw.pointee.cam_fovy[camera.index]
  }

  /// Light from everywhere, red, green, blue: the scene's `visual/headlight` ambient share.
  public var ambientLight: SIMD3<Float> {
    let ambient = unsafe raw.pointee.vis.headlight.ambient
    return SIMD3(ambient.0, ambient.1, ambient.2)
  }
}

/// Version of the engine that is loaded, as "4.0.1".
public var engineVersion: String { unsafe String(cString: mj_versionString()) }
