import Vocabulary

// Eight pixels at once. Pixels depend on +, −, ×, ÷ and √ alone, so that they are the same on every machine: the
// compiler neither contracts nor reorders these, and no function of the C library is called.

typealias Floats = SIMD8<Float>
typealias Ints = SIMD8<Int32>

/// 0 … 7.
@inline(always) var laneNumbers: Ints { Ints(0, 1, 2, 3, 4, 5, 6, 7) }

/// The bit patterns of eight numbers.
@inline(always) func bits(_ value: Floats) -> Ints { unsafe unsafeBitCast(value, to: Ints.self) }

/// The numbers of eight bit patterns.
@inline(always) func floats(_ bits: Ints) -> Floats { unsafe unsafeBitCast(bits, to: Floats.self) }

/// `chosen` where `sign` is negative, `other` elsewhere: bits alone, since masks may become branches lane by lane.
@inline(always)
func select(_ sign: Ints, _ chosen: Ints, _ other: Ints) -> Ints {
  let mask = sign &>> 31
  return (chosen & mask) | (other & ~mask)
}

/// Whether any of eight numbers is negative.
@inline(always)
func anyIsNegative(_ v: Ints) -> Bool {
  (v[0] | v[1] | v[2] | v[3] | v[4] | v[5] | v[6] | v[7]) < 0
}

/// `value` where `sign` is not negative, 0 elsewhere.
@inline(always)
func unlessNegative(_ sign: Ints, _ value: Floats) -> Floats { floats(bits(value) & ~(sign &>> 31)) }

/// The greater of two numbers, lane by lane.
@inline(always) func larger(_ a: Floats, _ b: Floats) -> Floats { a.replacing(with: b, where: a .< b) }

/// The smaller of two numbers, lane by lane.
@inline(always) func smaller(_ a: Floats, _ b: Floats) -> Floats { a.replacing(with: b, where: b .< a) }

/// A number within two others, lane by lane; all within ±2³⁰.
@inline(always)
func limited(_ value: Ints, _ low: Ints, _ high: Ints) -> Ints {
  let raised = select(value &- low, low, value)
  return select(high &- raised, high, raised)
}

/// Adding this moves a number's integer part, up to ±2²², into the low bits of its pattern.
let roundingShift: Float = 12_582_912  // 1.5 · 2²³

/// The nearest integers of numbers within ±2²².
@inline(always)
func rounded(_ value: Floats) -> Ints {
  bits(value + Floats(repeating: roundingShift)) &- Ints(repeating: 0x4B40_0000)
}

/// Whole numbers within ±2²² as floats.
@inline(always)
func converted(_ value: Ints) -> Floats {
  floats(value &+ Ints(repeating: 0x4B40_0000)) - Floats(repeating: roundingShift)
}

/// 1/√x within 5 parts in a million, for positive finite x: two of Newton's steps from a linear guess on the bits.
@inline(always)
func reciprocalSquareRoot(_ x: Floats) -> Floats {
  let half = x * 0.5
  var y = floats(Ints(repeating: 0x5F37_59DF) &- (bits(x) &>> 1))
  y = y * (Floats(repeating: 1.5) - half * y * y)
  y = y * (Floats(repeating: 1.5) - half * y * y)
  return y
}

/// Three coordinates of eight points or directions.
struct Vectors {
  var x: Floats, y: Floats, z: Floats

  @inline(always) init(_ x: Floats, _ y: Floats, _ z: Floats) { (self.x, self.y, self.z) = (x, y, z) }

  /// The same vector eight times.
  @inline(always) init(_ v: SIMD4<Float>) {
    self.init(Floats(repeating: v.x), Floats(repeating: v.y), Floats(repeating: v.z))
  }

  @inline(always) static func + (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x + b.x, a.y + b.y, a.z + b.z) }
  @inline(always) static func - (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x - b.x, a.y - b.y, a.z - b.z) }
  @inline(always) static func * (a: Vectors, b: Floats) -> Vectors { Vectors(a.x * b, a.y * b, a.z * b) }
  @inline(always) static func * (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x * b.x, a.y * b.y, a.z * b.z) }
  @inline(always) func dot(_ v: SIMD4<Float>) -> Floats { x * v.x + y * v.y + z * v.z }
  @inline(always) func dot(_ v: Vectors) -> Floats { x * v.x + y * v.y + z * v.z }
}

extension SIMD4<Float> {
  /// A vector in single precision; the fourth entry is free for something that belongs to it.
  @inline(always) init(_ v: Vector3, _ w: Double = 0) {
    self.init(Float(v.x), Float(v.y), Float(v.z), Float(w))
  }
}
