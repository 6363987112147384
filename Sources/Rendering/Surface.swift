import Physics
import Vocabulary

/// What a geom looks like now: its material, unless a lamp is lit.
struct Look {
  var color: SIMD4<Float>
  /// Light of its own.
  var emission: SIMD4<Float>
  /// Height of highlights on sunlight.
  var specular: Float
  var sharpness: Int
  var texture: Int
  /// Its lamp's place among those lit, which does not shine on itself; −1 for none.
  var lamp: Int
}

/// A lit lamp as a source of light on things around it.
struct Glow {
  let position: Vector3
  let color: SIMD4<Float>
  let reach: Float
}

/// Light that is the same for all things of a picture.
struct LightRig {
  let sun: SIMD4<Float>
  /// Ambient light from above and from below.
  let sky: SIMD4<Float>, ground: SIMD4<Float>
  let fillColors: [SIMD4<Float>]
  let glows: [Glow]

  init(_ scene: SceneGeometry, glows: [Glow]) {
    func vector(_ color: SIMD3<Float>) -> SIMD4<Float> { SIMD4(color.x, color.y, color.z, 0) }
    sun = vector(scene.sun.color)
    sky = vector(scene.ambient * SIMD3(1.18, 1.20, 1.26))
    ground = vector(scene.ambient * SIMD3(0.62, 0.58, 0.54))
    fillColors = scene.fills.map { vector($0.color) }
    self.glows = glows
  }
}

/// The picture's rays, lights and shadow grid in one geom's frame: there all its pixels are shaded.
struct SurfaceView {
  let eye: SIMD4<Float>
  /// The ray at pixel (0, 0), and its changes to the right and down; one metre of depth long.
  let ray: SIMD4<Float>, rayRight: SIMD4<Float>, rayDown: SIMD4<Float>
  let sun: SIMD4<Float>, up: SIMD4<Float>
  /// Texels across and along the shadow grid, and closeness.
  let shadow: PointTransform

  init(_ frame: GeomFrame, _ view: Projection, _ scene: SceneGeometry, _ shadows: ShadowMap) {
    let scale = 1 / view.focal
    let left = (Double(view.sampleX) / 256 - Double(view.width) / 2) * scale
    let top = (Double(view.sampleY) / 256 - Double(view.height) / 2) * scale
    eye = SIMD4(frame.local(point: view.origin))
    ray = SIMD4(frame.local(direction: view.right * left - view.up * top - view.back))
    rayRight = SIMD4(frame.local(direction: view.right * scale))
    rayDown = SIMD4(frame.local(direction: view.up * -scale))
    sun = SIMD4(frame.local(direction: scene.sun.direction))
    up = SIMD4(frame.local(direction: Vector3(0, 0, 1)))
    shadow = shadows.transform(frame)
  }
}

/// Eight shaded pixels: light that no shadow takes away, sunlight, and where on the shadow grid they are.
struct ShadedPixels {
  var steady: Vectors
  var sunlit: Vectors
  var u: Floats, v: Floats, closeness: Floats

  /// Light to the bytes of a picture: red, green and blue in the low 24 bits.
  @inline(always)
  static func encode(_ light: Vectors) -> Ints {
    @inline(always) func byte(_ x: Floats) -> Ints {
      let limited = smaller(x, Floats(repeating: 1))
      return rounded(limited * reciprocalSquareRoot(limited) * 255)
    }
    return byte(light.x) | (byte(light.y) &<< 8) | (byte(light.z) &<< 16)
  }

  /// All light, given the share of sunlight.
  @inline(always)
  func light(_ share: Floats) -> Vectors { steady + sunlit * share }
}

/// Room for the values of eight pixels that are looked up one by one.
struct ShadingScratch {
  let position: Plane<Float>
  let triangles: Plane<Int32>
  let closeness: Plane<Int32>
  let values: Plane<Floats>

  init() {
    position = Plane(count: 24, of: 0)
    triangles = Plane(count: 8, of: 0)
    closeness = Plane(count: 8, of: 0)
    values = Plane(count: 8, of: Floats())
  }

  func free() {
    position.free()
    triangles.free()
    closeness.free()
    values.free()
  }
}
