import Policy
import Tensors

// R rows, M landmarks, P places of a camera's grid.

/// How far the landmarks that a network sees in one camera's pictures are from where they are.
///
/// A landmark's place is spread over the four places of the grid around it, so that their mean is where it is; what is
/// minimised is the cross-entropy of the network's softmax with that.
package struct PlaceLoss {
  /// How much falls on each place, 0 everywhere for what is not in the picture [R, M, P].
  private let targets: Tensor

  /// How much the landmarks count beside the other labels.
  static let weight: Float = 0.2

  /// The loss against a batch's labels; `number` is 0 for the fixed camera and 1 for the hand's.
  init(_ batch: FrameBatch, _ camera: CameraConfiguration, number: Int) throws(TorchError) {
    let landmarks = SimulatorLabels.landmarks.count
    let indices = (0..<batch.count).flatMap { row in (0..<landmarks).map { (2 * row + number) * landmarks + $0 } }
    try self.init(
      places: indices.map { batch.places[$0] }, weights: indices.map { batch.placeWeights[$0] }, camera)
  }

  /// The loss for landmarks at `places`, shares of the picture, M a row; those without a weight are not in it.
  package init(places: [SIMD2<Float>], weights: [Float], _ camera: CameraConfiguration) throws(TorchError) {
    let (landmarks, side) = (SimulatorLabels.landmarks.count, camera.gridSize)
    var targets = [Float](repeating: 0, count: places.count * side * side)
    for (index, place) in places.enumerated() where weights[index] > 0 {
      // A convolution's output is about the pixel that its kernel lies around: the first, then every stride-th.
      let cell = ((place * Float(camera.inputSize) - 0.5) / Float(camera.tokenStride)).clamped(
        lowerBound: SIMD2(repeating: 0), upperBound: SIMD2(repeating: Float(side - 1)))
      let corner = cell.rounded(.down)
      let share = cell - corner
      for (right, down) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
        let weight = (right == 1 ? share.x : 1 - share.x) * (down == 1 ? share.y : 1 - share.y)
        guard weight > 0 else { continue }
        let (column, line) = (Int(corner.x) + right, Int(corner.y) + down)
        targets[(index * side + line) * side + column] = weight
      }
    }
    self.targets = try Tensor(targets, [places.count / landmarks, landmarks, side * side])
  }

  /// The mean over landmarks, [R]; logits are [R, M, P].
  package func rows(_ logits: Tensor) throws(TorchError) -> Tensor {
    try (targets * logits.logSoftmax(-1)).sum([1, 2]) * (-Self.weight / Float(SimulatorLabels.landmarks.count))
  }
}
