import Physics
import Vocabulary

extension Renderer {
  /// Takes over where things are and which lamps are lit.
  func prepare(_ simulation: borrowing Simulation, _ view: Projection, _ states: LampStates) {
    precondition(simulation.model === scene.model, "the simulation is of another scene")
    let side = max(view.width, view.height)
    precondition(view.width > 0 && view.height > 0 && side <= Renderer.longestSide, "sides are 1 … 8192 pixels")
    let hasMoved = places.update(scene, simulation)
    if hasMoved {
      for index in shadows.indices { shadows[index].isCurrent = false }
    }
    if states != lamps || (hasMoved && !states.lit.isEmpty) { setLamps(states) }
  }

  func prepareCanvas(_ view: Projection) {
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

  /// The shadows for a picture of this size, with everything where it is now; their edges are soft in large ones.
  ///
  /// A kept view needs the shadows of what rests on their own.
  func currentShadows(_ view: Projection, isKept: Bool) -> (map: ShadowMap, isSoft: Bool) {
    let isSoft = view.height > 300
    let side = isSoft ? 2048 : 512
    if !shadows.contains(where: { $0.side == side }) {
      shadows.append(ShadowMap(scene, side: side, places: places, points: points))
    }
    let index = shadows.firstIndex { $0.side == side }!
    if isKept { shadows[index].keepRest() }
    shadows[index].update(scene, places: places, points: points)
    return (shadows[index], isSoft)
  }

  func drawColors(
    _ simulation: borrowing Simulation, _ view: Projection, _ keepsLayers: Bool, _ samples: Int, _ states: LampStates,
    _ image: inout Image
  ) {
    precondition((1...Renderer.mostSamples).contains(samples), "a pixel has 1 … 64 samples")
    prepare(simulation, view, states)
    prepareLists(view)
    let isKept = samples == 1 && keepsLayers && isWorthKeeping(view)
    let (map, isSoft) = currentShadows(view, isKept: isKept)
    unsafe image.pixels.withUnsafeMutableBufferPointer { buffer in
      let bytes = unsafe PictureBytes(buffer.baseAddress!)
      if samples > 1 {
        average(view, samples, map, isSoft: isSoft, bytes)
      } else if isKept {
        drawKept(view, map, isSoft: isSoft, bytes)
      } else {
        prepareCanvas(view)
        canvas.clear()
        canvas.draw(scene, .all, of: places, view: view, points: points)
        lists.collect(canvas, over: nil)
        shadeLists(canvas, view, map, isSoft: isSoft, to: .bytes(bytes))
      }
    }
  }

  private func isWorthKeeping(_ view: Projection) -> Bool { lastFree == view || scene.fixedViews.contains(view.origin) }

  /// Notes a free camera's view, and whether the last one was the same.
  func isSecondInARow(_ view: Projection) -> Bool {
    defer { lastFree = view }
    return lastFree == view
  }

  /// Shades all collected pixels.
  func shadeLists(_ canvas: Canvas, _ view: Projection, _ map: ShadowMap, isSoft: Bool, to end: Destination) {
    let geoms = scene.geoms.count
    for index in 0..<geoms where lists.counts[index] > 0 {
      let shader = SurfaceShader(
        scene: scene, canvas: canvas, geom: scene.geoms[index], look: looks[index], frame: places.frames[index],
        projection: view, rig: rig, shadows: map, isSoft: isSoft, scratch: scratch)
      shader.shade(
        lists.places, from: Int(lists.starts[index]), count: Int(lists.counts[index]), shadows: map, isSoft: isSoft,
        to: end)
    }
    let start = Int(lists.starts[geoms])
    for group in stride(from: start, to: start + Int(lists.counts[geoms]), by: 8) {
      let place = lists.places.load8(group)
      let (x, y) = (place & Ints(repeating: 0xFFFF), place &>> 16)
      end.take(Background.shade(view, x, y), Floats(), x, y, canvas)
    }
  }

  /// The mean of several pictures, each with its samples elsewhere in the pixels.
  private func average(
    _ view: Projection, _ samples: Int, _ map: ShadowMap, isSoft: Bool, _ bytes: PictureBytes
  ) {
    prepareCanvas(view)
    let count = view.width * view.height
    let size = (count + 7) & ~7
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
      canvas.draw(scene, .all, of: places, view: view, points: points)
      lists.collect(canvas, over: nil)
      shadeLists(canvas, view, map, isSoft: isSoft, to: .light(sample, size: size))
      // What is too bright for the picture is cut off before averaging, so that bright edges stay smooth.
      for place in stride(from: 0, to: 3 * size, by: 8) {
        sum.store(sum.load8(place) + smaller(sample.load8(place), Floats(repeating: 1)), at: place)
      }
    }
    let scale = Floats(repeating: 1 / Float(samples))
    for place in stride(from: 0, to: count, by: 8) {
      let light = Vectors(sum.load8(place), sum.load8(size + place), sum.load8(2 * size + place))
      let colors = ShadedPixels.encode(light * scale)
      bytes.write(colors, from: place, count: min(8, count - place))
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
}

// MARK: - Kept views

extension Renderer {
  /// The views that are kept at most.
  private static let mostViews = 4

  private func drawKept(_ view: Projection, _ map: ShadowMap, isSoft: Bool, _ bytes: PictureBytes) {
    let kept = keptView(view, map, isSoft: isSoft)
    if kept.restVersion != places.restVersion {
      drawResting(kept, view, map, isSoft: isSoft)
      kept.canvas.copy(kept.still.canvas)
    } else {
      kept.canvas.restore(from: kept.still.canvas)
    }
    kept.canvas.draw(scene, .moving, of: places, view: view, points: points)
    bytes.copy(from: kept.still.bytes, count: view.width * view.height * 3)
    kept.still.relight(map, map.current, changed: map.movingTiles, isSoft: isSoft, bytes)
    lists.collect(kept.canvas, over: kept.still.canvas)
    shadeLists(kept.canvas, view, map, isSoft: isSoft, to: .bytes(bytes))
  }

  /// Draws what rests onto what is fixed.
  private func drawResting(_ kept: KeptView, _ view: Projection, _ map: ShadowMap, isSoft: Bool) {
    let still = kept.still
    if kept.restVersion < 0 { still.copy(kept.fixed) } else { still.restore(from: kept.fixed) }
    kept.restVersion = places.restVersion
    still.canvas.draw(scene, .resting, of: places, view: view, points: points)
    lists.collect(still.canvas, over: kept.fixed.canvas)
    shadeLists(still.canvas, view, map, isSoft: isSoft, to: .kept(still))
    still.relight(map, map.still, changed: map.restingTiles, isSoft: isSoft, still.bytes.pictureBytes)
    still.noteTiles(map, map.still, isSoft: isSoft)
  }

  private func keptView(_ view: Projection, _ map: ShadowMap, isSoft: Bool) -> KeptView {
    stamp += 1
    let key = KeptView.Key(
      projection: view, lamps: lamps, lampPositions: rig.glows.map(\.position), shadowSide: map.side)
    if let known = views.first(where: { $0.key == key }) {
      known.stamp = stamp
      return known
    }
    if views.count >= Renderer.mostViews, let oldest = views.indices.min(by: { views[$0].stamp < views[$1].stamp }) {
      views.remove(at: oldest)
    }
    let kept = KeptView(key: key)
    kept.stamp = stamp
    let fixed = kept.fixed
    fixed.canvas.draw(scene, .fixed, of: places, view: view, points: points)
    lists.collect(fixed.canvas, over: nil)
    shadeLists(fixed.canvas, view, map, isSoft: isSoft, to: .kept(fixed))
    fixed.canvas.noteAll()
    fixed.noteTiles(map, map.fixed, isSoft: isSoft)
    views.append(kept)
    return kept
  }
}
