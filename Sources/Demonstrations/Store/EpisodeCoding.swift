import Chains
import Tabletop
import Vocabulary

/// How episodes stand in a store's file: little-endian, every moment of the same length.
///
/// Positions and targets are 64-bit, so that pictures drawn from them are bit-identical; commands are 32-bit.
struct EpisodeCoding: Hashable, Sendable {
  /// Joint positions of a state.
  let positionCount: Int
  /// Control steps of a moment's commands.
  let horizon: Int

  /// Bytes of a moment.
  var momentBytes: Int { 8 * (positionCount + 7) + 4 * 6 * horizon + horizon + 4 }

  /// Bytes of an episode before its text.
  static let headBytes = 15

  /// Joint positions are angles and metres: none is further out.
  private static let furthest = 1000.0

  func write(_ episode: DemonstratedEpisode, into sink: inout ByteSink) {
    sink.put(UInt8(Subtask.allCases.firstIndex(of: episode.subtask)!))
    sink.put(UInt8(SceneName.allCases.firstIndex(of: episode.scene)!))
    sink.put(UInt8(episode.split == .validation ? 1 : 0))
    sink.put(episode.ending.rawValue)
    sink.put(UInt8(episode.position))
    sink.put(UInt32(episode.steps))
    sink.put(UInt32(episode.moments.count))
    let text = Array(episode.instruction.text.utf8)
    sink.put(UInt16(text.count))
    sink.put(text)
    for moment in episode.moments { write(moment, into: &sink) }
  }

  private func write(_ moment: DemonstratedMoment, into sink: inout ByteSink) {
    let visible = moment.visible
    precondition(
      visible.positions.count == positionCount && moment.commands.count == 7 * horizon,
      "a moment has the scene's positions and the plan's commands")
    for position in visible.positions { sink.put(position) }
    let (p, q) = (visible.target.position, visible.target.orientation)
    for number in [p.x, p.y, p.z, q.w, q.x, q.y, q.z] { sink.put(number) }
    for step in 0..<horizon { for axis in 0..<6 { sink.put(moment.commands[7 * step + axis]) } }
    for step in 0..<horizon { sink.put(UInt8(moment.gripper(step) == .open ? 1 : 0)) }
    sink.put(UInt8(visible.gripper == .open ? 1 : 0))
    sink.put(UInt8(visible.ledIsOn ? 1 : 0))
    sink.put(UInt8(moment.held.map { TabletopScene.index(of: $0) + 1 } ?? 0))
    sink.put(moment.actor.rawValue)
  }

  /// An episode without its moments, which begin where `source` is left.
  func readHead(_ source: inout ByteSource) throws(ByteSource.Fault) -> (DemonstratedEpisode, momentCount: Int) {
    let subtask = Subtask.allCases[try source.index(below: Subtask.allCases.count, "subtask")]
    let scene = SceneName.allCases[try source.index(below: SceneName.allCases.count, "scene")]
    let split = [ChainSplit.demonstrations, .validation][try source.index(below: 2, "split")]
    let endings = DemonstratedEpisode.Ending.allCases
    let ending = endings[try source.index(below: endings.count, "ending")]
    let position = try source.index(below: Chain.length, "place in a chain")
    let steps = Int(try source.word32())
    let count = Int(try source.word32())
    let text = try source.text(try source.word16())
    guard !text.isEmpty else { throw source.fault("an episode has no instruction") }
    guard count > 0 else { throw source.fault("an episode has no decision") }
    guard count <= source.rest / momentBytes else {
      throw source.fault("it ends within an episode of \(count) decisions")
    }
    let episode = DemonstratedEpisode(
      subtask: subtask, instruction: Instruction(text), scene: scene, split: split, ending: ending, position: position,
      steps: steps, moments: [])
    return (episode, count)
  }

  /// One moment.
  func readMoment(_ source: inout ByteSource) throws(ByteSource.Fault) -> DemonstratedMoment {
    var positions: [Double] = []
    positions.reserveCapacity(positionCount)
    for _ in 0..<positionCount { positions.append(try source.double(within: Self.furthest)) }
    let target = try readPose(&source)
    var commands = [Float](repeating: 0, count: 7 * horizon)
    for step in 0..<horizon {
      for axis in 0..<6 { commands[7 * step + axis] = try source.float(within: 1) }
    }
    for step in 0..<horizon { commands[7 * step + 6] = try source.index(below: 2, "gripper command") == 1 ? 1 : -1 }
    let gripper: GripperCommand = try source.index(below: 2, "gripper command") == 1 ? .open : .close
    let ledIsOn = try source.index(below: 2, "state of the LED") == 1
    let held = try source.index(below: BlockColor.allCases.count + 1, "block")
    let actors = DemonstratedMoment.Actor.allCases
    let actor = actors[try source.index(below: actors.count, "actor")]
    return DemonstratedMoment(
      visible: VisibleState(positions: positions, target: target, gripper: gripper, ledIsOn: ledIsOn),
      held: held == 0 ? nil : BlockColor.allCases[held - 1], actor: actor, commands: commands)
  }

  private func readPose(_ source: inout ByteSource) throws(ByteSource.Fault) -> Pose {
    var numbers: [Double] = []
    for _ in 0..<7 { numbers.append(try source.double(within: Self.furthest)) }
    let turn = Quaternion(w: numbers[3], x: numbers[4], y: numbers[5], z: numbers[6])
    let square = turn.w * turn.w + turn.x * turn.x + turn.y * turn.y + turn.z * turn.z
    guard abs(square - 1) < 1e-6 else { throw source.fault("a rotation is no unit quaternion") }
    return Pose(position: Vector3(numbers[0], numbers[1], numbers[2]), orientation: turn)
  }
}
