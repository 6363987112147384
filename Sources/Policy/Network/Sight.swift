import Tensors

/// What a network makes of both cameras' pictures.
public struct Sight {
  /// [R, K, V], the fixed camera's first.
  public let latents: Tensor
  /// For each camera how likely each landmark is at each place of the encoder's grid: logits [R, landmarks, places];
  /// empty where the policy has no landmarks.
  public let landmarks: [Tensor]

  /// A sight from its parts.
  public init(latents: Tensor, landmarks: [Tensor]) {
    self.latents = latents
    self.landmarks = landmarks
  }
}
