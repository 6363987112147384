import Dispatch
import Physics
import Synchronization
import Vocabulary

extension Renderer {
  /// Draws a picture for print from one of the scene's cameras.
  ///
  /// Its memory is 12 bytes a pixel, 13 with a transparent background, and at most 130 MB of shadows, whatever the
  /// samples. Pixels depend neither on the number of workers nor on what was drawn before.
  /// - Parameter goesOn: asked on the calling thread with the share that is done, 0 … 1; false stops.
  /// - Returns: nil when it was stopped.
  public func drawStill(
    _ simulation: borrowing Simulation, camera: CameraID, _ request: StillRequest, lamps: LampStates = .allOff,
    goesOn: (Double) -> Bool = { _ in true }
  ) -> StillPicture? {
    let view = Projection(
      frame: simulation.frame(of: camera), verticalFieldOfViewDegrees: scene.fieldsOfView[camera.index],
      width: request.width, height: request.height)
    return drawStill(simulation, view, request, lamps, goesOn)
  }

  /// Draws a picture for print from a camera of the caller's own.
  public func drawStill(
    _ simulation: borrowing Simulation, camera: ViewCamera, _ request: StillRequest, lamps: LampStates = .allOff,
    goesOn: (Double) -> Bool = { _ in true }
  ) -> StillPicture? {
    let axes = camera.pose.orientation.columns
    let view = Projection(
      frame: (camera.pose.position, axes.0, axes.1, axes.2),
      verticalFieldOfViewDegrees: camera.verticalFieldOfViewDegrees, width: request.width, height: request.height)
    return drawStill(simulation, view, request, lamps, goesOn)
  }

  private func drawStill(
    _ simulation: borrowing Simulation, _ view: Projection, _ request: StillRequest, _ lamps: LampStates,
    _ goesOn: (Double) -> Bool
  ) -> StillPicture? {
    precondition((1...Renderer.mostSamples).contains(request.samples), "a pixel has 1 … 64 samples")
    precondition(request.workers > 0, "somebody has to draw")
    prepare(simulation, view, lamps)
    let drawing = StillDrawing(scene: scene, places: places, looks: looks, rig: rig, view: view, request: request)
    defer { drawing.free() }
    let standard = request.shadows == .standard ? currentShadows(view, isKept: false) : nil
    let suns = SunDisc.directions(scene.sun.direction, request.passes)
    let workers = (0..<request.workers).map { _ in StillWorker(scene, view) }
    // As many suns at a time as there are workers to draw their shadows, and as memory should hold.
    let together = min(request.workers, 2)
    let side = max(view.width, view.height) > 1000 ? 4096 : 2048
    let planes = (0..<(standard == nil ? together : 0)).map { _ in Plane<Int32>(count: side * side + 8, of: 0) }
    defer { for plane in planes { plane.free() } }
    for first in stride(from: 0, to: request.passes, by: together) {
      guard goesOn(Double(first) / Double(request.passes)) else { return nil }
      let passes = first..<min(first + together, request.passes)
      var maps: [ShadowMap] = []
      if standard == nil {
        let made = Mutex<[Int: ShadowMap]>([:])
        let (scene, places) = (scene, places)
        DispatchQueue.concurrentPerform(iterations: passes.count) { index in
          let map = ShadowMap(
            scene, side: side, toSun: suns[first + index], on: planes[index], places: places,
            points: workers[index].points)
          made.withLock { $0[index] = map }
        }
        maps = made.withLock { made in made.keys.sorted().map { made[$0]! } }
      }
      drawing.draw(
        passes.enumerated().map { index, pass in
          StillDrawing.Pass(
            sample: pass % request.samples, shadows: standard?.map ?? maps[index], isSoft: standard?.isSoft ?? true)
        }, workers)
      for map in maps { map.freeTiles() }
    }
    return drawing.picture
  }
}

/// What one thread draws a band of a still picture with.
final class StillWorker: @unchecked Sendable {
  let points: PointBuffer
  let canvas: Canvas
  let lists: PixelLists
  let scratch = ShadingScratch()
  /// Red, green and blue of one sample, in three parts.
  let light: Plane<Float>

  init(_ scene: SceneGeometry, _ view: Projection) {
    points = PointBuffer(points: scene.mostPoints, triangles: scene.mostTriangles)
    let rows = min(StillDrawing.bandRows, view.height)
    canvas = Canvas(width: view.width, height: rows)
    lists = PixelLists(capacity: view.width * rows, geoms: scene.geoms.count)
    light = Plane(count: 3 * view.width * rows, of: 0)
  }

  deinit {
    points.free()
    canvas.free()
    lists.free()
    scratch.free()
    light.free()
  }
}

/// A still picture in the making: sums of light over passes, drawn in bands of rows.
struct StillDrawing {
  let scene: SceneGeometry
  let places: ScenePlaces
  let looks: Plane<Look>
  let rig: LightRig
  let view: Projection
  let request: StillRequest
  /// Red, green and blue of all passes so far, in three parts.
  private let sum: Plane<Float>
  /// Passes in which something was seen.
  private let covered: Plane<UInt8>

