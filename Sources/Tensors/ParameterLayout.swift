/// A parameter with its name, a stable dotted path such as "decoder.3.crossAttention.query.weight".
public typealias NamedTensor = (name: String, tensor: Tensor)

/// The places that parameters have in one flat buffer, in a fixed order.
///
/// Optimiser, weight average, checkpoints and the sum over replicas all work on such buffers.
public struct ParameterLayout: Hashable, Sendable {
  /// One parameter's place.
  public struct Entry: Hashable, Sendable {
    /// The parameter's name.
    public let name: String
    /// The size of each dimension.
    public let shape: [Int]
    /// Where its elements begin in the buffer.
    public let offset: Int
    /// How many elements it has.
    public let count: Int

    /// The parameter's part of the buffer.
    public var range: Range<Int> { offset..<(offset + count) }
  }

  /// All parameters in the order of the buffer.
  public let entries: [Entry]
  /// The length of the buffer.
  public let count: Int

  /// The layout of parameters in the order given.
  public init(_ parameters: [NamedTensor]) {
    var offset = 0
    entries = parameters.map { parameter in
      let shape = parameter.tensor.shape
      let entry = Entry(name: parameter.name, shape: shape, offset: offset, count: shape.reduce(1, *))
      offset += entry.count
      return entry
    }
    count = offset
  }

  /// The parts of the buffer whose parameters' names are wanted, neighbours joined.
  public func ranges(where isWanted: (String) -> Bool) -> [Range<Int>] {
    var ranges: [Range<Int>] = []
    for entry in entries where isWanted(entry.name) {
      if let last = ranges.last, last.upperBound == entry.offset {
        ranges[ranges.count - 1] = last.lowerBound..<entry.range.upperBound
      } else {
        ranges.append(entry.range)
      }
    }
    return ranges
  }

  /// Copies the parameters' values into a buffer of `count` elements.
  public func copyValues(of parameters: [NamedTensor], into values: inout [Float]) throws(TorchError) {
    try each(parameters, values.count) { (entry, tensor) throws(TorchError) in
      try tensor.copyValues(into: &values, at: entry.offset)
    }
  }

  /// Gives the parameters the values of a buffer: all, or those whose names are wanted.
  public func setValues(
    of parameters: [NamedTensor], from values: [Float], where isWanted: (String) -> Bool = { _ in true }
  ) throws(TorchError) {
    try each(parameters, values.count) { (entry, tensor) throws(TorchError) in
      if isWanted(entry.name) { try tensor.setValues(from: values, at: entry.offset) }
    }
  }

  /// Copies the gradients of all parameters, or of those whose names are wanted, into a buffer; zeros where there is none.
  public func copyGradients(
    of parameters: [NamedTensor], into values: inout [Float], where isWanted: (String) -> Bool = { _ in true }
  ) throws(TorchError) {
    try each(parameters, values.count) { (entry, tensor) throws(TorchError) in
      if isWanted(entry.name) { try tensor.copyGradient(into: &values, at: entry.offset) }
    }
  }

  private func each(
    _ parameters: [NamedTensor], _ length: Int, _ body: (Entry, Tensor) throws(TorchError) -> Void
  ) throws(TorchError) {
    precondition(parameters.count == entries.count && length == count, "parameters of another layout")
    for (entry, parameter) in zip(entries, parameters) {
      precondition(parameter.tensor.count == entry.count, "\(entry.name) has another shape than in the layout")
      try body(entry, parameter.tensor)
    }
  }
}
