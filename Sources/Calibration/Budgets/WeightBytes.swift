import Policy

extension PolicyConfiguration {
  /// Bytes that a policy's weights take when layers past an exit are not loaded.
  ///
  /// The matrices of the decoder are packed in a format and the head's in float32, or in 16 bits where nothing is lost,
  /// their rows padded to whole groups; everything else is float32.
  /// - Parameters:
  ///   - halved: matrices of the head that are kept in 16 bits, as `Checkpoint.halvedMatrices` tells; none for drawn
  ///     weights.
  ///   - decoderAlone: leaves out all but the decoder's layers.
  public func weightBytes(
    deepestExit: Int, _ format: WeightFormat, halved: Set<String> = [], decoderAlone: Bool = false
  ) -> Int {
    let size = WeightFormat.groupSize
    return parameters(deepestExit: deepestExit, forTraining: false).reduce(0) { sum, weight in
      let isDecoders = weight.name.hasPrefix("decoder.")
      if decoderAlone && !isDecoders { return sum }
      guard isDecoders || weight.name.hasPrefix("head."), weight.shape.count == 2 else {
        return sum + weight.count * MemoryLayout<Float>.size
      }
      let kept = isDecoders ? format : halved.contains(weight.name) ? .float16 : .float32
      let padded = weight.shape[0] * ((weight.shape[1] + size - 1) / size) * size
      return sum + Int(Double(padded) * kept.bitsPerWeight / 8)
    }
  }
}
