import Vocabulary

/// What becomes of shaded pixels.
enum Destination {
  /// A picture.
  case bytes(PictureBytes)
  /// The light of each, in three planes of a size.
  case light(Plane<Float>, size: Int)
  /// Kept as they are, without shadows.
  case kept(KeptPixels)

  @inline(always)
  func take(_ pixels: ShadedPixels, _ share: Floats, _ x: Ints, _ y: Ints, _ canvas: Canvas) {
    switch self {
    case .bytes(let picture):
      let colors = ShadedPixels.encode(pixels.light(share))
      let place = y &* Ints(repeating: Int32(truncatingIfNeeded: canvas.width)) &+ x
      for lane in 0..<8 { picture.write(colors[lane], pixel: Int(place[lane])) }
    case .light(let plane, let size):
      let light = pixels.light(share)
      let place = y &* Ints(repeating: Int32(truncatingIfNeeded: canvas.width)) &+ x
      for lane in 0..<8 {
        plane[Int(place[lane])] = light.x[lane]
        plane[size &+ Int(place[lane])] = light.y[lane]
        plane[2 &* size &+ Int(place[lane])] = light.z[lane]
      }
    case .kept(let kept):
      kept.keep(pixels, at: y &* Ints(repeating: Int32(truncatingIfNeeded: canvas.stride)) &+ x)
    }
  }
}

/// Shades the pixels of one geom, eight at a time, from what the canvas says is seen there.
struct SurfaceShader {
  let scene: SceneGeometry
  let canvas: Canvas
  let geom: DrawnGeom
  let look: Look
  let view: SurfaceView
  let rig: LightRig
  /// Fill lights and glows in the geom's frame; a glow's fourth entry is 1/reach².
  let fills: [SIMD4<Float>]
  let glows: [(position: SIMD4<Float>, color: SIMD4<Float>)]
  /// How far along its normal a point is moved before its shadow is looked up, metres, and texels of the grid.
  let offset: Float
  /// Surface seen by a pixel at one metre, square metres.
  let footprint: Float
  let scratch: ShadingScratch

  init(
    scene: SceneGeometry, canvas: Canvas, geom: DrawnGeom, look: Look, frame: GeomFrame, projection: Projection,
    rig: LightRig, shadows: ShadowMap, isSoft: Bool, scratch: ShadingScratch
  ) {
    self.scene = scene
    self.canvas = canvas
    self.geom = geom
    self.look = look
    self.rig = rig
    self.scratch = scratch
    view = SurfaceView(frame, projection, scene, shadows)
    fills = scene.fills.map { SIMD4(frame.local(direction: $0.direction)) }
    var glows: [(position: SIMD4<Float>, color: SIMD4<Float>)] = []
    for (index, glow) in rig.glows.enumerated() where index != look.lamp && glow.reach > 0 {
      let position = frame.local(point: glow.position)
      let toCenter =
        position - Vector3(Double(geom.bound.x), Double(geom.bound.y), Double(geom.bound.z))
      guard toCenter.length < Double(glow.reach + geom.bound.w) else { continue }
      glows.append((SIMD4(position, 1 / Double(glow.reach * glow.reach)), glow.color))
    }
    self.glows = glows
    offset = Float(shadows.texel) * (isSoft ? 2.4 : 1.5)
    footprint = Float(1 / (projection.focal * projection.focal))
  }

  /// Shades a list of pixels.
  @inline(never)
  func shade(_ places: Plane<Int32>, from start: Int, count: Int, shadows: ShadowMap, isSoft: Bool, to end: Destination)
  {
    let wantsShadows = if case .kept = end { false } else { true }
    var group = start
    while group < start &+ count {
      let place = places.load8(group)
      let (x, y) = (place & Ints(repeating: 0xFFFF), place &>> 16)
      let pixels = shade(x: x, y: y)
      var share = Floats()
      if wantsShadows {
        share = shadows.light(shadows.current, pixels.u, pixels.v, pixels.closeness, isSoft: isSoft)
      }
      end.take(pixels, share, x, y, canvas)
      group &+= 8
    }
  }

