import Training

extension ErrorText {
  /// The report on a training that cannot begin or go on.
  static func report(_ error: TrainingError) -> Report {
    switch error {
    case .file(let error): report(error as any Error)
    case .notFinite: Report(.no, sentence(error))
    default: Report(.wrongInput, sentence(error))
    }
  }

  /// A sentence for an error of a training.
  private static func sentence(_ error: TrainingError) -> String {
    switch error {
    case .setting(let name, let value, let allowed): "training.\(name) is \(value); allowed is \(allowed)"
    case .nothingToLearn: "there is no demonstration to learn from: none succeeded, or all are held out"
    case .notFinite(let step): sentence(step)
    case .otherTraining(let folder, let difference):
      "\(folder) holds another training: \(difference); remove it, or choose another --cache"
    case .damaged(let file, let reason): "\(file) is damaged: \(reason); remove its folder and train anew"
    case .file(let error): error.description
    case .unreadable(let episode, let decision, let reason):
      "decision \(decision) of demonstration \(episode) cannot be read: \(reason)"
    case .unreadableView(let index, let reason): "random view \(index) cannot be drawn: \(reason)"
    }
  }

  private static func sentence(_ step: NonFiniteStep) -> String {
    var text = "\(step.quantity) was not finite at step \(step.step)"
    if !step.windows.isEmpty { text += ", " + step.windows.map(sentence).joined(separator: "; ") }
    if !step.views.isEmpty { text += ", random views \(step.views.lowerBound) to \(step.views.upperBound - 1)" }
    text += "; a smaller learning rate, or a smaller optimizer.clipNorm, may help"
    if let checkpoint = step.lastGoodCheckpoint { text += "\nthe last good checkpoint is \(checkpoint)" }
    return text
  }

  private static func sentence(_ window: WindowChoice) -> String {
    "decisions \(window.decisions.lowerBound) to \(window.decisions.upperBound - 1) of demonstration \(window.episode)"
  }
}
