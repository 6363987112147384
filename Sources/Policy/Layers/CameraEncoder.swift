import Tensors

// N pictures, C channels, P tokens.

/// Turns pictures of one camera into tokens that know their places.
struct CameraEncoder {
  /// One convolution and what follows it.
  private struct Stage {
    let configuration: ConvolutionStage
    let weight: Tensor
    let bias: Tensor?
    let norm: (weight: Tensor, bias: Tensor)?
  }

  private let stages: [Stage]
  private let places: Tensor
  private let layers: [SelfAttentionLayer]

  init(_ parameters: Parameters, _ name: String, _ configuration: CameraConfiguration) {
    stages = configuration.stages.enumerated().map { index, stage in
      let path = "\(name).stage.\(index)"
      return Stage(
        configuration: stage, weight: parameters["\(path).weight"],
        bias: stage.isNormalised ? nil : parameters["\(path).bias"],
        norm: stage.isNormalised ? (parameters["\(path).norm.weight"], parameters["\(path).norm.bias"]) : nil)
    }
    places = parameters["\(name).places"]
    layers = (0..<configuration.attentionLayers).map {
      SelfAttentionLayer(parameters, "\(name).layer.\($0)", heads: configuration.attentionHeads)
    }
  }

  static func specify(_ list: inout ParameterList, _ name: String, _ configuration: CameraConfiguration) {
    var inputs = 3
    for (index, stage) in configuration.stages.enumerated() {
      let path = "\(name).stage.\(index)"
      let fan = inputs * stage.kernel * stage.kernel
      let deviation = ((stage.isRectified ? 2 : 1) / Float(fan)).squareRoot()
      list.add(
        "\(path).weight", [stage.channels, inputs, stage.kernel, stage.kernel],
        index == 0 ? .colours(deviation) : .normal(deviation))
      if stage.isNormalised {
        list.addNormalisation("\(path).norm", stage.channels)
      } else {
        list.add("\(path).bias", [stage.channels], .constant(0))
      }
      inputs = stage.channels
    }
    list.add(
      "\(name).places", [configuration.tokenCount, configuration.tokenWidth], .places(side: configuration.gridSize))
    for layer in 0..<configuration.attentionLayers {
      SelfAttentionLayer.specify(
        &list, "\(name).layer.\(layer)", width: configuration.tokenWidth, factor: 4,
        share: 1 / Double(2 * configuration.attentionLayers).squareRoot())
    }
  }

  /// Bytes [N, 3, side, side] → tokens that know their places, [N, P, C], and the convolutions' channels, [N, C, P].
  func callAsFunction(_ pictures: Tensor) throws(TorchError) -> (tokens: Tensor, channels: Tensor) {
    // 0 … 255 becomes −1 … 1.
    var x = try pictures.converted(to: .float32) * (1 / 127.5) - 1
    for stage in stages {
      x = try x.conv2d(
        stage.weight, stage.bias, stride: stage.configuration.stride, padding: stage.configuration.padding)
      if let norm = stage.norm { x = try x.groupNorm(stage.configuration.groups, norm.weight, norm.bias) }
      if stage.configuration.isRectified { x = try x.relu() }
    }
    let channels = try x.flatten(from: 2)
    var tokens = try channels.transpose(1, 2) + places
    for layer in layers { tokens = try layer(tokens, bias: nil) }
    return (tokens, channels)
  }
}