  /// Shades eight pixels at columns `x` and rows `y`.
  @inline(always)
  func shade(x: Ints, y: Ints) -> ShadedPixels {
    let place = y &* Ints(repeating: Int32(canvas.stride)) &+ x
    let first = geom.firstTriangle
    for lane in 0..<8 {
      let index = Int(place[lane])
      scratch.triangles[lane] = canvas.owner[index] & 0xFFFF
      scratch.closeness[lane] = canvas.closeness[index]
    }
    let depth = Floats(repeating: 1) / floats(scratch.closeness.load8(0))
    let fx = converted(x)
    let fy = converted(y)
    let ray = Vectors(
      fx * view.rayRight.x + fy * view.rayDown.x + view.ray.x, fx * view.rayRight.y + fy * view.rayDown.y + view.ray.y,
      fx * view.rayRight.z + fy * view.rayDown.z + view.ray.z)
    let p = Vectors(view.eye) + ray * depth
    scratch.position.store(p.x, at: 0)
    scratch.position.store(p.y, at: 8)
    scratch.position.store(p.z, at: 16)

    lookUp(first)
    var n = Vectors(column(0), column(1), column(2))
    n = n * reciprocalSquareRoot(n.dot(n))
    let isTextured = look.texture >= 0
    var color = Vectors(look.color)
    // Towards the eye, as long as one metre of depth is on this ray.
    let facing = Floats() - n.dot(ray)
    if isTextured { color = color * texture(depth, larger(facing, Floats(repeating: 0.1))) }

    let zero = Floats()
    let sun = larger(n.dot(view.sun), zero)
    let sky = n.dot(view.up) * 0.5 + 0.5
    let around = Vectors(rig.ground) + Vectors(rig.sky - rig.ground) * sky
    var steady = around
    if !fills.isEmpty {
      for index in 0..<fills.count {
        steady = steady + Vectors(rig.fillColors[index]) * larger(n.dot(fills[index]), zero)
      }
    }
    if !glows.isEmpty {
      for index in 0..<glows.count { steady = steady + glow(glows[index].position, glows[index].color, p, n) }
    }
    steady = steady * color + Vectors(look.emission)

    var sunlit = color * sun
    if look.specular > 0 {
      // Half-way between eye and sun: (n·h)² from unnormalised vectors.
      let scale = reciprocalSquareRoot(ray.dot(ray))
      let toEye = facing * scale
      let between = Floats() - ray.dot(view.sun) * scale
      let sum = n.dot(view.sun) + toEye
      var shine = sum * sum / (Floats(repeating: 2.0001) + between * 2)
      var squarings = look.sharpness
      while squarings > 1 {
        shine = shine * shine
        squarings &-= 1
      }
      // Nothing shines on the side away from the sun.
      let lit = smaller(sun * 8, Floats(repeating: 1))
      let amount = shine * lit * look.specular
      sunlit = Vectors(sunlit.x + amount, sunlit.y + amount, sunlit.z + amount)
    }
    sunlit = sunlit * Vectors(rig.sun)

    let lifted = p + n * Floats(repeating: offset)
    let grid = view.shadow
    return ShadedPixels(
      steady: steady, sunlit: sunlit, u: lifted.dot(grid.x) + grid.x.w, v: lifted.dot(grid.y) + grid.y.w,
      closeness: lifted.dot(grid.depth) + grid.depth.w)
  }

  /// What is linear on each pixel's triangle, at the pixels' points.
  @inline(always)
  private func lookUp(_ first: Int) {
    let slopes = scene.slopes
    for lane in 0..<8 {
      let base = 4 &* (first &+ Int(scratch.triangles[lane]))
      let alongX = slopes[base] + slopes[base &+ 1] * scratch.position[lane]
      let alongY = slopes[base &+ 2] * scratch.position[8 &+ lane]
      scratch.values[lane] = alongX + (alongY + slopes[base &+ 3] * scratch.position[16 &+ lane])
    }
  }

  /// One of the quantities looked up, for all pixels.
  @inline(always)
  private func column(_ number: Int) -> Floats {
    let v = scratch.values
    return Floats(
      v[0][number], v[1][number], v[2][number], v[3][number], v[4][number], v[5][number], v[6][number], v[7][number])
  }

  /// The texture's light at the pixels' points, from the level at which a texel is about as large as a pixel.
  @inline(always)
  private func texture(_ depth: Floats, _ facing: Floats) -> Vectors {
    let t = Vectors(column(3), column(4), column(5))
    let picture = scene.textures[look.texture]
    let texels = t.z * picture.texelCount * footprint * depth * depth / facing
    // Half the logarithm, straight from the exponent; between powers of two it is nearly linear.
    let logarithm = (bits(larger(texels, Floats(repeating: 1e-6))) &- Ints(repeating: 0x3F80_0000)) &>> 16
    let level = limited(logarithm &- Ints(repeating: 64), Ints(), Ints(repeating: picture.coarsest))
    // Only the fraction of a repetition counts.
    @inline(always) func fraction(_ x: Floats) -> Ints {
      let whole = (x + Floats(repeating: roundingShift)) - Floats(repeating: roundingShift)
      return rounded((x - whole) * 65536) & Ints(repeating: 0xFFFF)
    }
    return picture.sample(fraction(t.x), fraction(t.y), level: level)
  }

  /// What a lit lamp adds to the light on a surface: falling off to nothing at its reach.
  @inline(always)
  private func glow(_ lamp: SIMD4<Float>, _ color: SIMD4<Float>, _ p: Vectors, _ n: Vectors) -> Vectors {
    let way = Vectors(lamp) - p
    let square = larger(way.dot(way), Floats(repeating: 1e-6))
    let near = larger(Floats(repeating: 1) - square * lamp.w, Floats())
    let slant = larger(n.dot(way) * reciprocalSquareRoot(square) * 0.8 + 0.2, Floats())
    let fall = Floats(repeating: 1) / (Floats(repeating: 1) + square * lamp.w * 12)
    return Vectors(color) * (near * near * slant * fall)
  }
}
