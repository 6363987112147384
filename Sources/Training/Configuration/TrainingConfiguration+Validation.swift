import Policy

extension TrainingConfiguration {
  /// Checks that a policy can be trained as told.
  ///
  /// - Parameter hasViews: whether there are random views to see.
  /// - Throws: `TrainingError.setting` for the first setting that is out of its range or does not fit another one.
  public func validate(_ policy: PolicyConfiguration, hasViews: Bool) throws(TrainingError) {
    try check("replicas", replicas, 1...64)
    try check("rowsAtOnce", rowsAtOnce, 1...65_536)
    try check("window", window, 1...1024)
    try check("warmUpDecisions", warmUpDecisions, 0...1024)
    for phase in phases {
      let name = phase.kind.rawValue
      try check("\(name).steps", phase.steps, 0...100_000_000)
      try check("\(name).batch", phase.batch, replicas...65_536)
      try check("\(name).learningRate", phase.learningRate, Self.learningRateRange)
      try check("\(name).headLearningRate", phase.headLearningRate, Self.learningRateRange)
      try check("\(name).warmUpSteps", phase.warmUpSteps, 0...100_000_000)
      try check("\(name).finalShare", phase.finalShare, 0...1)
    }
    if steps == 0 { throw .setting("joint.steps", value: "0", allowed: "1 or more where the other phases have none") }
    try check("loss.huberDelta", loss.huberDelta, 1e-6...1000)
    try check("loss.gripperWeight", loss.gripperWeight, 0...1000)
    try check("loss.switchWeight", loss.switchWeight, 0...1000)
    try check("loss.auxiliaryWeight", loss.auxiliaryWeight, 0...1000)
    try check("loss.labelWeight", loss.labelWeight, 0...1000)
    try check("optimizer.weightDecay", optimizer.weightDecay, 0...10)
    try check("optimizer.beta1", optimizer.beta1, 0...0.999999)
    try check("optimizer.beta2", optimizer.beta2, 0...0.999999)
    try check("optimizer.epsilon", optimizer.epsilon, 1e-16...1)
    try check("optimizer.clipNorm", optimizer.clipNorm, 1e-6...1e6)
    try check("optimizer.averageDecay", optimizer.averageDecay, 0...0.999999)
    try check("augmentation.staticShift", augmentation.staticShift, 0...policy.staticCamera.inputSize)
    try check("augmentation.gripperShift", augmentation.gripperShift, 0...policy.gripperCamera.inputSize)
    try check("augmentation.brightness", augmentation.brightness, 0...1)
    try check("augmentation.contrast", augmentation.contrast, 0...1)
    try check("augmentation.color", augmentation.color, 0...1)
    for scale in translationScale.values { try check("translationScale", scale, Self.scaleRange) }
    for scale in rotationScale.values { try check("rotationScale", scale, Self.scaleRange) }
    try check("wordDropout", wordDropout, 0...1)
    try check("wordOmission", wordOmission, 0...1)
    try check("newestRoundShare", newestRoundShare, 0...1)
    try check("checkpointInterval", checkpointInterval, 1...100_000_000)
    try check("logInterval", logInterval, 1...100_000_000)
    try check("validationInterval", validationInterval, 0...100_000_000)
    try check("validationBatch", validationBatch, replicas...65_536)

    let labels = SimulatorLabels.count
    guard policy.labels.count == labels || (policy.labels.count == 0 && encoders.steps == 0) else {
      throw .setting(
        "labels.count", value: "\(policy.labels.count)",
        allowed: encoders.steps == 0 ? "0 or \(labels)" : "\(labels), which the encoders learn from")
    }
    let landmarks = SimulatorLabels.landmarks.count
    guard [0, landmarks].contains(policy.resampler.landmarks) else {
      throw .setting("resampler.landmarks", value: "\(policy.resampler.landmarks)", allowed: "0 or \(landmarks)")
    }
    if encoders.steps > 0, !hasViews {
      throw .setting("encoders.steps", value: "\(encoders.steps)", allowed: "0 where there are no random views")
    }
  }

  /// Learning rates that move weights and keep them finite.
  public static let learningRateRange = 1e-12...1.0
  /// Scales of actions: no command is larger than 1.
  public static let scaleRange = 1e-3...1.0

  private func check<Number: Comparable>(
    _ name: String, _ value: Number, _ range: ClosedRange<Number>
  ) throws(TrainingError) {
    if !range.contains(value) {
      throw .setting(name, value: "\(value)", allowed: "\(range.lowerBound) to \(range.upperBound)")
    }
  }
}
