extension ShadowMap {
  /// The share of sunlight, 0 … 1, at eight places of the grid with their closeness: 2 × 2 comparisons, weighted by
  /// distance; or 4 × 4 of them for soft edges.
  @inline(always)
  func light(_ map: Plane<Int32>, _ u: Floats, _ v: Floats, _ closeness: Floats, isSoft: Bool) -> Floats {
    let ui = rounded(u - 1)
    let vi = rounded(v - 1)
    let fu = u - 0.5 - converted(ui)
    let fv = v - 0.5 - converted(vi)
    let margin: Int32 = isSoft ? 1 : 0
    let lowest = Ints(repeating: margin)
    let highest = Ints(repeating: Int32(truncatingIfNeeded: side &- 11))
    let outside = ((ui &- lowest) | (vi &- lowest) | (highest &- ui) | (highest &- vi))
    let column = limited(ui, lowest, highest)
    let row = limited(vi, lowest, highest)
    let place = (row &<< Ints(repeating: sideBits)) &+ column
    let one = Floats(repeating: 1)
    let share =
      isSoft
      ? soft(map, place, fu, fv, closeness)
      : pair(map, place, 0, closeness, (one - fu) * (one - fv), fu * (one - fv))
        + pair(map, place, side, closeness, (one - fu) * fv, fu * fv)
    return floats(select(outside, bits(one), bits(share)))
  }

  /// Two neighbouring texels against a closeness: the weights of those that do not stand before it.
  @inline(always)
  private func pair(
    _ map: Plane<Int32>, _ place: Ints, _ offset: Int, _ closeness: Floats, _ left: Floats, _ right: Floats
  ) -> Floats {
    let first = floats(map.gather(place, offset))
    let second = floats(map.gather(place, offset &+ 1))
    return unlessNegative(bits(closeness - first), left) + unlessNegative(bits(closeness - second), right)
  }

  @inline(never)
  private func soft(_ map: Plane<Int32>, _ place: Ints, _ fu: Floats, _ fv: Floats, _ closeness: Floats) -> Floats {
    let one = Floats(repeating: 1)
    var sum = Floats()
    for dy in -1...2 {
      let weight = dy == -1 ? one - fv : dy == 2 ? fv : one
      sum += pair(map, place, dy &* side &- 1, closeness, (one - fu) * weight, weight)
      sum += pair(map, place, dy &* side &+ 1, closeness, weight, fu * weight)
    }
    return sum * Floats(repeating: 1.0 / 9)
  }
}
