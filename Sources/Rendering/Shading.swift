import Vocabulary

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

  /// Shades eight pixels at columns `x` and rows `y`.
  @inline(__always)
  func shade(x: Ints, y: Ints) -> ShadedPixels {
    let place = y &* Ints(repeating: Int32(canvas.stride)) &+ x
    let first = geom.firstTriangle
    for lane in 0..<8 {
      let index = Int(place[lane])
      scratch.triangles[lane] = canvas.owner[index] & 0xFFFF
      scratch.closeness[lane] = canvas.closeness[index]
    }
    let depth = Floats(repeating: 1) / floats(scratch.closeness.load8(0))
    let fx = Floats(x)
    let fy = Floats(y)
    let ray = Vectors(
      fx * view.rayRight.x + fy * view.rayDown.x + view.ray.x, fx * view.rayRight.y + fy * view.rayDown.y + view.ray.y,
      fx * view.rayRight.z + fy * view.rayDown.z + view.ray.z)
    let p = Vectors(view.eye) + ray * depth
    scratch.position.store(p.x, at: 0)
    scratch.position.store(p.y, at: 8)
    scratch.position.store(p.z, at: 16)

    var n = lookUp(scene.normals, first)
    n = n * reciprocalSquareRoot(n.dot(n))
    let isTextured = look.texture >= 0
    var color = Vectors(look.color)
    // Towards the eye, as long as one metre of depth is on this ray.
    let facing = Floats() - n.dot(ray)
    if isTextured { color = color * texture(first, depth, larger(facing, Floats(repeating: 0.1))) }

    let zero = Floats()
    let sun = larger(n.dot(view.sun), zero)
    let sky = n.dot(view.up) * 0.5 + 0.5
    let around = Vectors(rig.ground) + Vectors(rig.sky - rig.ground) * sky
    var steady = around
    for (index, direction) in fills.enumerated() {
      steady = steady + Vectors(rig.fillColors[index]) * larger(n.dot(direction), zero)
    }
    for glow in glows { steady = steady + self.glow(glow.position, glow.color, p, n) }
    steady = steady * color + Vectors(look.emission)

    var sunlit = color * sun
    if look.specular > 0 {
      // Half-way between eye and sun: (n·h)² from unnormalised vectors.
      let scale = reciprocalSquareRoot(ray.dot(ray))
      let toEye = facing * scale
      let between = Floats() - ray.dot(view.sun) * scale
      let sum = n.dot(view.sun) + toEye
      var shine = sum * sum / (Floats(repeating: 2.0001) + between * 2)
      for _ in 1..<look.sharpness { shine = shine * shine }
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

  /// A quantity that is linear on each pixel's triangle, at the pixels' points.
  @inline(__always)
  private func lookUp(_ slopes: Plane<SIMD4<Float>>, _ first: Int) -> Vectors {
    for lane in 0..<8 {
      let base = 4 &* (first &+ Int(scratch.triangles[lane]))
      let value =
        slopes[base] + slopes[base &+ 1] * scratch.position[lane] + slopes[base &+ 2] * scratch.position[8 &+ lane]
        + slopes[base &+ 3] * scratch.position[16 &+ lane]
      scratch.vectors[lane] = value
    }
    let v = scratch.vectors
    return Vectors(
      Floats(v[0].x, v[1].x, v[2].x, v[3].x, v[4].x, v[5].x, v[6].x, v[7].x),
      Floats(v[0].y, v[1].y, v[2].y, v[3].y, v[4].y, v[5].y, v[6].y, v[7].y),
      Floats(v[0].z, v[1].z, v[2].z, v[3].z, v[4].z, v[5].z, v[6].z, v[7].z))
  }

  /// The texture's light at the pixels' points, from the level at which a texel is about as large as a pixel.
  @inline(__always)
  private func texture(_ first: Int, _ depth: Floats, _ facing: Floats) -> Vectors {
    let t = lookUp(scene.coordinates, first)
    let picture = scene.textures[look.texture]
    let texels = t.z * picture.texelCount * footprint * depth * depth / facing
    // Half the logarithm, straight from the exponent; between powers of two it is nearly linear.
    let logarithm = (bits(larger(texels, Floats(repeating: 1e-6))) &- Ints(repeating: 0x3F80_0000)) &>> 16
    let level = pointwiseMin(pointwiseMax(logarithm &- Ints(repeating: 64), Ints()), Ints(repeating: picture.coarsest))
    // Only the fraction of a repetition counts.
    @inline(__always) func fraction(_ x: Floats) -> Ints {
      let whole = (x + Floats(repeating: roundingShift)) - Floats(repeating: roundingShift)
      return rounded((x - whole) * 65536) & Ints(repeating: 0xFFFF)
    }
    scratch.places.store(fraction(t.x), at: 0)
    scratch.places.store(fraction(t.y), at: 8)
    scratch.places.store(level, at: 16)
    for lane in 0..<8 {
      scratch.texels[lane] = picture.sample(
        scratch.places[lane], scratch.places[8 &+ lane], level: scratch.places[16 &+ lane])
    }
    let words = scratch.texels
    @inline(__always) func low(_ lane: Int) -> Int32 { Int32(truncatingIfNeeded: words[lane]) }
    @inline(__always) func high(_ lane: Int) -> Int32 { Int32(truncatingIfNeeded: words[lane] >> 32) }
    let redGreen = Ints(low(0), low(1), low(2), low(3), low(4), low(5), low(6), low(7))
    let blue = Ints(high(0), high(1), high(2), high(3), high(4), high(5), high(6), high(7))
    let scale = Floats(repeating: 1.0 / 65280)
    let mask = Ints(repeating: 0xFFFF)
    let red = Floats(redGreen & mask) * scale
    let green = Floats((redGreen &>> 16) & mask) * scale
    let b = Floats(blue & mask) * scale
    return Vectors(red * red, green * green, b * b)
  }

  /// What a lit lamp adds to the light on a surface: falling off to nothing at its reach.
  @inline(__always)
  private func glow(_ lamp: SIMD4<Float>, _ color: SIMD4<Float>, _ p: Vectors, _ n: Vectors) -> Vectors {
    let way = Vectors(lamp) - p
    let square = larger(way.dot(way), Floats(repeating: 1e-6))
    let near = larger(Floats(repeating: 1) - square * lamp.w, Floats())
    let slant = larger(n.dot(way) * reciprocalSquareRoot(square) * 0.8 + 0.2, Floats())
    let fall = Floats(repeating: 1) / (Floats(repeating: 1) + square * lamp.w * 12)
    return Vectors(color) * (near * near * slant * fall)
  }
}
