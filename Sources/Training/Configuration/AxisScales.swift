/// What the policy's 1 stands for along three axes: in a file one number where they agree, else a list of three.
public struct AxisScales: Hashable, Sendable {
  /// One number for each axis.
  public let values: [Double]

  /// The same along all axes.
  public init(_ value: Double) { values = [value, value, value] }

  /// One for each axis; nil for another number of them.
  public init?(_ values: [Double]) {
    guard values.count == 3 else { return nil }
    self.values = values
  }

  /// The one number where all agree.
  public var common: Double? { values.allSatisfy { $0 == values[0] } ? values[0] : nil }
}

extension AxisScales: Codable {
  /// A number, or three.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let value = try? container.decode(Double.self) {
      self.init(value)
      return
    }
    guard let scales = AxisScales(try container.decode([Double].self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "a number or three are expected")
    }
    self = scales
  }

  /// A number where all agree.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    if let common { try container.encode(common) } else { try container.encode(values) }
  }
}
