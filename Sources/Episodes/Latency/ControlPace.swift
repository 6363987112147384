/// How an agent that needs time to think is kept in step with a world that does not wait.
///
/// At a tick it looks at the world and begins to decide. The decision takes effect the physics step it is made at, and its
/// actions are then in force for a control step each. The next tick is a period later; ticks at which it is still
/// thinking pass, and count as missed deadlines.
public struct ControlPace: Hashable, Sendable {
  /// What the arm does while a decision is under way, and once the actions decided on are used up.
  public enum Meanwhile: String, CaseIterable, Hashable, Codable, Sendable {
    /// The actions decided on before go on, the last of them as long as need be.
    case last
    /// It stays where it is, with the fingers as they were told.
    case still
  }

  /// How long a decision takes.
  public var latency: LatencyModel
  /// Physics steps from one tick to the next; nil for as long as the actions of the decision last.
  public var period: Int?
  /// What the arm does meanwhile.
  public var meanwhile: Meanwhile

  /// A pace from its parts.
  public init(latency: LatencyModel, period: Int? = nil, meanwhile: Meanwhile = .last) {
    precondition(period ?? 1 > 0, "a period has a physics step")
    self.latency = latency
    self.period = period
    self.meanwhile = meanwhile
  }
}
