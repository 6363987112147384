import Chains
import Tabletop
import Vocabulary

/// One subtask as it was demonstrated: what was seen at each decision and what the expert would do from there.
public struct DemonstratedEpisode: Hashable, Sendable {
  /// How an episode ended.
  public enum Ending: UInt8, CaseIterable, Hashable, Sendable {
    /// The oracle became true.
    case succeeded
    /// It never did.
    case timedOut
    /// The world could no longer be simulated.
    case diverged
  }

  /// What was asked for.
  public var subtask: Subtask
  /// In which words.
  public var instruction: Instruction
  /// On which table.
  public var scene: SceneName
  /// Whether it is for training or held out.
  public var split: ChainSplit
  /// How it ended.
  public var ending: Ending
  /// Its place in its chain, from 0.
  public var position: Int
  /// Control steps that were carried out.
  public var steps: Int
  /// What was seen and recorded at each decision.
  public var moments: [DemonstratedMoment]

  /// An episode from its parts.
  public init(
    subtask: Subtask, instruction: Instruction, scene: SceneName, split: ChainSplit, ending: Ending, position: Int,
    steps: Int, moments: [DemonstratedMoment]
  ) {
    self.subtask = subtask
    self.instruction = instruction
    self.scene = scene
    self.split = split
    self.ending = ending
    self.position = position
    self.steps = steps
    self.moments = moments
  }
}

/// One decision of an episode.
public struct DemonstratedMoment: Hashable, Sendable {
  /// Who chose what was carried out from here to the next decision.
  public enum Actor: UInt8, CaseIterable, Hashable, Sendable {
    /// The expert: the recorded commands were carried out as they are.
    case expert
    /// The expert, pushed off course.
    case disturbance
    /// A learner.
    case learner
  }

  /// What an observation depends on.
  public var visible: VisibleState
  /// The block between the fingers.
  public var held: BlockColor?
  /// Who acted.
  public var actor: Actor
  /// The expert's commands from here on, CALVIN's seven numbers for each control step of the horizon.
  ///
  /// Commands, not measured displacements as in CALVIN's `rel_actions`: what the arm was told, whatever it then did. They
  /// are what the expert does from this very state when it is left alone, so that no disturbance is among them.
  public var commands: [Float]

  /// A moment from its parts.
  public init(visible: VisibleState, held: BlockColor?, actor: Actor, commands: [Float]) {
    self.visible = visible
    self.held = held
    self.actor = actor
    self.commands = commands
  }

  /// The gripper command of a control step of the horizon.
  func gripper(_ step: Int) -> GripperCommand { commands[7 * step + 6] < 0 ? .close : .open }

  /// Whether the fingers are told something new within the horizon.
  public var switchesGripper: Bool {
    (0..<commands.count / 7).contains { gripper($0) != visible.gripper }
  }
}
