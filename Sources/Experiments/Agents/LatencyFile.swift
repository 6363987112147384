import Episodes
import Vocabulary

/// Measured times of a policy's decisions as a file: JSON, as `sandbox bench policy --profile` writes it.
public struct LatencyFile: Hashable, Sendable {
  /// The times.
  public let profile: LatencyProfile
  /// What was measured: a checkpoint's path or a preset.
  public let policy: String
  /// How its decoder's weights were kept.
  public let weights: String
  /// On which processor.
  public let processor: String

  /// What is wrong with a file of times.
  public struct Fault: Error, Hashable, Sendable, CustomStringConvertible {
    /// Where, as far as it is known.
    public let position: TextPosition?
    /// What.
    public let reason: String

    /// One sentence for the user.
    public var description: String { position.map { "line \($0.line): \(reason)" } ?? reason }
  }

  /// A file from its parts.
  public init(_ profile: LatencyProfile, policy: String, weights: String, processor: String) {
    self.profile = profile
    self.policy = policy
    self.weights = weights
    self.processor = processor
  }

  /// Seconds that a decision may take in a profile at most.
  static let longest = 1000.0

  /// Reads a file's text.
  public init(_ bytes: [UInt8]) throws(Fault) {
    let document: JSONDocument
    do {
      document = try JSONDocument(bytes)
    } catch {
      throw Fault(position: error.position, reason: error.reason)
    }
    guard document.value["format"] == .integer(2) else {
      throw Fault(
        position: document.positions["format"],
        reason: "it is no profile of format 2, as sandbox bench policy --profile writes it")
    }
    func text(_ name: String) -> String {
      if case .text(let text)? = document.value[name] { text } else { "" }
    }
    func times(_ name: String) throws(Fault) -> [Double] {
      guard case .list(let values)? = document.value[name], (1...256).contains(values.count) else {
        throw Fault(position: document.positions[name], reason: "\(name) is no list of 1 to 256 times")
      }
      var times: [Double] = []
      for value in values {
        switch value {
        case .number(let seconds) where (0...Self.longest).contains(seconds): times.append(seconds)
        case .integer(let seconds) where (0...Int(Self.longest)).contains(seconds): times.append(Double(seconds))
        default:
          throw Fault(
            position: document.positions[name], reason: "a time of \(name) is no number of seconds up to 1000")
        }
      }
      return times
    }
    let (actions, features) = (try times(Self.actionsKey), try times(Self.featuresKey))
    let direct = try times(Self.directKey)
    for (key, times) in [(Self.actionsKey, actions), (Self.featuresKey, features)] where times.count != direct.count {
      throw Fault(position: document.positions[key], reason: "\(key) and \(Self.directKey) are not of one length")
    }
    self.init(
      LatencyProfile(comparingActions: actions, comparingFeatures: features, direct: direct), policy: text("policy"),
      weights: text("weights"), processor: text("processor"))
  }

  private static let actionsKey = "seconds_comparing_actions"
  private static let featuresKey = "seconds_comparing_features"
  private static let directKey = "seconds_direct"

  /// The file's content; times to the tenth of a microsecond.
  public var json: JSONValue {
    func list(_ times: [Double]) -> JSONValue { .list(times.map { .number(($0 * 1e7).rounded() / 1e7) }) }
    return .object([
      JSONMember("format", .integer(2)), JSONMember("policy", .text(policy)), JSONMember("weights", .text(weights)),
      JSONMember("processor", .text(processor)), JSONMember("statistic", .text("10 % quantile of CPU time, one core")),
      JSONMember(Self.actionsKey, list(profile.comparingActions)),
      JSONMember(Self.featuresKey, list(profile.comparingFeatures)),
      JSONMember(Self.directKey, list(profile.direct)),
    ])
  }
}

extension LatencySettings {
  /// The pace that an agent is kept at; nil where its decisions take no time.
  ///
  /// - Throws: `ReadingError` or `LatencyFile.Fault` when the profile has changed since it was validated.
  func pace() throws -> ControlPace? {
    guard isActive else { return nil }
    let times = try profile.map { try LatencyFile(readFile($0)).profile }
    let device = multiplyAccumulatesPerSecond > 0 ? multiplyAccumulatesPerSecond : nil
    return ControlPace(
      latency: LatencyModel(
        profile: times, slowdown: slowdown, multiplyAccumulatesPerSecond: device, overheadSeconds: overheadSeconds),
      period: rate > 0 ? physicsStepsPerSecond / rate : nil, meanwhile: meanwhile)
  }
}
