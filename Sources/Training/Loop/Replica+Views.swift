import Policy
import Tensors
import Vocabulary

extension Replica {
  /// Learns to see from random views: adds the labels' loss and its gradients.
  ///
  /// - Parameters:
  ///   - views: their indices.
  ///   - total: views of the whole batch.
  func learn(views: Range<Int>, of total: Int, into share: inout ReplicaShare) throws {
    let clock = Stopwatch()
    let batch = try read(views: views) { [settings] in
      ImageAugmentation(settings.training.augmentation, stream: settings.stream.split("view light", $0))
    }
    share.readingSeconds += clock.seconds

    let (rows, _) = try labelRows(batch)
    let loss = try rows.sum() * (1 / Float(total))
    let value = Double(try loss.scalar())
    share.loss += value
    share.report.labels.add(value * Double(total) / Double(views.count), weight: Double(views.count))
    guard value.isFinite else {
      share.notFinite = NonFiniteQuantity(quantity: "the labels' loss", views: views)
      return
    }
    try loss.backward()
  }

  /// How well held-out views are seen.
  func validate(views: Range<Int>, weights: [Float]) throws -> LabelErrors {
    try take(weights, learning: .encoders)
    var errors = LabelErrors()
    for some in settings.training.viewPortions(of: views) {
      let batch = try read(views: some) { _ in .none }
      try Torch.withoutGradient { () throws in
        let (rows, predicted) = try labelRows(batch)
        for value in try rows.values() { errors.loss.add(Double(value), weight: 1) }
        errors.add(predicted: try predicted.values(), labels: batch.labels, weights: batch.labelWeights)
      }
    }
    return errors
  }

  private func read(views: Range<Int>, _ augmentation: (Int) -> ImageAugmentation) throws -> FrameBatch {
    guard let viewReader else { preconditionFailure("the encoders' phase has views") }
    var batch = FrameBatch(capacity: views.count, settings.policy)
    for view in views {
      do {
        try viewReader.read(view: view, into: &frame)
      } catch {
        throw TrainingError.unreadableView(view, reason: "\(error)")
      }
      try batch.append(frame, augmentation(view))
    }
    return batch
  }

  /// The labels' loss by row, and what was predicted.
  private func labelRows(_ batch: FrameBatch) throws -> (rows: Tensor, predicted: Tensor) {
    guard let labels = try labelRows(sight(of: batch), batch) else {
      preconditionFailure("a policy that learns to see has label heads")
    }
    return labels
  }

  /// As above, of pictures that were looked at; nil for a policy without label heads.
  func labelRows(_ sight: Sight, _ batch: FrameBatch) throws(TorchError) -> (rows: Tensor, predicted: Tensor)? {
    guard let predicted = try network.labels(sight.latents) else { return nil }
    var rows = try labelLoss(batch).rows(predicted)
    let cameras = [settings.policy.staticCamera, settings.policy.gripperCamera]
    for (number, logits) in sight.landmarks.enumerated() {
      rows = try rows + PlaceLoss(batch, cameras[number], number: number).rows(logits)
    }
    return (rows, predicted)
  }

  /// What the network makes of both pictures of every row, or has made of them before.
  func sight(of batch: FrameBatch) throws -> Sight {
    if let latents = batch.latents {
      let resampler = settings.policy.resampler
      let shape = [batch.count, 2 * resampler.latents, resampler.width]
      return Sight(latents: try Tensor(widened(latents), shape), landmarks: [])
    }
    let (large, small) = (settings.policy.staticCamera.inputSize, settings.policy.gripperCamera.inputSize)
    return try network.sight(
      staticPictures: Tensor(bytes: batch.staticPlanes, [batch.count, 3, large, large]),
      gripperPictures: Tensor(bytes: batch.gripperPlanes, [batch.count, 3, small, small]))
  }

  /// How far predicted labels are from the rows'.
  private func labelLoss(_ batch: FrameBatch) throws(TorchError) -> LabelLoss {
    let shape = [batch.count, SimulatorLabels.count]
    return LabelLoss(labels: try Tensor(batch.labels, shape), weights: try Tensor(batch.labelWeights, shape))
  }
}
