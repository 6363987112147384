/// A chain file that cannot be read, and where that shows.
public struct ChainFileError: Error, Hashable, Sendable {
  /// The line, from 1.
  public let line: Int
  /// What is wrong on it.
  public let fault: Fault

  /// What can be wrong with a line.
  public enum Fault: Error, Hashable, Sendable {
    /// The file holds nothing.
    case noChains
    /// The line is not JSON; columns count bytes from 1.
    case notJSON(column: Int, reason: String)
    /// A key that must be there is not; `near` is one that may have been meant for it.
    case missing(path: String, near: String?)
    /// A value of another type than the one that is expected.
    case wrongType(path: String, expected: String, found: String)
    /// A value that is not one of those allowed; `near` is the one that may have been meant.
    case notAllowed(path: String, found: String, allowed: [String], near: String?)
    /// A name that is no subtask's; `near` is the one that may have been meant.
    case unknownSubtask(path: String, name: String, near: String?)
    /// A sequence that does not have five subtasks.
    case wrongLength(path: String, found: Int)
    /// Facts that cannot be true together.
    case contradiction(path: String, reason: String)
  }
}

extension ChainFileError: CustomStringConvertible {
  /// One sentence for people: the line, the JSON path, what is wrong and what is allowed.
  public var description: String { "line \(line): \(fault)" }
}

extension ChainFileError.Fault: CustomStringConvertible {
  /// The sentence without the line.
  public var description: String {
    switch self {
    case .noChains: "the file holds no chains"
    case .notJSON(let column, let reason): "column \(column): not JSON: \(reason)"
    case .missing(let path, let near):
      "\(path) is missing" + (near.map { "; is \"\($0)\" meant for it?" } ?? "")
    case .wrongType(let path, let expected, let found):
      (path.isEmpty ? "" : path + ": ") + "\(expected) is expected, not \(found)"
    case .notAllowed(let path, let found, let allowed, let near):
      "\(path): \(found) is not one of \(allowed.joined(separator: ", "))" + suggestion(near)
    case .unknownSubtask(let path, let name, let near):
      "\(path): \"\(name)\" is not one of the \(Subtask.allCases.count) subtasks" + suggestion(near)
    case .wrongLength(let path, let found): "\(path): \(Chain.length) subtasks are expected, there are \(found)"
    case .contradiction(let path, let reason): "\(path): \(reason)"
    }
  }

  private func suggestion(_ near: String?) -> String { near.map { "; did you mean \"\($0)\"?" } ?? "" }
}
