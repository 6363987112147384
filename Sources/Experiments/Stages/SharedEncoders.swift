import Foundation
import Policy
import Training
import Vocabulary

extension PolicySettings {
  /// The same where encoders and what reads them are concerned; what comes after is the preset's.
  ///
  /// Encoders learn to see without it, so that policies which differ there alone share them.
  var seeing: PolicySettings {
    var seeing = self
    let standard = PolicySettings()
    (seeing.layers, seeing.exitInterval, seeing.crossAttentionInterval, seeing.memoryWidth) = (0, 0, 0, 0)
    seeing.crossAttentionFeedForward = standard.crossAttentionFeedForward
    (seeing.proprioception, seeing.exitEmbedding) = (standard.proprioception, standard.exitEmbedding)
    seeing.auxiliaryMemory = standard.auxiliaryMemory
    seeing.parts = parts.seeing
    seeing.checkpoint = nil
    seeing.complete()
    return seeing
  }
}

/// Encoders that have learnt to see, and all else of a policy as it is drawn.
struct SharedEncoders {
  /// A checkpoint of a policy with the same encoders.
  let checkpoint: String
  /// The policy that is to begin with them.
  let policy: PolicyConfiguration
  /// What the rest is drawn from.
  let drawing: RandomStream

  /// A checkpoint of the policy: the encoders' own where it is of that policy, else one beside it, made now if it is not
  /// there.
  ///
  /// - Throws: `PolicyError`, and what writing a file throws.
  func start() throws -> String {
    let seen = try Checkpoint(path: checkpoint)
    if seen.configuration == policy { return checkpoint }
    let identity = ContentHash(of: try policy.json.text).hexadecimal.prefix(16)
    let path = checkpoint.dropping(suffix: ".safetensors") + "-\(identity).safetensors"
    if FileManager.default.fileExists(atPath: path) { return path }
    let shared = policy.parameters(forTraining: true).filter { parameter in
      seen.has(parameter.name) && ["encoder.", "resampler.", "labels."].contains { parameter.name.hasPrefix($0) }
    }
    let encoders = try Checkpoint(
      policy, actionScales: seen.actionScales, provenance: seen.provenance, parameters: shared,
      values: shared.flatMap { try seen.values($0) })
    try PolicyNetwork(policy, .storedOrDrawn(encoders, drawing), forTraining: true)
      .checkpoint(actionScales: seen.actionScales, provenance: seen.provenance).write(to: path)
    return path
  }
}

extension String {
  fileprivate func dropping(suffix: String) -> String { hasSuffix(suffix) ? String(dropLast(suffix.count)) : self }
}
