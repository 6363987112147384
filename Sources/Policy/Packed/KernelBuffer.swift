/// Memory of a fixed length that kernels read and write: aligned to cache lines, zero at first.
@safe package final class KernelBuffer<Element: BitwiseCopyable & Numeric> {
  /// How many elements there are.
  package let count: Int
  /// The first of them; valid as long as the buffer lives.
  let start: UnsafeMutablePointer<Element>

  package init(count: Int) {
    precondition(count > 0, "a buffer has an element")
    self.count = count
    let memory = UnsafeMutableRawPointer.allocate(byteCount: count * MemoryLayout<Element>.stride, alignment: 64)
    unsafe start = unsafe memory.initializeMemory(as: Element.self, repeating: 0, count: count)
  }

  package convenience init(_ values: [Element]) {
    self.init(count: values.count)
    for (index, value) in values.enumerated() { self[index] = value }
  }

  deinit { unsafe start.deallocate() }

  /// Bytes that it takes.
  package var byteCount: Int { count * MemoryLayout<Element>.stride }

  package subscript(index: Int) -> Element {
    get {
      precondition(index >= 0 && index < count, "no element \(index) of \(count)")
      return unsafe start[index]
    }
    set {
      precondition(index >= 0 && index < count, "no element \(index) of \(count)")
      unsafe start[index] = newValue
    }
  }

  /// The first elements as a list.
  package func values(_ range: Range<Int>) -> [Element] {
    precondition(range.lowerBound >= 0 && range.upperBound <= count, "no elements \(range) of \(count)")
    return unsafe Array(UnsafeBufferPointer(start: start + range.lowerBound, count: range.count))
  }
}
