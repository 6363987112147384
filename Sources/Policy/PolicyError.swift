import Tensors
import Vocabulary

/// Why a policy cannot be made, read or asked.
public enum PolicyError: Error, Hashable, Sendable {
  /// A setting of the architecture outside of what is allowed; where, its value, and what is allowed.
  case setting(String, value: String, allowed: String)
  /// An exit that the policy does not have.
  case noExit(Int, exits: Int)
  /// A list of the exit rule with another length than there are exits.
  case wrongCount(String, count: Int, exits: Int)
  /// A number of the exit rule that is not allowed.
  case badNumber(String, index: Int, allowed: String)
  /// A picture of another size than the policy was made for.
  case pictureSize(camera: String, width: Int, height: Int, expected: Int)
  /// A field of the observation with another length than the policy was made for.
  case observation(field: String, count: Int, expected: Int)
  /// A number in what the policy answered, or was given, that is not finite.
  case notFinite(String)
  /// A file that is no checkpoint of a policy.
  case notACheckpoint(path: String, reason: String)
  /// A checkpoint that lacks a tensor.
  case missingTensor(path: String, name: String)
  /// A checkpoint with a tensor of another shape than the architecture asks for.
  case wrongShape(path: String, name: String, shape: [Int], expected: [Int])
  /// A checkpoint with a tensor that the architecture does not have.
  case unknownTensor(path: String, name: String)
  /// A checkpoint with a weight that is infinite or not a number.
  case badWeight(path: String, name: String, index: Int)
  /// A tensor file that cannot be read.
  case file(SafetensorsError)
  /// A tensor operation that failed.
  case torch(TorchError)
}
