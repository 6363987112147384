import Policy

extension ErrorText {
  /// The report on a policy that cannot be made, read or asked.
  static func report(_ error: PolicyError) -> Report {
    if case .torch(let error) = error { return report(error as any Error) }
    return Report(.wrongInput, sentence(error))
  }

  /// A sentence for an error of a policy.
  private static func sentence(_ error: PolicyError) -> String {
    switch error {
    case .setting(let place, let value, let allowed): "\(place) is \(value); allowed is \(allowed)"
    case .noExit(let exit, let exits): "there is no exit \(exit); the policy has exits 0 to \(exits - 1)"
    case .wrongCount(let list, let count, let exits): "\(list) has \(count) numbers where \(exits) are expected"
    case .badNumber(let list, let index, let allowed): "\(list)[\(index)] is not \(allowed)"
    case .pictureSize(let camera, let width, let height, let expected):
      "the \(camera) camera's picture is \(width)×\(height); the policy was made for \(expected)×\(expected)"
    case .observation(let field, let count, let expected):
      "\(field) of the observation has \(count) numbers; the policy was made for \(expected)"
    case .notFinite(let what): "\(what) has a number that is not finite; were the policy's weights trained to the end?"
    case .notACheckpoint(let path, let reason): "\(path) is no checkpoint of a policy: \(reason)"
    case .missingTensor(let path, let name): "\(path) lacks the tensor \(name) that its configuration asks for"
    case .wrongShape(let path, let name, let shape, let expected):
      "\(path): the tensor \(name) has the shape \(shape); its configuration asks for \(expected)"
    case .unknownTensor(let path, let name): "\(path) has a tensor \(name) that its configuration does not know"
    case .badWeight(let path, let name, let index):
      "\(path): the tensor \(name) has a weight that is not a finite number, at place \(index)"
    case .file(let error): "\(error)"
    case .torch(let error): "\(error)"
    }
  }
}
