import Chains
import Tabletop
import Vocabulary

/// What a policy learns to find in pictures of a scene: blocks, tool, and what is handled of the fixtures.
public struct Landmarks: Sendable {
  private let layout: TableLayout
  private let leverTravel: Double

  /// The landmarks of a scene.
  public init(_ scene: TabletopScene) {
    layout = TableLayout(scene)
    leverTravel = scene.model.range(of: scene.lever).upperBound
  }

  /// Where they are now, metres in the world: red, blue and pink block, tcp, handles of drawer and door, switch, button.
  public func points(in world: TabletopEnvironment) -> [Vector3] {
    let shares = world.fixtureShares
    return BlockColor.allCases.map { world.pose(of: $0).position } + [
      world.measuredTcp.position, layout.drawerHandle(open: shares[1] * TableGeometry.drawerTravel),
      layout.doorHandle(open: shares[0] * layout.doorTravel), layout.leverTip(up: shares[3] * leverTravel),
      layout.buttonTop,
    ]
  }

  /// Where they are in the fixed camera's picture, then in the hand camera's; nil for what is outside.
  public func places(in world: TabletopEnvironment) -> [SIMD2<Double>?] {
    let points = points(in: world)
    return [world.scene.staticCamera, world.scene.gripperCamera].flatMap {
      world.places(of: points, in: $0)
    }
  }
}
