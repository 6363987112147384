import Physics
import Vocabulary

/// Parts of a scene by how long they have been where they are.
struct ScenePart: OptionSet {
  let rawValue: UInt8

  /// Fixed to the world.
  static let fixed = ScenePart(rawValue: 1)
  /// Could move, but has not for a while.
  static let resting = ScenePart(rawValue: 2)
  /// Has moved lately.
  static let moving = ScenePart(rawValue: 4)

  static let still: ScenePart = [.fixed, .resting]
  static let movable: ScenePart = [.resting, .moving]
  static let all: ScenePart = [.fixed, .resting, .moving]
}

/// Where the geoms of a scene are, and which of them rest.
///
/// What rests is drawn once and kept, so its choice is a matter of speed alone: drawing does not depend on order.
struct ScenePlaces {
  let frames: Plane<GeomFrame>
  let parts: Plane<ScenePart>
  /// Counts changes of what rests and where.
  private(set) var restVersion = 0
  /// For how many pictures a geom has not moved, and for how many it must not, to count as resting.
  private let stillFor: Plane<Int32>
  private static let patience: Int32 = 12

  init(_ scene: SceneGeometry) {
    let count = scene.geoms.count
    frames = Plane(count: count, of: GeomFrame((.zero, .zero, .zero, .zero)))
    parts = Plane(count: count, of: .moving)
    stillFor = Plane(count: count, of: 0)
    for index in 0..<count {
      frames[index] = scene.geoms[index].frame
      if index < scene.fixedCount { parts[index] = .fixed }
    }
  }

  func free() {
    frames.free()
    parts.free()
    stillFor.free()
  }

  /// Takes over where things are now; whether anything has moved.
  mutating func update(_ scene: SceneGeometry, _ simulation: borrowing Simulation) -> Bool {
    var hasMoved = false
    var restHasChanged = false
    for index in scene.fixedCount..<scene.geoms.count {
      let frame = GeomFrame(simulation.frame(of: scene.geoms[index].geom)).onGrid
      if frame != frames[index] {
        frames[index] = frame
        hasMoved = true
        stillFor[index] = 0
        if parts[index] == .resting {
          parts[index] = .moving
          restHasChanged = true
        }
      } else if parts[index] == .moving {
        stillFor[index] &+= 1
        if stillFor[index] >= ScenePlaces.patience {
          parts[index] = .resting
          restHasChanged = true
        }
      }
    }
    if restHasChanged { restVersion += 1 }
    return hasMoved
  }
}
