#if canImport(Glibc)
  import Glibc
#endif

/// Random numbers that depend on a seed, a path of labels and a counter, and on nothing else.
///
/// `stream.split("chain", 17)` is independent of every other label's stream and of how far any of them has run, so
/// results do not depend on order, on the number of workers or on a resume. The generator is SplitMix64 (Steele, Lea
/// and Flood 2014) with the path folded into the key.
public struct RandomStream: RandomNumberGenerator, Hashable, Codable, Sendable {
  /// What the seed and the labels come to.
  public let key: UInt64
  /// How many numbers have been drawn.
  public private(set) var counter: UInt64 = 0

  /// The root stream of a seed.
  public init(seed: UInt64) { key = Self.mix(seed &+ 0x9E37_79B9_7F4A_7C15) }

  private init(key: UInt64) { self.key = key }

  /// The stream below this one with a label; the parent is left as it is.
  public func split(_ label: String) -> RandomStream {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in label.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    return RandomStream(key: Self.mix(key ^ Self.mix(hash)))
  }

  /// The stream below this one with a label and a number, such as a chain and its index.
  public func split(_ label: String, _ index: Int) -> RandomStream {
    let labelled = split(label)
    return RandomStream(
      key: Self.mix(labelled.key &+ Self.mix(UInt64(bitPattern: Int64(index)) ^ 0xD1B5_4A32_D192_ED03)))
  }

  /// The next 64 random bits.
  public mutating func next() -> UInt64 {
    counter &+= 1
    return Self.mix(key &+ counter &* 0x9E37_79B9_7F4A_7C15)
  }

  /// A number in 0 ..< 1 with 53 random bits.
  public mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }

  /// A number in `range`, evenly.
  public mutating func uniform(in range: ClosedRange<Double>) -> Double {
    range.lowerBound + (range.upperBound - range.lowerBound) * uniform()
  }

  /// A whole number in 0 ..< `count`, evenly (multiply and reject, Lemire 2019).
  public mutating func index(below count: Int) -> Int {
    precondition(count > 0, "there must be something to choose from")
    let bound = UInt64(count)
    let threshold = (0 &- bound) % bound
    while true {
      let product = next().multipliedFullWidth(by: bound)
      if product.low >= threshold { return Int(product.high) }
    }
  }

  /// One of the elements, evenly.
  public mutating func choose<Element>(from elements: [Element]) -> Element { elements[index(below: elements.count)] }

  /// The elements in random order (Fisher and Yates).
  public mutating func shuffled<Element>(_ elements: [Element]) -> [Element] {
    var result = elements
    guard result.count > 1 else { return result }
    for i in stride(from: result.count - 1, to: 0, by: -1) { result.swapAt(i, index(below: i + 1)) }
    return result
  }

  /// A normally distributed number with mean 0 and deviation 1 (Box and Muller; one of the pair).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * Double.pi * uniform())
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
