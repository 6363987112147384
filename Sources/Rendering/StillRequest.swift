import Vocabulary

/// How the edges of shadows look in a still picture.
public enum ShadowQuality: String, CaseIterable, Hashable, Sendable {
  /// As in what agents see: one grid of the sun's.
  case standard
  /// As under a sun that is a disc: sharp where things touch, wider with distance.
  case soft
}

/// A picture for print: as large and as fine as wanted, drawn by all cores.
public struct StillRequest: Hashable, Sendable {
  /// Pixels across.
  public var width: Int
  /// Pixels down.
  public var height: Int
  /// Samples of each pixel, 1 … 64.
  public var samples: Int
  /// How the edges of shadows look.
  public var shadows: ShadowQuality
  /// Whether there is nothing in place of sky and endless ground.
  public var isTransparent: Bool
  /// Threads that draw; none of the pixels depends on it.
  public var workers: Int

  /// A request from its parts.
  public init(
    width: Int, height: Int, samples: Int = 16, shadows: ShadowQuality = .soft, isTransparent: Bool = false,
    workers: Int = 2
  ) {
    self.width = width
    self.height = height
    self.samples = samples
    self.shadows = shadows
    self.isTransparent = isTransparent
    self.workers = workers
  }

  /// How often everything is drawn: every sample equally often, and for soft shadows from 16 places of the sun or more.
  var passes: Int {
    guard shadows == .soft else { return samples }
    return (max(samples, SunDisc.fewest) + samples - 1) / samples * samples
  }
}

/// A picture for print.
public struct StillPicture: Hashable, Sendable {
  /// Colours; where the picture is partly transparent, those of what is seen there.
  public var image: Image
  /// How much of each pixel is covered, 0 … 255; nil for a picture with its background.
  public var alpha: [UInt8]?
}

/// Places on the sun's disc from which light falls in turn.
enum SunDisc {
  /// The tangent of the disc's angular radius, 1.4°.
  static let radius = 0.025
  /// Places for a picture with few samples.
  static let fewest = 16

  /// Places on the unit disc, each with the same area around it: a spiral with the golden angle between neighbours,
  /// walked in strides, so that those that follow each other lie apart.
  static func places(_ count: Int) -> [SIMD2<Double>] {
    // The golden angle's cosine and sine.
    let turn = SIMD2(-0.7373688780783197, 0.6754902942615238)
    var direction = SIMD2(1.0, 0.0)
    var spiral: [SIMD2<Double>] = []
    for index in 0..<count {
      spiral.append(direction * ((Double(index) + 0.5) / Double(count)).squareRoot())
      direction = SIMD2(
        direction.x * turn.x - direction.y * turn.y, direction.x * turn.y + direction.y * turn.x)
    }
    var stride = max(1, count * 5 / 8)
    while greatestDivisor(stride, count) > 1 { stride += 1 }
    return (0..<count).map { spiral[$0 * stride % count] }
  }

  /// The directions towards those places.
  static func directions(_ sun: Vector3, _ count: Int) -> [Vector3] {
    let aside = abs(sun.z) < 0.9 ? Vector3(0, 0, 1) : Vector3(0, 1, 0)
    let u = aside.cross(sun).normalized
    let v = sun.cross(u)
    return places(count).map { (sun + u * ($0.x * radius) + v * ($0.y * radius)).normalized }
  }

  private static func greatestDivisor(_ a: Int, _ b: Int) -> Int { b == 0 ? a : greatestDivisor(b, a % b) }
}
