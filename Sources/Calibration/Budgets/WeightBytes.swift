import Policy

extension PolicyConfiguration {
  /// Bytes that a policy's weights take when layers past an exit are not loaded.
  ///
  /// The matrices of the decoder are packed in a format and the head's in float32, their rows padded to whole groups;
  /// everything else is float32. A head whose values are exact in 16 bits, as in a checkpoint written so, takes half.
  /// - Parameter decoderAlone: leaves out all but the decoder's layers.
  public func weightBytes(deepestExit: Int, _ format: WeightFormat, decoderAlone: Bool = false) -> Int {
    let size = WeightFormat.groupSize
    return parameters(deepestExit: deepestExit, forTraining: false).reduce(0) { sum, weight in
      let isDecoders = weight.name.hasPrefix("decoder.")
      if decoderAlone && !isDecoders { return sum }
      guard isDecoders || weight.name.hasPrefix("head."), weight.shape.count == 2 else {
        return sum + weight.count * MemoryLayout<Float>.size
      }
      let padded = weight.shape[0] * ((weight.shape[1] + size - 1) / size) * size
      return sum + Int(Double(padded) * (isDecoders ? format : .float32).bitsPerWeight / 8)
    }
  }
}
