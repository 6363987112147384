import Vocabulary

// Eight pixels at once. Pixels depend on +, −, ×, ÷ and √ alone, so that they are the same on every machine: the
// compiler neither contracts nor reorders these, and no function of the C library is called.

typealias Floats = SIMD8<Float>
typealias Ints = SIMD8<Int32>

/// 0 … 7.
@inline(__always) var laneNumbers: Ints { Ints(0, 1, 2, 3, 4, 5, 6, 7) }

/// The bit patterns of eight numbers.
@inline(__always) func bits(_ value: Floats) -> Ints { unsafe unsafeBitCast(value, to: Ints.self) }

/// The numbers of eight bit patterns.
@inline(__always) func floats(_ bits: Ints) -> Floats { unsafe unsafeBitCast(bits, to: Floats.self) }

/// `chosen` where `sign` is negative, `other` elsewhere.
@inline(__always)
func select(_ sign: Ints, _ chosen: Floats, _ other: Floats) -> Floats {
  other.replacing(with: chosen, where: sign .< Ints())
}

/// The greater of two numbers, lane by lane.
@inline(__always) func larger(_ a: Floats, _ b: Floats) -> Floats { a.replacing(with: b, where: a .< b) }

/// The smaller of two numbers, lane by lane.
@inline(__always) func smaller(_ a: Floats, _ b: Floats) -> Floats { a.replacing(with: b, where: b .< a) }

/// Adding this moves a number's integer part, up to ±2²², into the low bits of its pattern.
let roundingShift: Float = 12_582_912  // 1.5 · 2²³

/// The nearest integers of numbers within ±2²².
@inline(__always)
func rounded(_ value: Floats) -> Ints {
  bits(value + Floats(repeating: roundingShift)) &- Ints(repeating: 0x4B40_0000)
}

/// 1/√x within 5 parts in a million, for positive finite x: two of Newton's steps from a linear guess on the bits.
@inline(__always)
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

  @inline(__always) init(_ x: Floats, _ y: Floats, _ z: Floats) { (self.x, self.y, self.z) = (x, y, z) }

  /// The same vector eight times.
  @inline(__always) init(_ v: SIMD4<Float>) {
    self.init(Floats(repeating: v.x), Floats(repeating: v.y), Floats(repeating: v.z))
  }

  @inline(__always) static func + (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x + b.x, a.y + b.y, a.z + b.z) }
  @inline(__always) static func - (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x - b.x, a.y - b.y, a.z - b.z) }
  @inline(__always) static func * (a: Vectors, b: Floats) -> Vectors { Vectors(a.x * b, a.y * b, a.z * b) }
  @inline(__always) static func * (a: Vectors, b: Vectors) -> Vectors { Vectors(a.x * b.x, a.y * b.y, a.z * b.z) }
  @inline(__always) func dot(_ v: SIMD4<Float>) -> Floats { x * v.x + y * v.y + z * v.z }
  @inline(__always) func dot(_ v: Vectors) -> Floats { x * v.x + y * v.y + z * v.z }
}

extension SIMD4<Float> {
  /// A vector in single precision; the fourth entry is free for something that belongs to it.
  @inline(__always) init(_ v: Vector3, _ w: Double = 0) {
    self.init(Float(v.x), Float(v.y), Float(v.z), Float(w))
  }
}
