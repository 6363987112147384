/// Plain values in memory of their own, without reference counting; its owner frees it once.
///
/// Every unsafe access of the module to memory goes through here. Indices are checked in debug builds only.
@safe
struct Plane<Element: BitwiseCopyable>: @unchecked Sendable {
  private let start: UnsafeMutablePointer<Element>
  let count: Int

  init(count: Int, of value: Element) {
    unsafe start = .allocate(capacity: max(count, 1))
    unsafe start.initialize(repeating: value, count: max(count, 1))
    self.count = count
  }

  init(_ elements: [Element], padding value: Element, by extra: Int = 0) {
    self.init(count: elements.count + extra, of: value)
    for (index, element) in elements.enumerated() { self[index] = element }
  }

  func free() { unsafe start.deallocate() }

  @inline(__always)
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
  @inline(__always)
  func fill(_ range: Range<Int>, with value: Element) {
    assert(range.lowerBound >= 0 && range.upperBound <= count)
    unsafe (start + range.lowerBound).update(repeating: value, count: range.count)
  }

  /// Copies `range` from the same places of another plane.
  @inline(__always)
  func copy(_ range: Range<Int>, from other: Plane) {
    assert(range.lowerBound >= 0 && range.upperBound <= min(count, other.count))
    unsafe (start + range.lowerBound).update(from: other.start + range.lowerBound, count: range.count)
  }

  /// Reads a value of another type, such as eight neighbours at once, at an element's place.
  @inline(__always)
  func load<Value: BitwiseCopyable>(_ index: Int, as type: Value.Type) -> Value {
    unsafe UnsafeRawPointer(start + index).loadUnaligned(as: type)
  }

  /// Writes a value of another type, such as eight neighbours at once, at an element's place.
  @inline(__always)
  func store<Value: BitwiseCopyable>(_ value: Value, at index: Int) {
    unsafe UnsafeMutableRawPointer(start + index).storeBytes(of: value, as: Value.self)
  }

  /// Runs `body` on the elements of `range`.
  func withElements<Result>(_ range: Range<Int>, _ body: (UnsafeBufferPointer<Element>) -> Result) -> Result {
    unsafe body(UnsafeBufferPointer(start: start + range.lowerBound, count: range.count))
  }
}

extension Plane where Element == Float {
  @inline(__always) func load8(_ index: Int) -> Floats { load(index, as: Floats.self) }
}

extension Plane where Element == Int32 {
  @inline(__always) func load8(_ index: Int) -> Ints { load(index, as: Ints.self) }
}

/// The bytes of a picture that belongs to the caller, for the length of one call.
@safe
struct PictureBytes {
  private let start: UnsafeMutablePointer<UInt8>

  init(_ start: UnsafeMutablePointer<UInt8>) { unsafe self.start = start }

  /// Writes red, green and blue, which are the low three bytes of `color`, at a pixel.
  @inline(__always)
  func write(_ color: Int32, pixel: Int) {
    let place = unsafe UnsafeMutableRawPointer(start + 3 * pixel)
    unsafe place.storeBytes(of: UInt16(truncatingIfNeeded: color), as: UInt16.self)
    unsafe place.storeBytes(of: UInt8(truncatingIfNeeded: color &>> 16), toByteOffset: 2, as: UInt8.self)
  }

  /// Copies `count` bytes of another picture.
  func copy(from other: Plane<UInt8>, count: Int) {
    unsafe other.withElements(0..<count) { unsafe start.update(from: $0.baseAddress!, count: count) }
  }
}
