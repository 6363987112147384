import Physics
import Vocabulary

/// Draws a scene's pictures on the processor: the same state gives the same bytes, whatever was drawn before.
///
/// One for each worker. It keeps what cameras that stand still see of things that stand still, and the shadows of
/// those; none of it changes a pixel.
public final class Renderer {
  /// The scene; setting another one forgets everything kept.
  public var scene: SceneGeometry {
    didSet { if scene !== oldValue { adopt() } }
  }

  /// Which layers of a picture to draw.
  public struct Layers: OptionSet, Sendable {
    /// Bits.
    public let rawValue: Int
    /// Layers from their bits.
    public init(rawValue: Int) { self.rawValue = rawValue }
    /// Colours.
    public static let image = Layers(rawValue: 1)
    /// Distances along the viewing axis at the pixels' centres.
    public static let depth = Layers(rawValue: 2)
    /// The bodies seen at the pixels' centres.
    public static let segmentation = Layers(rawValue: 4)
  }

  /// The layers of a picture that were asked for.
  public struct Picture: Sendable {
    /// Colours.
    public var image: Image?
    /// Distances, metres.
    public var depth: DepthMap?
    /// Bodies.
    public var segmentation: SegmentationMap?
  }

  /// The longest side of a picture, pixels.
  public static let longestSide = 8192
  /// The greatest number of samples of a pixel.
  public static let mostSamples = 64

  var places: ScenePlaces
  var points: PointBuffer
  var looks: Plane<Look>
  var lamps = LampStates.allOff
  var rig: LightRig
  var shadows: [ShadowMap] = []
  var views: [KeptView] = []
  var canvas = Canvas(width: 1, height: 1)
  var lists = PixelLists(capacity: 1, geoms: 0)
  let scratch = ShadingScratch()
  var stamp = 0
  /// The free camera of the last picture: asked for twice in a row, what it sees of still things is worth keeping.
  var lastFree: Projection?

  /// A renderer with nothing kept yet.
  public init(scene: SceneGeometry) {
    self.scene = scene
    places = ScenePlaces(scene)
    points = PointBuffer(points: scene.mostPoints, triangles: scene.mostTriangles)
    looks = Plane(count: scene.geoms.count, of: Renderer.noLook)
    rig = LightRig(scene, glows: [])
    setLamps(.allOff)
  }

  deinit {
    places.free()
    points.free()
    looks.free()
    for map in shadows { map.free() }
    canvas.free()
    lists.free()
    scratch.free()
  }

  private static let noLook = Look(
    color: SIMD4(), emission: SIMD4(), specular: 0, sharpness: 0, texture: -1, lamp: -1)

  private func adopt() {
    places.free()
    points.free()
    looks.free()
    for map in shadows { map.free() }
    shadows = []
    views = []
    places = ScenePlaces(scene)
    points = PointBuffer(points: scene.mostPoints, triangles: scene.mostTriangles)
    looks = Plane(count: scene.geoms.count, of: Renderer.noLook)
    setLamps(.allOff)
  }

  func setLamps(_ states: LampStates) {
    precondition(states.lit.count <= 4, "at most four lamps are lit at once")
    lamps = states
    var glows: [Glow] = []
    for index in 0..<scene.geoms.count {
      let geom = scene.geoms[index]
      looks[index] = Look(
        color: geom.color, emission: geom.color * geom.emission, specular: geom.specular, sharpness: geom.sharpness,
        texture: geom.texture, lamp: -1)
    }
    for (number, lamp) in states.lit.enumerated() {
      let light = lamp.color * lamp.color
      let color = SIMD4(light.x, light.y, light.z, 0)
      var position = Vector3.zero
      for index in 0..<scene.geoms.count where scene.geoms[index].geom == lamp.geom {
        position = places.frames[index].origin
        looks[index].color = color * 0.5
        looks[index].emission = color * 0.9 + 0.12
        looks[index].specular = 0
        looks[index].texture = -1
        looks[index].lamp = number
      }
      glows.append(Glow(position: position, color: color * 1.6, reach: lamp.reach))
    }
    rig = LightRig(scene, glows: glows)
  }
}

