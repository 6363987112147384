import Vocabulary

/// Why an experiment was refused; nothing has been written.
public struct SchemaError: Error, Hashable, Sendable {
  /// Where the value came from: the file's path, or `--set` and its text.
  public let source: String
  /// Where in the file, if it came from one.
  public let position: TextPosition?
  /// The key, such as `agents[1].kind`; empty for the whole.
  public let path: String
  /// What is wrong with it.
  public let problem: Problem

  /// What can be wrong with an experiment.
  public enum Problem: Hashable, Sendable {
    /// The file cannot be read; the system's reason.
    case unreadable(String)
    /// The text is not JSON.
    case syntax(String)
    /// No key of this name is known here; the nearest one's path, or else those that are known.
    case unknownKey(nearest: String?, known: [String])
    /// The value is not of the kind or not in the range of its key.
    case notAllowed(found: String, allowed: String)
    /// A file that the experiment names is not there.
    case missingFile(String)
    /// A file that the experiment names is not what it should be; why.
    case badFile(String, String)
    /// The same entry twice in a list.
    case repeated(String)
    /// A value that does not go with another one; what is allowed.
    case contradiction(found: String, allowed: String)
    /// A `--set` that is not of the form key=value.
    case malformedOverride
  }

  /// One sentence for the user, with the place, the key and what is allowed.
  public var message: String {
    let place = position.map { "\(source):\($0.line):\($0.column)" } ?? source
    return path.isEmpty ? "\(place): \(problem.message)" : "\(place): \(path): \(problem.message)"
  }
}

extension SchemaError.Problem {
  fileprivate var message: String {
    switch self {
    case .unreadable(let reason): "the experiment file cannot be read: \(reason)"
    case .syntax(let reason): "not valid JSON: \(reason)"
    case .unknownKey(.some(let nearest), _): "unknown key; did you mean \(nearest)?"
    case .unknownKey(.none, let known): "unknown key; known here: \(known.joined(separator: ", "))"
    case .notAllowed(let found, let allowed): "\(found) is not \(allowed)"
    case .missingFile(let file): "there is no file \(file)"
    case .badFile(let file, let reason): "\(file): \(reason)"
    case .repeated(let entry): "\(entry) stands in the list twice; all must be different"
    case .contradiction(let found, let allowed): "\(found) does not go with the rest: \(allowed)"
    case .malformedOverride: "not of the form key=value, as in --set evaluation.chains=50"
    }
  }
}
