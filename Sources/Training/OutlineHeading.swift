import Foundation
import Vocabulary

/// How the outline of a box is turned on the plane that it stands on: what can be seen of its heading, and no more.
///
/// An outline that is longer one way looks the same after half a turn and has cos 2ψ and sin 2ψ of its longer side; a
/// square one looks the same after a quarter and has cos 4ψ and sin 4ψ. A label that told more would ask for what no
/// picture shows, and its best guess would be nothing.
struct OutlineHeading: Hashable, Sendable {
  let cosine: Double
  let sine: Double

  /// Sides that differ by less are equal, metres.
  private static let tolerance = 1e-6
  /// The least square of a side's length on the plane; a box that is tilted further has no heading.
  private static let level = 0.25

  /// The heading about the z axis of the frame that `orientation` is in; nil where the box is tilted by 60° or more.
  init?(of orientation: Quaternion, halfSize: Vector3) {
    let (x, y, z) = orientation.columns
    let sides = [(axis: x, length: halfSize.x), (axis: y, length: halfSize.y), (axis: z, length: halfSize.z)]
      .sorted { abs($0.axis.z) < abs($1.axis.z) }
      .prefix(2).sorted { $0.length > $1.length }
    let side = sides[0].axis
    let square = side.x * side.x + side.y * side.y
    guard square > Self.level else { return nil }
    let isSquare = sides[0].length - sides[1].length < Self.tolerance
    let angle = (isSquare ? 4 : 2) * atan2(side.y, side.x)
    (cosine, sine) = (cos(angle), sin(angle))
  }
}
