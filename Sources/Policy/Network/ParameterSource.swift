import Tensors
import Vocabulary

#if canImport(Glibc)
  import Glibc
#endif

/// Where a network's parameters come from.
public enum ParameterSource: Sendable {
  /// Drawn at random; each tensor from a stream of its own name.
  case drawn(RandomStream)
  /// A checkpoint, which must have every tensor that is asked for.
  case stored(Checkpoint)
  /// A checkpoint, and draws for what it lacks, such as heads that training alone has.
  case storedOrDrawn(Checkpoint, RandomStream)

  /// The values of a tensor.
  func values(_ parameter: ParameterSpecification) throws(PolicyError) -> [Float] {
    switch self {
    case .drawn(let stream): return parameter.drawn(stream.split(parameter.name))
    case .stored(let checkpoint): return try checkpoint.values(parameter)
    case .storedOrDrawn(let checkpoint, let stream):
      guard checkpoint.has(parameter.name) else { return parameter.drawn(stream.split(parameter.name)) }
      return try checkpoint.values(parameter)
    }
  }
}

extension ParameterSpecification {
  /// The values before training.
  func drawn(_ stream: RandomStream) -> [Float] {
    var stream = stream
    switch start {
    case .constant(let value): return [Float](repeating: value, count: count)
    case .normal(let deviation): return (0..<count).map { _ in deviation * Float(stream.normal()) }
    case .colours(let deviation): return Self.colours(shape, deviation: deviation, stream: &stream)
    case .forgetGates(let width): return (0..<count).map { (width..<2 * width).contains($0) ? 1 : 0 }
    case .places(let side): return Self.places(side: side, width: shape[1], stream: &stream)
    }
  }

  /// Kernels [outputs, 3, h, w] drawn along grey, red against green, and blue against yellow.
  private static func colours(_ shape: [Int], deviation: Float, stream: inout RandomStream) -> [Float] {
    let axes: [(gain: Double, red: Double, green: Double, blue: Double)] = [
      (1, 1 / 3.0.squareRoot(), 1 / 3.0.squareRoot(), 1 / 3.0.squareRoot()),
      (chromaGain, 1 / 2.0.squareRoot(), -1 / 2.0.squareRoot(), 0),
      (chromaGain, -1 / 6.0.squareRoot(), -1 / 6.0.squareRoot(), 2 / 6.0.squareRoot()),
    ]
    let area = shape[2] * shape[3]
    var values = [Float](repeating: 0, count: shape.reduce(1, *))
    for output in 0..<shape[0] {
      for place in 0..<area {
        for axis in axes {
          let amount = Double(deviation) * axis.gain * stream.normal()
          for (channel, share) in [axis.red, axis.green, axis.blue].enumerated() {
            values[(output * 3 + channel) * area + place] += Float(amount * share)
          }
        }
      }
    }
    return values
  }

  /// How much more colours weigh than brightness before training.
  private static let chromaGain = 4.0

  /// Rows for the cells of a grid, from the top left: near cells have similar rows, far ones do not.
  private static func places(side: Int, width: Int, stream: inout RandomStream) -> [Float] {
    var rows: [[Double]] = []
    for cell in 0..<side * side {
      var row: [Double] = []
      for index in [cell % side, cell / side] {
        let coordinate = side > 1 ? 2 * Double(index) / Double(side - 1) - 1 : 0
        row.append(coordinate)
        for octave in 0..<4 {
          let angle = coordinate * Double.pi / 2 * Double(1 << octave)
          row += [sin(angle), cos(angle)]
        }
      }
      rows.append(row)
    }
    let features = rows[0].count
    let deviation = 0.5 / Double(features / 2).squareRoot()
    let mixture = (0..<features * width).map { _ in deviation * stream.normal() }
    return rows.flatMap { row in
      (0..<width).map { column in
        Float(row.indices.reduce(0) { $0 + row[$1] * mixture[$1 * width + column] })
      }
    }
  }
}

/// The tensors of a network by name.
struct Parameters {
  private let tensors: [String: Tensor]

  init(_ parameters: [NamedTensor]) {
    tensors = Dictionary(uniqueKeysWithValues: parameters.map { ($0.name, $0.tensor) })
  }

  /// The tensor of a name, which must be there.
  subscript(name: String) -> Tensor {
    guard let tensor = tensors[name] else { preconditionFailure("no parameter \(name)") }
    return tensor
  }
}