// MARK: - Pictures

extension Renderer {
  /// Draws what one of the scene's cameras sees.
  ///
  /// - Parameters:
  ///   - samples: Samples of each pixel's colour, 1 … 64.
  ///   - lamps: The lamps that are on.
  ///   - keepsLayers: Whether what stands still is kept for the next picture: faster, and the same bytes.
  public func draw(
    _ simulation: borrowing Simulation, camera: CameraID, width: Int, height: Int, samples: Int = 1,
    lamps: LampStates = .allOff, layers: Layers = .image, keepsLayers: Bool = true
  ) -> Picture {
    draw(simulation, view(simulation, camera, width, height), keepsLayers, samples, lamps, layers)
  }

  /// Draws what a camera of the caller's own sees.
  public func draw(
    _ simulation: borrowing Simulation, camera: ViewCamera, width: Int, height: Int, samples: Int = 1,
    lamps: LampStates = .allOff, layers: Layers = .image
  ) -> Picture {
    draw(
      simulation, view(camera, width, height), isSecondInARow(view(camera, width, height)), samples, lamps, layers)
  }

  /// Draws what one of the scene's cameras sees into an image of the wanted size, without allocating.
  public func draw(
    _ simulation: borrowing Simulation, camera: CameraID, into image: inout Image, samples: Int = 1,
    lamps: LampStates = .allOff
  ) {
    let view = view(simulation, camera, image.width, image.height)
    drawColors(simulation, view, true, samples, lamps, &image)
  }

  /// Draws what a camera of the caller's own sees into an image of the wanted size.
  public func draw(
    _ simulation: borrowing Simulation, camera: ViewCamera, into image: inout Image, samples: Int = 1,
    lamps: LampStates = .allOff
  ) {
    let view = view(camera, image.width, image.height)
    drawColors(simulation, view, isSecondInARow(view), samples, lamps, &image)
  }

  private func view(_ simulation: borrowing Simulation, _ camera: CameraID, _ width: Int, _ height: Int) -> Projection {
    Projection(
      frame: simulation.frame(of: camera), verticalFieldOfViewDegrees: scene.fieldsOfView[camera.index], width: width,
      height: height)
  }

  private func view(_ camera: ViewCamera, _ width: Int, _ height: Int) -> Projection {
    let axes = camera.pose.orientation.columns
    return Projection(
      frame: (camera.pose.position, axes.0, axes.1, axes.2),
      verticalFieldOfViewDegrees: camera.verticalFieldOfViewDegrees, width: width, height: height)
  }

  private func draw(
    _ simulation: borrowing Simulation, _ view: Projection, _ keepsLayers: Bool, _ samples: Int, _ lamps: LampStates,
    _ layers: Layers
  ) -> Picture {
    var picture = Picture()
    if layers.contains(.image) {
      var image = Image(width: view.width, height: view.height)
      drawColors(simulation, view, keepsLayers, samples, lamps, &image)
      picture.image = image
    }
    guard layers.contains(.depth) || layers.contains(.segmentation) else { return picture }
    prepare(simulation, view, lamps)
    prepareCanvas(view)
    canvas.clear()
    canvas.draw(scene, .all, of: places, view: view, points: points)
    let (width, height) = (view.width, view.height)
    if layers.contains(.depth) {
      var map = DepthMap(width: width, height: height, metres: [Float](repeating: .infinity, count: width * height))
      for y in 0..<height {
        for x in 0..<width {
          let closeness = canvas.closeness[y * canvas.stride + x]
          if closeness > 0 { map.metres[y * width + x] = 1 / Float(bitPattern: UInt32(closeness)) }
        }
      }
      picture.depth = map
    }
    if layers.contains(.segmentation) {
      var map = SegmentationMap(width: width, height: height, bodies: [Int32](repeating: -1, count: width * height))
      for y in 0..<height {
        for x in 0..<width {
          let owner = canvas.owner[y * canvas.stride + x]
          if owner >= 0 { map.bodies[y * width + x] = Int32(scene.geoms[Int(owner >> 16)].body.index) }
        }
      }
      picture.segmentation = map
    }
    return picture
  }
}
