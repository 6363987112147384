import Tabletop
import Vocabulary

/// Starts in CALVIN's numbers as JSON: `{"robot_obs": [15 numbers], "scene_obs": [24 numbers]}`; further keys are ignored.
enum StateFile {
  /// What can be wrong with a state.
  enum Fault: Error, Hashable {
    /// The text is not JSON.
    case notJSON(JSONSyntaxError)
    /// The value is not an object.
    case notAnObject
    /// A key that must be there is not; one that may have been meant for it.
    case missing(String, near: String?)
    /// A value that is not a list of numbers.
    case notNumbers(String)
    /// A list that is not a state of the table.
    case refused(TabletopError)
    /// The file holds nothing.
    case empty
  }

  /// The state of a file that holds one.
  static func single(_ path: String) throws -> NumericState {
    do {
      return try state(try readFile(path))
    } catch let fault as Fault {
      throw InputError.state(path: path, line: nil, fault)
    }
  }

  /// The states of a file with one a line, with their lines from 1; empty lines are ignored.
  static func lines(_ path: String) throws -> [(line: Int, state: NumericState)] {
    var states: [(line: Int, state: NumericState)] = []
    let bytes = try readFile(path)
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated()
    where !line.allSatisfy({ $0 == 0x20 || $0 == 0x09 || $0 == 0x0D }) {
      do {
        states.append((index + 1, try state(Array(line))))
      } catch {
        throw InputError.state(path: path, line: index + 1, error)
      }
    }
    if states.isEmpty { throw InputError.state(path: path, line: nil, .empty) }
    return states
  }

  private static func state(_ bytes: [UInt8]) throws(Fault) -> NumericState {
    let value: JSONValue
    do {
      value = try JSONDocument(bytes).value
    } catch {
      throw .notJSON(error)
    }
    let robot = try numbers("robot_obs", in: value)
    let scene = try numbers("scene_obs", in: value)
    do {
      return try NumericState(robot: robot, scene: scene)
    } catch {
      throw .refused(error)
    }
  }

  private static func numbers(_ key: String, in value: JSONValue) throws(Fault) -> [Double] {
    guard case .object(let members) = value else { throw .notAnObject }
    guard let list = value[key] else {
      throw .missing(key, near: nearestName(to: key, among: members.map(\.name)))
    }
    guard case .list(let entries) = list else { throw .notNumbers(key) }
    var numbers: [Double] = []
    for entry in entries {
      switch entry {
      case .integer(let number): numbers.append(Double(number))
      case .number(let number): numbers.append(number)
      default: throw .notNumbers(key)
      }
    }
    return numbers
  }
}

extension StateFile.Fault: CustomStringConvertible {
  /// The sentence without the file's name.
  var description: String {
    switch self {
    case .notJSON(let error):
      "not valid JSON (line \(error.position.line), column \(error.position.column)): \(error.reason)"
    case .notAnObject: "an object is expected, as in {\"robot_obs\": […], \"scene_obs\": […]}"
    case .missing(let key, let near): "\(key) is missing" + (near.map { "; is \"\($0)\" meant for it?" } ?? "")
    case .notNumbers(let key): "\(key) is not a list of numbers"
    case .refused(let error): ErrorText.sentence(error)
    case .empty: "the file holds no states"
    }
  }
}
