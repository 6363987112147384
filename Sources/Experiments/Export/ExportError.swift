import Vocabulary

/// Why something could not be exported.
public enum ExportError: Error, CustomStringConvertible {
  /// The run has nothing of an agent, or in a scene, that was asked for; what it has.
  case noSuchEntry(wanted: String, known: [String])
  /// The run has no such chain; the numbers that it has.
  case noSuchChain(wanted: String, entry: RunEntry, known: [Int])
  /// The chain has no such subtask; how many were attempted.
  case noSuchSubtask(chain: Int, count: Int)
  /// No subtask that was asked for has such a step; how many they have.
  case noSuchStep(chain: Int, lengths: [StepsOfSubtask])
  /// The scene has no such camera.
  case noSuchCamera(String, known: [String])
  /// The scene's files are not those that the run was made with.
  case sceneChanged(SceneName)
  /// A chain whose states are not recorded was carried out again, and came out differently.
  case cameOutDifferently(RunEntry, chain: Int)
  /// A segmentation has more bodies than a palette has colours.
  case tooManyBodies
  /// ffmpeg gave up; its last words.
  case encoder(path: String, words: String)
  /// Stopped from outside; files that were finished are kept.
  case cancelled

  /// What the command's exit code is chosen by.
  public var kind: RunError.Kind {
    switch self {
    case .noSuchEntry, .noSuchChain, .noSuchSubtask, .noSuchStep, .noSuchCamera, .sceneChanged, .tooManyBodies: .input
    case .cameOutDifferently, .cancelled: .fault
    case .encoder: .machine
    }
  }

  /// One sentence for the user, and what there is instead.
  public var description: String {
    switch self {
    case .noSuchEntry(let wanted, let known): return "the run has no \(wanted); it has \(known.joined(separator: ", "))"
    case .noSuchChain(let wanted, let entry, let known):
      return "\(entry): the run has no chain \(wanted); it has "
        + (known.isEmpty ? "none yet" : known.count == 1 ? "chain \(known[0])" : "chains \(Self.ranges(known))")
    case .noSuchSubtask(let chain, let count):
      return "chain \(chain) has no such subtask; it has subtasks 1 to \(count)"
    case .noSuchStep(let chain, let lengths):
      let words = lengths.map { "subtask \($0.position) has steps 0 to \($0.steps)" }
      return "chain \(chain) has no such step; \(words.joined(separator: ", "))"
    case .noSuchCamera(let name, let known):
      return "the scene has no camera \(name)"
        + (nearestName(to: name, among: known).map { "; did you mean \($0)?" }
          ?? "; it has \(known.joined(separator: ", "))")
    case .sceneChanged(let scene):
      return "scene \(scene.rawValue) is not the one that the run was made with: its files have changed since; "
        + "check out the revision that the run's manifest.json names"
    case .cameOutDifferently(let entry, let chain):
      return "\(entry): chain \(chain) has no recorded states, and carried out again it came out differently, "
        + "as on another processor or with another revision; record its states with report.frames"
    case .tooManyBodies: return "the scene has more than 255 bodies, which no palette holds; use --format npy"
    case .encoder(let path, let words): return "ffmpeg could not write \(path): \(words)"
    case .cancelled: return "stopped"
    }
  }

  /// Numbers with neighbours drawn together, as "0–3, 7".
  static func ranges(_ numbers: [Int]) -> String {
    var parts: [ClosedRange<Int>] = []
    for number in numbers {
      if let last = parts.last, last.upperBound + 1 == number {
        parts[parts.count - 1] = last.lowerBound...number
      } else {
        parts.append(number...number)
      }
    }
    return parts.map { $0.count == 1 ? "\($0.lowerBound)" : "\($0.lowerBound) to \($0.upperBound)" }
      .joined(separator: ", ")
  }
}
