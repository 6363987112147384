/// How an acting policy keeps the matrices of its decoder in memory.
///
/// Arithmetic is done on what is kept: nothing is widened to another copy.
public enum WeightFormat: String, CaseIterable, Hashable, Codable, Sendable {
  /// 4 bytes a weight: as trained.
  case float32
  /// 2 bytes a weight, rounded to the nearest.
  case float16
  /// A byte a weight, and two bytes for each 32 that share a scale.
  case int8
  /// Half a byte a weight, and two bytes for each 32 that share a scale.
  case int4

  /// Weights that share a scale.
  public static let groupSize = 32

  /// Bits a weight takes, scales included.
  public var bitsPerWeight: Double {
    switch self {
    case .float32: 32
    case .float16: 16
    case .int8: 8 + 16 / Double(Self.groupSize)
    case .int4: 4 + 16 / Double(Self.groupSize)
    }
  }
}
