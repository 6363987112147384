import Chains
import Episodes
import Tabletop
import Vocabulary

/// What a store of demonstrations is to hold; the same plan in the same scenes gives the same store, byte for byte.
public struct DemonstrationPlan: Hashable, Sendable {
  /// Root of everything random.
  public var seed: UInt64 = 1
  /// The tables, which the units go through in turn.
  public var scenes = [SceneName.d]
  /// Chains of five subtasks, drawn as those of an evaluation are.
  public var chains = 0
  /// Single subtasks from starts of their own, for each of `subtasks`.
  public var episodes = 0
  /// The subtasks of the single ones.
  public var subtasks = Subtask.allCases
  /// Where blocks and arm begin in chains; single subtasks begin at random starts.
  public var starts = StartKind.random
  /// Share of the single subtasks that begin in what one to four others, carried out with disturbances, left behind.
  public var leftBehindShare = 0.5
  /// Chains that are held out, on top.
  public var validationChains = 0
  /// Single subtasks that are held out, for each of `subtasks`, on top.
  public var validationEpisodes = 0
  /// Share of the decisions at which something else is carried out than what is recorded, 0 … 1.
  public var disturbedShare = 0.33
  /// Control steps from one decision to the next.
  public var interval = 3
  /// Control steps that each decision's recorded commands reach ahead; at least `interval`.
  public var horizon = 3
  /// Control steps that the expert may take for a subtask.
  public var maximumSteps = calvinMaximumSteps
  /// 0 where the expert acts; in later rounds a learner does, and the expert says what it would have done.
  public var round = 0
  /// Identity of the learner; empty in round 0.
  public var learner = ""
  /// Control steps that the learner may take for a subtask before the expert takes over.
  public var learnerSteps = 180
  /// Share of the learner's stretches that the expert carries out instead, 0 … 1.
  public var expertShare = 0.0

  /// Nothing yet, in scene D.
  public init() {}

  /// What is recorded in one go: a chain, or a single subtask.
  public struct Unit: Hashable, Sendable {
    /// Whether it is for training or held out: `demonstrations` or `validation`.
    public let split: ChainSplit
    /// A single subtask; nil for a chain.
    public let subtask: Subtask?
    /// Its number among those of its split and subtask.
    public let index: Int
    /// The table.
    public let scene: SceneName
  }

  /// How many units there are.
  public var unitCount: Int {
    chains + validationChains + (episodes + validationEpisodes) * subtasks.count
  }

  /// The units in the order in which they are stored: chains, single subtasks, then those held out likewise.
  public func unit(_ number: Int) -> Unit {
    precondition((0..<unitCount).contains(number), "there are \(unitCount) units")
    let trained = chains + episodes * subtasks.count
    let isHeldOut = number >= trained
    let place = isHeldOut ? number - trained : number
    let chainCount = isHeldOut ? validationChains : chains
    let split = isHeldOut ? ChainSplit.validation : .demonstrations
    if place < chainCount {
      return Unit(split: split, subtask: nil, index: place, scene: scenes[place % scenes.count])
    }
    let (index, which) = (place - chainCount).quotientAndRemainder(dividingBy: subtasks.count)
    return Unit(split: split, subtask: subtasks[which], index: index, scene: scenes[index % scenes.count])
  }
}

extension DemonstrationPlan {
  /// The plan as it stands in a store.
  public var json: JSONValue {
    .object([
      JSONMember("seed", .integer(Int(seed))),
      JSONMember("scenes", .list(scenes.map { .text($0.rawValue) })),
      JSONMember("chains", .integer(chains)),
      JSONMember("episodes", .integer(episodes)),
      JSONMember("subtasks", .list(subtasks.map { .text($0.rawValue) })),
      JSONMember("starts", .text(starts.rawValue)),
      JSONMember("leftBehindShare", .number(leftBehindShare)),
      JSONMember("validationChains", .integer(validationChains)),
      JSONMember("validationEpisodes", .integer(validationEpisodes)),
      JSONMember("disturbedShare", .number(disturbedShare)),
      JSONMember("interval", .integer(interval)),
      JSONMember("horizon", .integer(horizon)),
      JSONMember("maximumSteps", .integer(maximumSteps)),
      JSONMember("round", .integer(round)),
      JSONMember("learner", .text(learner)),
      JSONMember("learnerSteps", .integer(learnerSteps)),
      JSONMember("expertShare", .number(expertShare)),
    ])
  }

  /// Reads a plan; nil where something is missing or out of range.
  init?(json: JSONValue) {
    func integer(_ name: String, _ range: ClosedRange<Int>) -> Int? {
      guard case .integer(let value)? = json[name], range.contains(value) else { return nil }
      return value
    }
    func share(_ name: String) -> Double? {
      switch json[name] {
      case .number(let value)? where (0...1).contains(value): value
      case .integer(let value)? where (0...1).contains(value): Double(value)
      default: nil
      }
    }
    func words<Word: RawRepresentable<String> & Hashable>(_ name: String) -> [Word]? {
      guard case .list(let list)? = json[name], !list.isEmpty else { return nil }
      let words = list.compactMap { if case .text(let text) = $0 { Word(rawValue: text) } else { nil } }
      return words.count == list.count && Set(words).count == words.count ? words : nil
    }
    let many = 0...1_000_000
    guard let seed = integer("seed", 0...Int.max), let scenes: [SceneName] = words("scenes"),
      let chains = integer("chains", many), let episodes = integer("episodes", many),
      let subtasks: [Subtask] = words("subtasks"), case .text(let startWord)? = json["starts"],
      let starts = StartKind(rawValue: startWord), let leftBehindShare = share("leftBehindShare"),
      let validationChains = integer("validationChains", many),
      let validationEpisodes = integer("validationEpisodes", many), let disturbedShare = share("disturbedShare"),
      let interval = integer("interval", 1...60), let horizon = integer("horizon", interval...60),
      let maximumSteps = integer("maximumSteps", 1...100_000), let round = integer("round", 0...1000),
      case .text(let learner)? = json["learner"], let learnerSteps = integer("learnerSteps", 0...100_000),
      let expertShare = share("expertShare")
    else { return nil }
    self.seed = UInt64(seed)
    (self.scenes, self.chains, self.episodes, self.subtasks) = (scenes, chains, episodes, subtasks)
    (self.starts, self.leftBehindShare) = (starts, leftBehindShare)
    (self.validationChains, self.validationEpisodes) = (validationChains, validationEpisodes)
    (self.disturbedShare, self.interval, self.horizon) = (disturbedShare, interval, horizon)
    (self.maximumSteps, self.round, self.learner) = (maximumSteps, round, learner)
    (self.learnerSteps, self.expertShare) = (learnerSteps, expertShare)
  }
}
