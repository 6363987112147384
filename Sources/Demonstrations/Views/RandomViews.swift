import Chains
import Tabletop
import Vocabulary

/// Random states of a table to look at: fixtures and blocks anywhere, the hand anywhere, often near or holding a block.
///
/// No physics is involved: what is drawn need not be able to stand like that. It stays on the thread that made it.
public final class RandomViews {
  private let world: TabletopEnvironment
  private let draws: RandomStateDraws
  private let stream: RandomStream

  /// Views of a scene.
  public init(_ scene: TabletopScene, seed: UInt64) {
    world = TabletopEnvironment(scene: scene)
    draws = RandomStateDraws(scene)
    stream = RandomStream(seed: seed).split("views").split(scene.letter.rawValue)
  }

  /// The world in the state of a number: the same number gives the same state, negative ones included.
  ///
  /// - Returns: the world, for observations and readings of poses, not for stepping; and the block that is held.
  public func world(showing index: Int) -> (world: TabletopEnvironment, held: BlockColor?) {
    let here = stream.split("view", index)
    var held: BlockColor?
    for draw in 0..<Self.largestDrawCount {
      var drawing = here.split("draw", draw)
      let state = draws.draw(&drawing)
      held = state.held
      world.load(state.numbers)
      guard isFree(held: held) else { continue }
      showLead(&drawing)
      return (world, held)
    }
    // What still overlaps is shown as it is: such pictures teach no less.
    var drawing = here.split("lead")
    showLead(&drawing)
    return (world, held)
  }

  private static let largestDrawCount = 12

  /// Whether the hand is in nothing but the block that it holds, and the blocks are in nothing but their supports.
  private func isFree(held: BlockColor?) -> Bool {
    let now = world.snapshot
    guard now.robotTouches.isSubset(of: held.map { .block($0) } ?? []) else { return false }
    return BlockColor.allCases.allSatisfy { color in
      now[color].touches.isDisjoint(with: [.slide, .lever, .button])
        && (color != held || now[color].touches.isSubset(of: .robot))
    }
  }

  /// Puts the target ahead of the tcp, as it is on the way, and leaves it in place where the hand is at rest.
  private func showLead(_ drawing: inout RandomStream) {
    guard drawing.uniform() < 0.7 else { return }
    var visible = world.visibleState
    let shift = drawing.vector(deviation: 0.012)
    let turn = drawing.vector(deviation: 0.04)
    visible.target.position += shift.limited(to: ArmControl.maximumLead)
    visible.target.orientation =
      Quaternion(rotationVector: turn.limited(to: ArmControl.maximumLeadRadians)) * visible.target.orientation
    do {
      try world.show(visible)
    } catch {
      preconditionFailure("a state of this scene fits it: \(error)")
    }
  }
}

extension RandomStream {
  /// Three normally distributed numbers.
  mutating func vector(deviation: Double) -> Vector3 {
    let (x, y) = (normal(), normal())
    return Vector3(x, y, normal()) * deviation
  }
}
