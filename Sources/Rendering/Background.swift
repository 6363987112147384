/// What is seen where nothing is: a pale sky above the horizon, and a darker floor below it.
enum Background {
  @inline(always)
  static func shade(_ view: Projection, _ x: Ints, _ y: Ints) -> ShadedPixels {
    let scale = 1 / view.focal
    let left = (Double(view.sampleX) / 256 - Double(view.width) / 2) * scale
    let top = (Double(view.sampleY) / 256 - Double(view.height) / 2) * scale
    let first = view.right * left - view.up * top - view.back
    let right = SIMD4<Float>(view.right * scale)
    let down = SIMD4<Float>(view.up * -scale)
    let corner = SIMD4<Float>(first)
    let fx = converted(x)
    let fy = converted(y)
    let ray = Vectors(
      fx * right.x + fy * down.x + corner.x, fx * right.y + fy * down.y + corner.y,
      fx * right.z + fy * down.z + corner.z)
    let height = ray.z * reciprocalSquareRoot(ray.dot(ray))
    let above = smaller(larger(height * 4, Floats()), Floats(repeating: 1))
    let below = smaller(larger(height * -4, Floats()), Floats(repeating: 1))
    let light = Vectors(
      Floats(repeating: 0.80) - above * 0.28 - below * 0.30, Floats(repeating: 0.83) - above * 0.20 - below * 0.32,
      Floats(repeating: 0.87) - above * 0.08 - below * 0.34)
    let none = Vectors(Floats(), Floats(), Floats())
    return ShadedPixels(steady: light, sunlit: none, u: Floats(), v: Floats(), closeness: Floats(repeating: 100))
  }
}
