import ArgumentParser
import Experiments
import Foundation
import Rendering

extension ShadowQuality: ExpressibleByArgument {}
extension PictureLayer: ExpressibleByArgument {}

/// Sizes up to which pictures are drawn for print.
enum PictureLimits {
  static let width = 3840
  static let height = 2160

  /// Refuses a number out of a range, by its flag.
  static func check(_ flag: String, _ value: Int?, _ range: ClosedRange<Int>) throws {
    if let value, !range.contains(value) {
      throw ValidationError("\(flag) is a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
  }

  /// Threads that draw: as many as the machine has, within reason.
  static var workers: Int { min(max(ProcessInfo.processInfo.activeProcessorCount, 1), 16) }
}

/// Words, numbers and ranges with commas between them, as "0,3,5-9".
struct RangeList: ExpressibleByArgument {
  let ranges: [ClosedRange<Int>]

  init?(argument: String) {
    var ranges: [ClosedRange<Int>] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = RangeList.range(part) else { return nil }
      ranges.append(range)
    }
    self.ranges = ranges
  }

  /// "7" or "5-9".
  static func range(_ text: Substring) -> ClosedRange<Int>? {
    let ends = text.split(separator: "-", omittingEmptySubsequences: false)
    guard let low = ends.first.flatMap({ Int($0) }), let high = ends.last.flatMap({ Int($0) }), ends.count <= 2,
      low <= high
    else { return nil }
    return low...high
  }
}

/// Words with commas between them, as "static,gripper".
struct WordList: ExpressibleByArgument {
  let words: [String]

  init?(argument: String) {
    words = argument.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
    if words.contains("") { return nil }
  }

  /// The words as values of a kind, each once.
  func values<Value: RawRepresentable<String> & CaseIterable & Hashable>(_ flag: String, _: Value.Type) throws
    -> [Value]
  {
    var values: [Value] = []
    for word in words {
      guard let value = Value(rawValue: word) else {
        let known = Value.allCases.map(\.rawValue).joined(separator: ", ")
        throw ValidationError("\(flag): there is no \(word); there are \(known)")
      }
      if !values.contains(value) { values.append(value) }
    }
    return values
  }
}

/// Steps of a subtask, as "first,last,30,60-90".
struct StepList: ExpressibleByArgument {
  let steps: [ExportSelection.Steps]

  init?(argument: String) {
    var steps: [ExportSelection.Steps] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      switch part {
      case "first": steps.append(.first)
      case "last": steps.append(.last)
      default:
        guard let range = RangeList.range(part) else { return nil }
        steps.append(.range(range))
      }
    }
    self.steps = steps
  }
}
