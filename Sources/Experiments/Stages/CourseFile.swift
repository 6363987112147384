import Policy
import Tensors
import Vocabulary

/// Recorded courses as a safetensors file: one tensor a course, a row a decision.
package enum CourseFile {
  /// Writes courses; the same courses give the same bytes.
  package static func write(_ courses: [DecisionCourse], to path: String) throws(FileError) {
    let tensors = courses.enumerated().map { index, course in
      let rows = course.decisions.map { $0.comparison + $0.exits.flatMap { $0 } + $0.arm }
      return StoredTensor.float32(name(index), [rows.count, rows[0].count], rows.flatMap { $0 })
    }
    let first = courses.first?.decisions.first
    try SafetensorsFile.write(
      tensors,
      metadata: [
        "tokens": JSONValue.list(courses.map { .integer($0.tokens) }).compactText,
        "shape": JSONValue.list([.integer(first?.exits.count ?? 0), .integer(first?.comparison.count ?? 0)])
          .compactText,
      ], to: path)
  }

  /// Reads them back; nil for a file that is not there or makes no sense, which is then made anew.
  package static func read(_ path: String) -> [DecisionCourse]? {
    guard let file = try? SafetensorsFile(path: path), let tokens = sizes(file.metadata["tokens"]),
      let shape = sizes(file.metadata["shape"]), shape.count == 2
    else { return nil }
    var courses: [DecisionCourse] = []
    for (index, count) in tokens.enumerated() {
      guard let entry = file.entry(name(index)), entry.shape.count == 2, let values = try? file.floats(name(index)),
        entry.shape[1] >= (shape[0] + 1) * shape[1]
      else { return nil }
      let (width, columns) = (shape[1], entry.shape[1])
      let decisions = (0..<entry.shape[0]).map { row in
        func part(_ from: Int, _ to: Int) -> [Float] { Array(values[row * columns + from..<row * columns + to]) }
        return DecisionFeatures(
          comparison: part(0, width), exits: (1...shape[0]).map { part($0 * width, ($0 + 1) * width) },
          arm: part((shape[0] + 1) * width, columns))
      }
      courses.append(DecisionCourse(tokens: count, decisions: decisions))
    }
    return courses
  }

  private static func name(_ index: Int) -> String { "course.\(index)" }

  /// The largest number of tokens, exits or entries that makes sense.
  private static let largestSize = 65_536

  /// A list of whole numbers from 1 to the largest; nil for anything else.
  private static func sizes(_ text: String?) -> [Int]? {
    guard let text, case .list(let values)? = (try? JSONDocument(text))?.value else { return nil }
    let sizes = values.compactMap { value -> Int? in
      if case .integer(let size) = value, (1...largestSize).contains(size) { size } else { nil }
    }
    return sizes.count == values.count ? sizes : nil
  }
}
