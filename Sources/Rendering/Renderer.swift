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

  private var frames: Plane<GeomFrame>
  private var points: PointBuffer
  private var looks: Plane<Look>
  private var lamps = LampStates.allOff
  private var rig: LightRig
  private var shadows: [ShadowMap] = []
  private var shadowsAreCurrent: [Bool] = []
  private var layers: [StaticLayer] = []
  private var canvas = Canvas(width: 1, height: 1)
  private var lists = PixelLists(capacity: 1, geoms: 0)
  private let scratch = ShadingScratch()
  private var stamp = 0
  /// The free camera of the last picture: asked for twice in a row, what it sees of fixed things is worth keeping.
  private var lastFree: Projection?

  /// A renderer with nothing kept yet.
  public init(scene: SceneGeometry) {
    self.scene = scene
    frames = Plane(count: 0, of: GeomFrame((.zero, .zero, .zero, .zero)))
    points = PointBuffer(capacity: 0)
    looks = Plane(count: 0, of: Renderer.noLook)
    rig = LightRig(scene, glows: [])
    adopt()
  }

  deinit {
    frames.free()
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
    frames.free()
    points.free()
    looks.free()
    for map in shadows { map.free() }
    shadows = []
    shadowsAreCurrent = []
    layers = []
    let geoms = scene.geoms
    frames = Plane(count: geoms.count, of: GeomFrame((.zero, .zero, .zero, .zero)))
    looks = Plane(count: geoms.count, of: Renderer.noLook)
    for index in 0..<geoms.count { frames[index] = geoms[index].frame }
    points = PointBuffer(capacity: scene.mostPoints)
    setLamps(.allOff)
  }

  private func setLamps(_ states: LampStates) {
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
        position = frames[index].origin
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
    canvas.draw(scene, 0..<scene.geoms.count, frames: frames, view: view, points: points)
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

// MARK: - Steps

extension Renderer {
  /// Takes over where things are and which lamps are lit.
  private func prepare(_ simulation: borrowing Simulation, _ view: Projection, _ states: LampStates) {
    precondition(simulation.model === scene.model, "the simulation is of another scene")
    let side = max(view.width, view.height)
    precondition(view.width > 0 && view.height > 0 && side <= Renderer.longestSide, "sides are 1 … 8192 pixels")
    var moved = false
    for index in scene.fixedCount..<scene.geoms.count {
      let frame = GeomFrame(simulation.frame(of: scene.geoms[index].geom))
      if frame != frames[index] {
        frames[index] = frame
        moved = true
      }
    }
    if moved { for index in shadowsAreCurrent.indices { shadowsAreCurrent[index] = false } }
    if states != lamps || (moved && !states.lit.isEmpty) { setLamps(states) }
  }

  private func prepareCanvas(_ view: Projection) {
    guard canvas.width != view.width || canvas.height != view.height else { return }
    canvas.free()
    canvas = Canvas(width: view.width, height: view.height)
  }

  private func prepareLists(_ view: Projection) {
    let capacity = view.width * view.height
    let wanted = capacity + 8 * (scene.geoms.count + 2)
    guard lists.places.count < wanted || lists.counts.count != scene.geoms.count + 1 else { return }
    lists.free()
    lists = PixelLists(capacity: capacity, geoms: scene.geoms.count)
  }

  /// The shadows for a picture of this size, with everything where it is now.
  private func currentShadows(_ view: Projection) -> (map: ShadowMap, isSoft: Bool) {
    let isSoft = view.height > 400
    let side = isSoft ? 2048 : 1024
    let index: Int
    if let known = shadows.firstIndex(where: { $0.side == side }) {
      index = known
    } else {
      shadows.append(ShadowMap(scene, side: side, frames: frames, points: points))
      shadowsAreCurrent.append(false)
      index = shadows.count - 1
    }
    if !shadowsAreCurrent[index] {
      shadows[index].update(scene, frames: frames, points: points)
      shadowsAreCurrent[index] = true
    }
    return (shadows[index], isSoft)
  }

  private func drawColors(
    _ simulation: borrowing Simulation, _ view: Projection, _ keepsLayers: Bool, _ samples: Int, _ states: LampStates,
    _ image: inout Image
  ) {
    precondition((1...Renderer.mostSamples).contains(samples), "a pixel has 1 … 64 samples")
    prepare(simulation, view, states)
    prepareLists(view)
    let (map, isSoft) = currentShadows(view)
    let (width, height) = (image.width, image.height)
    unsafe image.pixels.withUnsafeMutableBufferPointer { buffer in
      let bytes = unsafe PictureBytes(buffer.baseAddress!)
      if samples > 1 {
        average(view, samples, map, isSoft: isSoft, bytes, pixels: width * height)
      } else if keepsLayers && isWorthKeeping(view) {
        drawOnLayer(view, map, isSoft: isSoft, bytes)
      } else {
        prepareCanvas(view)
        canvas.clear()
        canvas.draw(scene, 0..<scene.geoms.count, frames: frames, view: view, points: points)
        lists.collect(canvas, from: 0)
        shadeLists(0, canvas, view, map, isSoft: isSoft) { pixels, x, y, share in
          let colors = ShadedPixels.encode(pixels.light(share))
          for lane in 0..<8 { bytes.write(colors[lane], pixel: Int(y[lane]) * width + Int(x[lane])) }
        }
      }
    }
  }

  private func isWorthKeeping(_ view: Projection) -> Bool { lastFree == view || scene.fixedViews.contains(view.origin) }

  /// Notes a free camera's view, and whether the last one was the same.
  private func isSecondInARow(_ view: Projection) -> Bool {
    defer { lastFree = view }
    return lastFree == view
  }

  /// Shades all collected pixels of geom `first` and later ones, and hands them on eight at a time.
  @inline(__always)
  private func shadeLists(
    _ first: Int, _ canvas: Canvas, _ view: Projection, _ map: ShadowMap, isSoft: Bool,
    shadows plane: Plane<Int32>? = nil,
    _ body: (ShadedPixels, Ints, Ints, Floats) -> Void
  ) {
    let geoms = scene.geoms.count
    let texels = plane ?? map.current
    for index in first...geoms {
      let count = Int(lists.counts[index])
      guard count > 0 else { continue }
      let start = Int(lists.starts[index])
      if index == geoms {
        for group in stride(from: start, to: start + count, by: 8) {
          let places = lists.places.load8(group)
          let (x, y) = (places & Ints(repeating: 0xFFFF), places &>> 16)
          body(Background.shade(view, x, y), x, y, Floats(repeating: 1))
        }
        continue
      }
      let shader = SurfaceShader(
        scene: scene, canvas: canvas, geom: scene.geoms[index], look: looks[index], frame: frames[index],
        projection: view, rig: rig, shadows: map, isSoft: isSoft, scratch: scratch)
      for group in stride(from: start, to: start + count, by: 8) {
        let places = lists.places.load8(group)
        let (x, y) = (places & Ints(repeating: 0xFFFF), places &>> 16)
        let pixels = shader.shade(x: x, y: y)
        let share = map.light(texels, pixels.u, pixels.v, pixels.closeness, isSoft: isSoft)
        body(pixels, x, y, share)
      }
    }
  }

  /// The mean of several pictures, each with its samples elsewhere in the pixels.
  private func average(
    _ view: Projection, _ samples: Int, _ map: ShadowMap, isSoft: Bool, _ bytes: PictureBytes, pixels count: Int
  ) {
    prepareCanvas(view)
    let width = view.width
    let size = count + 8
    let sample = Plane<Float>(count: 3 * size, of: 0)
    let sum = Plane<Float>(count: 3 * size, of: 0)
    defer {
      sample.free()
      sum.free()
    }
    for number in 0..<samples {
      var view = view
      (view.sampleX, view.sampleY) = Renderer.samplePlace(number, of: samples)
      canvas.clear()
      canvas.draw(scene, 0..<scene.geoms.count, frames: frames, view: view, points: points)
      lists.collect(canvas, from: 0)
      shadeLists(0, canvas, view, map, isSoft: isSoft) { pixels, x, y, share in
        let light = pixels.light(share)
        for lane in 0..<8 {
          let place = Int(y[lane]) * width + Int(x[lane])
          sample[place] = light.x[lane]
          sample[size + place] = light.y[lane]
          sample[2 * size + place] = light.z[lane]
        }
      }
      // What is too bright for the picture is cut off before averaging, so that bright edges stay smooth.
      for place in stride(from: 0, to: 3 * size - 7, by: 8) {
        sum.store(sum.load8(place) + smaller(sample.load8(place), Floats(repeating: 1)), at: place)
      }
    }
    let scale = 1 / Float(samples)
    for place in stride(from: 0, to: count, by: 8) {
      let light = Vectors(sum.load8(place), sum.load8(size + place), sum.load8(2 * size + place))
      let colors = ShadedPixels.encode(light * Floats(repeating: scale))
      for lane in 0..<min(8, count - place) { bytes.write(colors[lane], pixel: place + lane) }
    }
  }

  /// Where sample `number` of `count` lies in a pixel, in 1/256: evenly across, and by halving down (Hammersley).
  static func samplePlace(_ number: Int, of count: Int) -> (x: Int32, y: Int32) {
    var bits = 0
    while 1 << bits < count { bits += 1 }
    var reversed = 0
    for bit in 0..<bits where number >> bit & 1 == 1 { reversed |= 1 << (bits - 1 - bit) }
    return (Int32((2 * number + 1) * 128 / count), Int32((2 * reversed + 1) * 128 >> bits))
  }

  // MARK: Kept layers

  private func drawOnLayer(_ view: Projection, _ map: ShadowMap, isSoft: Bool, _ bytes: PictureBytes) {
    let layer = self.layer(view, map, isSoft: isSoft)
    let (width, height) = (view.width, view.height)
    layer.canvas.restore(from: layer.fixed)
    layer.canvas.draw(scene, scene.fixedCount..<scene.geoms.count, frames: frames, view: view, points: points)
    bytes.copy(from: layer.bytes, count: width * height * 3)
    for index in 0..<layer.groupCount {
      let group = layer.groups[index]
      var tiles: UInt32 = 0
      for row in Int(group.firstRow)...Int(group.lastRow) { tiles |= map.changed[row] }
      guard tiles & group.columns != 0 else { continue }
      let pixels = layer.pixels(at: Int(group.place))
      let share = map.light(map.current, pixels.u, pixels.v, pixels.closeness, isSoft: isSoft)
      let colors = ShadedPixels.encode(pixels.light(share))
      let pixel = Int(group.pixel)
      let lanes = min(8, width - pixel % width)
      for lane in 0..<lanes { bytes.write(colors[lane], pixel: pixel + lane) }
    }
    lists.collect(layer.canvas, from: scene.fixedCount)
    lists.counts[scene.geoms.count] = 0
    shadeLists(scene.fixedCount, layer.canvas, view, map, isSoft: isSoft) { pixels, x, y, share in
      let colors = ShadedPixels.encode(pixels.light(share))
      for lane in 0..<8 { bytes.write(colors[lane], pixel: Int(y[lane]) * width + Int(x[lane])) }
    }
  }

  private func layer(_ view: Projection, _ map: ShadowMap, isSoft: Bool) -> StaticLayer {
    stamp += 1
    let key = StaticLayer.Key(
      projection: view, lamps: lamps, lampPositions: rig.glows.map(\.position), shadowSide: map.side)
    if let known = layers.first(where: { $0.key == key }) {
      known.stamp = stamp
      return known
    }
    let layer = StaticLayer(key: key)
    layer.stamp = stamp
    layer.canvas.draw(scene, 0..<scene.fixedCount, frames: frames, view: view, points: points)
    let all = 0..<layer.canvas.closeness.count
    layer.fixed.closeness.copy(all, from: layer.canvas.closeness)
    layer.fixed.owner.copy(all, from: layer.canvas.owner)
    lists.collect(layer.canvas, from: 0)
    let stride = Ints(repeating: Int32(layer.canvas.stride))
    shadeLists(0, layer.canvas, view, map, isSoft: isSoft, shadows: map.still) { pixels, x, y, _ in
      layer.keep(pixels, at: y &* stride &+ x)
    }
    let (width, height) = (view.width, view.height)
    for y in 0..<height {
      for x in Swift.stride(from: 0, to: width, by: 8) {
        let place = y * layer.canvas.stride + x
        let pixels = layer.pixels(at: place)
        let share = map.light(map.still, pixels.u, pixels.v, pixels.closeness, isSoft: isSoft)
        let colors = ShadedPixels.encode(pixels.light(share))
        let lanes = min(8, width - x)
        for lane in 0..<lanes {
          let byte = (y * width + x + lane) * 3
          layer.bytes[byte] = UInt8(truncatingIfNeeded: colors[lane])
          layer.bytes[byte + 1] = UInt8(truncatingIfNeeded: colors[lane] >> 8)
          layer.bytes[byte + 2] = UInt8(truncatingIfNeeded: colors[lane] >> 16)
        }
        note(pixels, lanes, place, y * width + x, map, layer)
      }
    }
    if layers.count >= 4, let oldest = layers.indices.min(by: { layers[$0].stamp < layers[$1].stamp }) {
      layers.remove(at: oldest)
    }
    layers.append(layer)
    return layer
  }

  /// Notes a group of pixels, if the sun may reach one, with the tiles of the shadow grid that it looks at.
  private func note(
    _ pixels: ShadedPixels, _ lanes: Int, _ place: Int, _ pixel: Int, _ map: ShadowMap, _ layer: StaticLayer
  ) {
    var low = (x: Int.max, y: Int.max)
    var high = (x: Int.min, y: Int.min)
    let last = map.side - 1
    for lane in 0..<lanes where pixels.sunlit.x[lane] + pixels.sunlit.y[lane] + pixels.sunlit.z[lane] > 0 {
      let limit = Float(map.side)
      let (u, v) = (pixels.u[lane], pixels.v[lane])
      guard u > -4, v > -4, u < limit + 4, v < limit + 4 else { continue }
      low = (min(low.x, Int(u) - 3), min(low.y, Int(v) - 3))
      high = (max(high.x, Int(u) + 3), max(high.y, Int(v) + 3))
    }
    guard low.x <= high.x else { return }
    let x0 = min(max(low.x, 0), last) >> map.tileBits
    let x1 = min(max(high.x, 0), last) >> map.tileBits
    layer.note(
      StaticLayer.Group(
        place: Int32(place), pixel: Int32(pixel), firstRow: Int32(min(max(low.y, 0), last) >> map.tileBits),
        lastRow: Int32(min(max(high.y, 0), last) >> map.tileBits), columns: ShadowMap.mask(x0, x1)))
  }
}
