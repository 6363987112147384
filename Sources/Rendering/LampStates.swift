import Physics

/// A lamp that is switched on.
public struct LitLamp: Hashable, Sendable {
  /// The geom that shines.
  public var geom: GeomID
  /// Its colour, red, green, blue, 0 … 1 as in a picture.
  public var color: SIMD3<Float>
  /// How far its glow reaches on things around it, metres; 0 for none.
  public var reach: Float

  /// A lit geom.
  public init(geom: GeomID, color: SIMD3<Float>, reach: Float = 0.3) {
    self.geom = geom
    self.color = color
    self.reach = reach
  }
}

/// The lamps that are on; every other geom looks as its material says.
public struct LampStates: Hashable, Sendable {
  /// At most four.
  public var lit: [LitLamp]

  /// The lamps that are on.
  public init(lit: [LitLamp] = []) { self.lit = lit }

  /// Every lamp off.
  public static var allOff: LampStates { LampStates() }
}
