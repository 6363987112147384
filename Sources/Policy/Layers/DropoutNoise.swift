import Tensors
import Vocabulary

/// Which units training drops: drawn from a stream, so that a step repeated drops the same ones.
public final class DropoutNoise {
  private var stream: RandomStream

  /// Noise from a stream.
  public init(_ stream: RandomStream) { self.stream = stream }

  /// The input with a share of its entries at 0 and the others enlarged to make up for it.
  func dropped(_ input: Tensor, share: Double) throws(TorchError) -> Tensor {
    guard share > 0 else { return input }
    let threshold = UInt64(share * 65_536)
    let kept = Float(1 / (1 - Double(threshold) / 65_536))
    let count = input.count
    var mask = [Float](repeating: kept, count: count)
    var place = 0
    // Four entries from each number of 64 bits.
    while place < count {
      var bits = stream.next()
      for index in place..<min(place + 4, count) {
        if bits & 0xFFFF < threshold { mask[index] = 0 }
        bits >>= 16
      }
      place += 4
    }
    return try input * Tensor(mask, input.shape)
  }
}
