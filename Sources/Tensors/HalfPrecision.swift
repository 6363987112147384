/// Finite numbers of half precision as floats, exactly.
///
/// The language converts them one by one in a function, as not every processor has an instruction for it.
public func widened(_ halves: [Float16]) -> [Float] {
  unsafe [Float](unsafeUninitializedCapacity: halves.count) { floats, count in
    for index in halves.indices {
      let bits = UInt32(halves[index].bitPattern)
      // The exponent's bias is 15 in the one and 127 in the other.
      let magnitude = Float(bitPattern: (bits & 0x7FFF) << 13) * 0x1p112
      unsafe floats[index] = Float(bitPattern: magnitude.bitPattern | (bits & 0x8000) << 16)
    }
    count = halves.count
  }
}
