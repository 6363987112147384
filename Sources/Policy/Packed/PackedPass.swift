// S tokens of one sentence, D width, K latents, V their width, A width of all heads of the cross-attention.

/// A packed decoder under way for one row: the tokens, and room for what a layer computes.
package final class PackedPass {
  private let decoder: PackedDecoder
  private let tokenCount: Int
  private let latentCount: Int
  private let tokens: KernelBuffer<Float>
  private let latents: KernelBuffer<Float>
  private let bias: Kernels.Rows?

  private let normed: KernelBuffer<Float>
  private let wide: KernelBuffer<Float>
  private let mixed: KernelBuffer<Float>
  private let added: KernelBuffer<Float>
  private let seen: KernelBuffer<Float>
  private let scores: KernelBuffer<Float>
  private let workspace = PackedWorkspace()

  /// A pass over one sentence.
  ///
  /// - Parameters:
  ///   - tokens: [S, D].
  ///   - latents: [K, V].
  ///   - bias: added to the scores of the self-attention, [1 or S, S]; empty for none.
  package init(_ decoder: PackedDecoder, tokens: [Float], latents: [Float], bias: [Float] = []) {
    let configuration = decoder.configuration
    let width = configuration.width
    let inner = configuration.crossAttentionHeads * configuration.crossAttentionHeadWidth
    let (s, k) = (tokens.count / width, latents.count / decoder.latentWidth)
    precondition(s > 0 && s * width == tokens.count && k > 0 && k * decoder.latentWidth == latents.count, "whole rows")
    precondition(bias.isEmpty || bias.count == s || bias.count == s * s, "a bias for each key, or each query and key")
    self.decoder = decoder
    (tokenCount, latentCount) = (s, k)
    self.tokens = KernelBuffer(tokens)
    self.latents = KernelBuffer(latents)
    self.bias = bias.isEmpty ? nil : Kernels.Rows(buffer: KernelBuffer(bias), stride: s, count: bias.count / s)
    normed = KernelBuffer(count: s * width)
    wide = KernelBuffer(count: s * max(max(3, configuration.feedForwardFactor) * width, inner))
    mixed = KernelBuffer(count: s * max(width, inner))
    added = KernelBuffer(count: s * width)
    seen = KernelBuffer(count: k * 2 * inner)
    scores = KernelBuffer(count: max(s, k) + 7)
  }

  /// The tokens as the layers that have run left them: [S, D].
  package var values: [Float] { tokens.values(0..<tokens.count) }

  /// Runs a layer.
  package func run(layer index: Int) {
    let layer = decoder.layers[index]
    let (kernels, configuration) = (decoder.kernels, decoder.configuration)
    if let cross = layer.crossAttention { look(cross) }
    kernels.normalise(tokens, count: tokenCount, layer.norm, into: normed)
    layer.queryKeyValue.multiply(normed, count: tokenCount, into: wide, workspace, kernels)
    let width = configuration.width
    func rows(_ part: Int) -> Kernels.Rows {
      Kernels.Rows(buffer: wide, offset: part * width, stride: 3 * width, count: tokenCount)
    }
    kernels.attend(
      rows(0), keys: rows(1), values: rows(2), heads: configuration.heads, width: width / configuration.heads,
      bias: bias, scores: scores, into: mixed)
    layer.output.multiply(mixed, count: tokenCount, into: added, workspace, kernels)
    kernels.add(added, to: tokens, count: tokens.count)
    think(layer.feedForward, gate: 1)
  }

  /// The gated cross-attention to the latents.
  private func look(_ cross: PackedLayer.CrossAttention) {
    let (kernels, configuration) = (decoder.kernels, decoder.configuration)
    let inner = configuration.crossAttentionHeads * configuration.crossAttentionHeadWidth
    kernels.normalise(tokens, count: tokenCount, cross.norm, into: normed)
    cross.query.multiply(normed, count: tokenCount, into: wide, workspace, kernels)
    cross.keyValue.multiply(latents, count: latentCount, into: seen, workspace, kernels)
    func rows(_ part: Int) -> Kernels.Rows {
      Kernels.Rows(buffer: seen, offset: part * inner, stride: 2 * inner, count: latentCount)
    }
    kernels.attend(
      Kernels.Rows(buffer: wide, stride: inner, count: tokenCount), keys: rows(0), values: rows(1),
      heads: configuration.crossAttentionHeads, width: configuration.crossAttentionHeadWidth, bias: nil,
      scores: scores, into: mixed)
    cross.output.multiply(mixed, count: tokenCount, into: added, workspace, kernels)
    kernels.add(added, times: cross.gate, to: tokens, count: tokens.count)
    if let feedForward = cross.feedForward { think(feedForward.layer, gate: feedForward.gate) }
  }

  /// Adds what a feed-forward says.
  private func think(_ layer: PackedLayer.FeedForward, gate: Float) {
    let kernels = decoder.kernels
    kernels.normalise(tokens, count: tokenCount, layer.norm, into: normed)
    layer.widen.multiply(normed, count: tokenCount, into: wide, workspace, kernels)
    kernels.gelu(wide, count: tokenCount * layer.widen.outputs)
    layer.narrow.multiply(wide, count: tokenCount, into: added, workspace, kernels)
    kernels.add(added, times: gate, to: tokens, count: tokens.count)
  }
}
