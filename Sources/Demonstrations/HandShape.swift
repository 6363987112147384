import Vocabulary

/// The hand's solid parts in the tcp's frame: x along the hand's thin side, y along the fingers' opening, z forward.
///
/// Each part reaches back along the tool axis, so that a shape that is clear at a pose is clear on the straight way there.
enum HandShape {
  /// How far back along the tool axis the way in is straight, metres.
  static let run = 0.15

  /// The fingers, `gap` apart.
  static func fingers(at tcp: Pose, gap: Double) -> [OrientedBox] {
    [1.0, -1.0].flatMap { side in
      [
        // The tip with its pad, then the thicker root.
        part(tcp, y: side * (gap / 2 + 0.007), half: (0.011, 0.007), front: 0.010, back: -0.033),
        part(tcp, y: side * (gap / 2 + 0.014), half: (0.010, 0.009), front: -0.0336, back: -0.082),
      ]
    }
  }

  /// The hand's body and the flange behind it.
  static func palm(at tcp: Pose) -> [OrientedBox] {
    [
      part(tcp, y: 0, half: (0.026, 0.102), front: -0.077, back: -0.139),
      part(tcp, y: 0, half: (0.044, 0.044), front: -0.137, back: -0.20),
    ]
  }

  /// Everything.
  static func parts(at tcp: Pose, gap: Double) -> [OrientedBox] { palm(at: tcp) + fingers(at: tcp, gap: gap) }

  private static func part(
    _ tcp: Pose, y: Double, half: (x: Double, y: Double), front: Double, back: Double
  ) -> OrientedBox {
    let end = back - run
    return OrientedBox(
      tcp, centre: Vector3(0, y, (front + end) / 2), half: Vector3(half.x, half.y, (front - end) / 2))
  }
}