  static let bandRows = 64

  /// All that is seen, once.
  struct Pass {
    let sample: Int
    let shadows: ShadowMap
    let isSoft: Bool
  }

  init(
    scene: SceneGeometry, places: ScenePlaces, looks: Plane<Look>, rig: LightRig, view: Projection,
    request: StillRequest
  ) {
    (self.scene, self.places, self.looks, self.rig) = (scene, places, looks, rig)
    (self.view, self.request) = (view, request)
    sum = Plane(count: 3 * view.width * view.height, of: 0)
    covered = Plane(count: request.isTransparent ? view.width * view.height : 0, of: 0)
  }

  func free() {
    sum.free()
    covered.free()
  }

  /// Adds passes to every band; who draws a band does not show, as a pixel's passes are added in their order.
  func draw(_ passes: [Pass], _ workers: [StillWorker]) {
    let bands = (view.height + Self.bandRows - 1) / Self.bandRows
    let next = Atomic<Int>(0)
    DispatchQueue.concurrentPerform(iterations: min(workers.count, bands)) { number in
      while true {
        let band = next.add(1, ordering: .relaxed).oldValue
        guard band < bands else { return }
        for pass in passes { draw(pass, fromRow: band * Self.bandRows, workers[number]) }
      }
    }
  }

  private func draw(_ pass: Pass, fromRow top: Int, _ worker: StillWorker) {
    // A band is the picture with its samples so many rows further down.
    var view = view
    (view.sampleX, view.sampleY) = Renderer.samplePlace(pass.sample, of: request.samples)
    view.sampleY += Int32(top) * 256
    let canvas = worker.canvas
    let rows = min(canvas.height, view.height - top)
    let size = canvas.width * canvas.height
    canvas.clear()
    canvas.draw(
      scene, .all, of: places, view: view, points: worker.points, withoutGround: request.isTransparent)
    worker.lists.collect(canvas, over: nil)
    shade(pass, view, worker, size)

    let width = view.width
    let (start, count, whole) = (top * width, rows * width, width * view.height)
    for part in 0..<3 {
      let (from, to) = (part * size, part * whole + start)
      // What is too bright for the picture is cut off before averaging, so that bright edges stay smooth.
      for index in 0..<count { sum[to &+ index] += min(worker.light[from &+ index], 1) }
    }
    guard request.isTransparent else { return }
    for y in 0..<rows {
      for x in 0..<width where canvas.owner[y &* canvas.stride &+ x] >= 0 { covered[start &+ y &* width &+ x] &+= 1 }
    }
  }

  private func shade(_ pass: Pass, _ view: Projection, _ worker: StillWorker, _ size: Int) {
    let (lists, canvas) = (worker.lists, worker.canvas)
    let end = Destination.light(worker.light, size: size)
    let geoms = scene.geoms.count
    for index in 0..<geoms where lists.counts[index] > 0 {
      let shader = SurfaceShader(
        scene: scene, canvas: canvas, geom: scene.geoms[index], look: looks[index], frame: places.frames[index],
        projection: view, rig: rig, shadows: pass.shadows, isSoft: pass.isSoft, scratch: worker.scratch)
      shader.shade(
        lists.places, from: Int(lists.starts[index]), count: Int(lists.counts[index]), shadows: pass.shadows,
        isSoft: pass.isSoft, to: end)
    }
    let start = Int(lists.starts[geoms])
    let nothing = Vectors(Floats(), Floats(), Floats())
    let dark = ShadedPixels(steady: nothing, sunlit: nothing, u: Floats(), v: Floats(), closeness: Floats())
    for group in stride(from: start, to: start + Int(lists.counts[geoms]), by: 8) {
      let place = lists.places.load8(group)
      let (x, y) = (place & Ints(repeating: 0xFFFF), place &>> 16)
      end.take(request.isTransparent ? dark : Background.shade(view, x, y), Floats(), x, y, canvas)
    }
  }

  /// The mean of all passes.
  var picture: StillPicture {
    let count = view.width * view.height
    let passes = request.passes
    var image = Image(width: view.width, height: view.height)
    var alpha = request.isTransparent ? [UInt8](repeating: 0, count: count) : nil
    unsafe image.pixels.withUnsafeMutableBufferPointer { buffer in
      let bytes = unsafe PictureBytes(buffer.baseAddress!)
      for place in stride(from: 0, to: count, by: 8) {
        let lanes = min(8, count - place)
        var light = Vectors(Floats(), Floats(), Floats())
        for lane in 0..<lanes {
          var share = passes
          if alpha != nil {
            let seen = Int(covered[place + lane])
            alpha?[place + lane] = UInt8((seen * 510 + passes) / (2 * passes))
            share = max(seen, 1)
          }
          let scale = 1 / Float(share)
          light.x[lane] = sum[place + lane] * scale
          light.y[lane] = sum[count + place + lane] * scale
          light.z[lane] = sum[2 * count + place + lane] * scale
        }
        bytes.write(ShadedPixels.encode(light), from: place, count: lanes)
      }
    }
    return StillPicture(image: image, alpha: alpha)
  }
}
