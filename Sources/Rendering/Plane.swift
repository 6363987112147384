/// Plain values in memory of their own, without reference counting; its owner frees it once.
///
/// Every unsafe access of the module to memory goes through here. Indices are checked in debug builds only.
@safe
package struct Plane<Element: BitwiseCopyable>: BitwiseCopyable, @unchecked Sendable {
  private let start: UnsafeMutablePointer<Element>
  package let count: Int

  package init(count: Int, of value: Element) {
    unsafe start = .allocate(capacity: max(count, 1))
    unsafe start.initialize(repeating: value, count: max(count, 1))
    self.count = count
  }

  init(_ elements: [Element], padding value: Element, by extra: Int = 0) {
    self.init(count: elements.count + extra, of: value)
    for (index, element) in elements.enumerated() { self[index] = element }
  }

  package func free() { unsafe start.deallocate() }

  @inline(always)
  subscript(index: Int) -> Element {
    get {
      assert(index >= 0 && index < count)
      return unsafe start[index]
    }
    nonmutating set {
      assert(index >= 0 && index < count)
      unsafe start[index] = newValue
    }
  }

  /// Sets `range` to one value.
  @inline(always)
  func fill(_ range: Range<Int>, with value: Element) {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    unsafe (start + range.lowerBound).update(repeating: value, count: range.count)
  }

  /// Copies `range` from the same places of another plane.
  @inline(always)
  func copy(_ range: Range<Int>, from other: Plane) {
    assert(range.lowerBound >= 0 && range.upperBound <= min(count, other.count))
    unsafe (start + range.lowerBound).update(from: other.start + range.lowerBound, count: range.count)
  }

  /// Runs `body` on the elements of `range`.
  func withElements<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    unsafe body(UnsafeBufferPointer(start: start + range.lowerBound, count: range.count))
  }
}

// Eight neighbours at once. Written out, these become single loads and stores; the standard library's unaligned ones
// stay calls inside large functions.

extension Plane where Element: SIMDScalar {
  /// The eight elements from `index` on.
  @inline(always)
  func load8(_ index: Int) -> SIMD8<Element> {
    assert(index >= 0 && index + 8 <= count)
    let p = unsafe start + index
    return unsafe SIMD8(p[0], p[1], p[2], p[3], p[4], p[5], p[6], p[7])
  }

  /// Sets the eight elements from `index` on.
  @inline(always)
  func store(_ v: SIMD8<Element>, at index: Int) {
    assert(index >= 0 && index + 8 <= count)
    let p = unsafe start + index
    unsafe (p[0], p[1], p[2], p[3]) = (v[0], v[1], v[2], v[3])
    unsafe (p[4], p[5], p[6], p[7]) = (v[4], v[5], v[6], v[7])
  }

  /// The elements at eight places, moved by `offset`.
  @inline(always)
  func gather(_ places: Ints, _ offset: Int) -> SIMD8<Element> {
    let p = unsafe start + offset
    @inline(always) func at(_ lane: Int) -> Element { unsafe p[Int(places[lane])] }
    return SIMD8(at(0), at(1), at(2), at(3), at(4), at(5), at(6), at(7))
  }
}

extension Plane where Element == UInt8 {
  /// The same memory as a picture's bytes.
  var pictureBytes: PictureBytes { unsafe PictureBytes(start) }
}

/// The bytes of a picture, for the length of one call.
@safe
struct PictureBytes {
  private let start: UnsafeMutablePointer<UInt8>

  init(_ start: UnsafeMutablePointer<UInt8>) { unsafe self.start = start }

  /// Writes red, green and blue, which are the low three bytes of `color`, at a pixel.
  @inline(always)
  func write(_ color: Int32, pixel: Int) {
    let p = unsafe start + 3 &* pixel
    unsafe p[0] = UInt8(truncatingIfNeeded: color)
    unsafe p[1] = UInt8(truncatingIfNeeded: color &>> 8)
    unsafe p[2] = UInt8(truncatingIfNeeded: color &>> 16)
  }

  /// Writes the colours of eight neighbouring pixels, or of the first few of them.
  @inline(always)
  func write(_ colors: Ints, from pixel: Int, count: Int) {
    if count == 8 {
      for lane in 0..<8 { write(colors[lane], pixel: pixel &+ lane) }
    } else {
      for lane in 0..<count { write(colors[lane], pixel: pixel &+ lane) }
    }
  }

  /// Copies `count` bytes of another picture.
  func copy(from other: Plane<UInt8>, count: Int) {
    unsafe other.withElements(0..<count) { unsafe start.update(from: $0.baseAddress!, count: count) }
  }
}
