extension PolicyConfiguration {
  /// Checks every setting, so that what passes can be built.
  ///
  /// - Throws: `PolicyError.setting` for the first that is out of its range or does not fit another one.
  public func validate() throws(PolicyError) {
    try staticCamera.validate("staticCamera")
    try gripperCamera.validate("gripperCamera")
    try check("resampler.blocks", resampler.blocks, 1...64)
    try check("resampler.latents", resampler.latents, 1...1024)
    try check("resampler.width", resampler.width, 1...8192)
    try check("resampler.heads", resampler.heads, 1...256)
    try check("resampler.headWidth", resampler.headWidth, 1...1024)
    try check("resampler.feedForwardFactor", resampler.feedForwardFactor, 1...16)
    try check("resampler.landmarks", resampler.landmarks, 0...1024)
    if resampler.latents <= resampler.landmarks {
      throw .setting(
        "resampler.latents", value: "\(resampler.latents)",
        allowed: "more than resampler.landmarks, which is \(resampler.landmarks)")
    }
    if resampler.landmarks > 0, !resampler.hasKeypoints {
      throw .setting(
        "resampler.landmarks", value: "\(resampler.landmarks)", allowed: "0 without resampler.hasKeypoints")
    }
    for (name, camera) in [("staticCamera", staticCamera), ("gripperCamera", gripperCamera)]
    where camera.tokenWidth != resampler.width {
      throw .setting(
        "\(name).stages", value: "\(camera.tokenWidth) channels at the end",
        allowed: "resampler.width, which is \(resampler.width)")
    }
    try check("instruction.maximumTokens", instruction.maximumTokens, 1...512)
    try check("instruction.hashRows", instruction.hashRows, 1...1_000_000)
    try check("instruction.words", instruction.words.count, 0...100_000)
    for (index, word) in instruction.words.enumerated() where Lexicon.words(of: word) != [word] {
      throw .setting("instruction.words[\(index)]", value: String(word.prefix(40)), allowed: "one lower-case word")
    }
    if Set(instruction.words).count != instruction.words.count {
      throw .setting("instruction.words", value: "a word twice", allowed: "each word once")
    }
    try decoder.validate()
    try check("proprioception.width", proprioception.width, 0...4096)
    if proprioception.isToken, proprioception.width == 0 {
      throw .setting("proprioception.isToken", value: "true", allowed: "false where the width beside it is 0")
    }
    try validateHeads()
    try check("chunk", chunk, 1...360)
  }

  private func validateHeads() throws(PolicyError) {
    try check("head.memoryLayers", head.memoryLayers, 0...16)
    try check("head.memoryWidth", head.memoryWidth, 1...8192)
    if head.memoryLayers == 0, !head.seesInput {
      throw .setting("head.seesInput", value: "false", allowed: "true where head.memoryLayers is 0")
    }
    try check("head.exitEmbedding", head.exitEmbedding, 0...4096)
    try check("auxiliaryHead.memoryLayers", auxiliaryHead.memoryLayers, 0...16)
    try check("labels.count", labels.count, 0...4096)
    try check("labels.hiddenWidth", labels.hiddenWidth, 1...8192)
    for (name, widths) in [("head", head.hiddenWidths), ("auxiliaryHead", auxiliaryHead.hiddenWidths)] {
      try check("\(name).hiddenWidths", widths.count, 0...8)
      for (index, width) in widths.enumerated() { try check("\(name).hiddenWidths[\(index)]", width, 1...8192) }
    }
    for (name, share) in [("memoryDropout", head.memoryDropout), ("hiddenDropout", head.hiddenDropout)]
    where !(0..<1).contains(share) {
      throw .setting("head.\(name)", value: "\(share)", allowed: "0 up to but not including 1")
    }
  }
}

extension CameraConfiguration {
  fileprivate func validate(_ name: String) throws(PolicyError) {
    try check("\(name).pictureSize", pictureSize, 1...1024)
    try check("\(name).reduction", reduction, 1...16)
    if pictureSize % reduction != 0 {
      throw .setting("\(name).reduction", value: "\(reduction)", allowed: "a divisor of \(pictureSize)")
    }
    try check("\(name).stages", stages.count, 1...64)
    var size = inputSize
    for (index, stage) in stages.enumerated() {
      let place = "\(name).stages[\(index)]"
      try check("\(place).channels", stage.channels, 1...8192)
      try check("\(place).kernel", stage.kernel, 1...64)
      try check("\(place).stride", stage.stride, 1...64)
      try check("\(place).padding", stage.padding, 0...32)
      if stage.isNormalised, stage.channels % stage.groups != 0 {
        throw .setting("\(place).channels", value: "\(stage.channels)", allowed: "a multiple of 8 where normalised")
      }
      if stage.kernel > size + 2 * stage.padding {
        throw .setting("\(place).kernel", value: "\(stage.kernel)", allowed: "up to \(size + 2 * stage.padding)")
      }
      size = stage.outputSize(size)
    }
    try check("\(name).attentionLayers", attentionLayers, 0...128)
    try check("\(name).attentionHeads", attentionHeads, 1...256)
    if tokenWidth % attentionHeads != 0 {
      throw .setting("\(name).attentionHeads", value: "\(attentionHeads)", allowed: "a divisor of \(tokenWidth)")
    }
  }
}

extension DecoderConfiguration {
  fileprivate func validate() throws(PolicyError) {
    try check("decoder.width", width, 1...16_384)
    try check("decoder.layers", layers, 1...256)
    try check("decoder.heads", heads, 1...256)
    if width % heads != 0 { throw .setting("decoder.heads", value: "\(heads)", allowed: "a divisor of \(width)") }
    try check("decoder.feedForwardFactor", feedForwardFactor, 1...16)
    try check("decoder.crossAttentionInterval", crossAttentionInterval, 1...256)
    try check("decoder.crossAttentionHeads", crossAttentionHeads, 1...256)
    try check("decoder.crossAttentionHeadWidth", crossAttentionHeadWidth, 1...1024)
    try check("decoder.exitInterval", exitInterval, 1...256)
    if !(abs(gateStart) <= 10) { throw .setting("decoder.gateStart", value: "\(gateStart)", allowed: "−10 to 10") }
  }
}

private func check(_ name: String, _ value: Int, _ range: ClosedRange<Int>) throws(PolicyError) {
  if !range.contains(value) {
    throw .setting(name, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
  }
}
