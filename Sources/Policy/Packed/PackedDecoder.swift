import Glibc

// S tokens of one sentence, D width, K latents, V their width, A width of all heads of the cross-attention.

/// The decoder's layers with matrices in one of the formats: for acting, one row at a time, without gradients.
///
/// It does what the layers made of tensors do, in another order of sums, and twice as fast for so few tokens: what a
/// library's calls cost counts more than the arithmetic.
package final class PackedDecoder {
  /// How the matrices are kept.
  package let format: WeightFormat
  /// Bytes that matrices and the rest take in memory.
  package let byteCount: Int

  let configuration: DecoderConfiguration
  let latentWidth: Int
  let layers: [PackedLayer]
  let kernels: Kernels

  /// The layers that a list of packed parameters has.
  init(
    _ configuration: DecoderConfiguration, layers count: Int, latentWidth: Int, _ parameters: PackedParameters,
    kernels: Kernels = .fastest
  ) {
    self.configuration = configuration
    self.latentWidth = latentWidth
    self.kernels = kernels
    format = parameters.format
    byteCount = parameters.byteCount
    layers = (0..<count).map { PackedLayer(parameters, $0, configuration) }
  }
}

/// Parameters on their way into memory, each packed as it comes: all of it in 32 bits is never there.
package struct PackedParameters {
  /// How matrices are kept.
  let format: WeightFormat
  private var matrices: [String: PackedMatrix] = [:]
  private var vectors: [String: KernelBuffer<Float>] = [:]

  init(_ format: WeightFormat) { self.format = format }

  /// Whether a parameter belongs to the decoder's layers.
  static func has(_ name: String) -> Bool { name.hasPrefix("decoder.") }

  /// Takes in the values of a parameter.
  ///
  /// - Parameter halvingWhereExact: whether a matrix of 32 bits is kept in 16 where that changes no value of it, as with
  ///   checkpoints that were written so: products come out the same to the bit, and half the memory is read for them.
  mutating func add(_ parameter: ParameterSpecification, _ values: [Float], halvingWhereExact: Bool = false) {
    if parameter.shape.count == 2 {
      let isExact = halvingWhereExact && Self.fitSixteenBits(values)
      matrices[parameter.name] = PackedMatrix(
        values, outputs: parameter.shape[0], inputs: parameter.shape[1], isExact ? .float16 : format)
    } else {
      vectors[parameter.name] = KernelBuffer(values)
    }
  }

  /// Whether 16 bits change no value.
  static func fitSixteenBits(_ values: [Float]) -> Bool { values.allSatisfy { Float(Float16($0)) == $0 } }

  /// Bytes in memory.
  var byteCount: Int {
    matrices.values.reduce(0) { $0 + $1.byteCount } + vectors.values.reduce(0) { $0 + $1.byteCount }
  }

  func matrix(_ name: String) -> PackedMatrix {
    guard let matrix = matrices["\(name).weight"] else { preconditionFailure("no matrix \(name)") }
    return matrix
  }

  /// A matrix that is looked up in, not multiplied with.
  func table(_ name: String) -> PackedMatrix {
    guard let table = matrices[name] else { preconditionFailure("no table \(name)") }
    return table
  }

  func vector(_ name: String) -> KernelBuffer<Float> {
    guard let vector = vectors[name] else { preconditionFailure("no vector \(name)") }
    return vector
  }

  /// The values that a parameter stands for.
  func values(_ name: String) -> [Float] {
    if let matrix = matrices[name] { return matrix.unpacked() }
    let vector = vector(name)
    return vector.values(0..<vector.count)
  }

  func norm(_ name: String) -> PackedNorm {
    PackedNorm(weight: vector("\(name).weight"), bias: vector("\(name).bias"))
  }

  /// The share that a gate lets through.
  func gate(_ name: String) -> Float {
    Float(tanh(Double(vector(name)[0])))
  }
}

/// One layer: where it has one, the gated cross-attention, then self-attention and feed-forward.
struct PackedLayer {
  struct FeedForward {
    let norm: PackedNorm
    let widen: PackedMatrix
    let narrow: PackedMatrix

    init(_ parameters: PackedParameters, _ name: String) {
      norm = parameters.norm("\(name).norm")
      widen = parameters.matrix("\(name).widen")
      narrow = parameters.matrix("\(name).narrow")
    }
  }

  struct CrossAttention {
    let norm: PackedNorm
    let query: PackedMatrix
    let keyValue: PackedMatrix
    let output: PackedMatrix
    let gate: Float
    let feedForward: (layer: FeedForward, gate: Float)?

    init(_ parameters: PackedParameters, _ name: String, hasFeedForward: Bool) {
      norm = parameters.norm("\(name).crossAttention.norm")
      query = parameters.matrix("\(name).crossAttention.query")
      keyValue = parameters.matrix("\(name).crossAttention.keyValue")
      output = parameters.matrix("\(name).crossAttention.output")
      gate = parameters.gate("\(name).crossAttention.gate")
      feedForward =
        hasFeedForward
        ? (FeedForward(parameters, "\(name).crossFeedForward"), parameters.gate("\(name).crossFeedForward.gate")) : nil
    }
  }

  let crossAttention: CrossAttention?
  let norm: PackedNorm
  let queryKeyValue: PackedMatrix
  let output: PackedMatrix
  let feedForward: FeedForward

  init(_ parameters: PackedParameters, _ index: Int, _ configuration: DecoderConfiguration) {
    let name = "decoder.\(index)"
    crossAttention =
      configuration.hasCrossAttention(index)
      ? CrossAttention(parameters, name, hasFeedForward: configuration.crossAttentionHasFeedForward) : nil
    norm = parameters.norm("\(name).selfAttention.norm")
    queryKeyValue = parameters.matrix("\(name).selfAttention.queryKeyValue")
    output = parameters.matrix("\(name).selfAttention.output")
    feedForward = FeedForward(parameters, "\(name).feedForward")
  }
}
