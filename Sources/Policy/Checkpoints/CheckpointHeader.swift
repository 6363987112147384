import Foundation
import Vocabulary

/// What a checkpoint says about itself, as JSON.
struct CheckpointHeader {
  var configuration: PolicyConfiguration
  var actionScales: [Double]
  var provenance: JSONValue

  init(configuration: PolicyConfiguration, actionScales: [Double], provenance: JSONValue) {
    self.configuration = configuration
    self.actionScales = actionScales
    self.provenance = provenance
  }

  /// Reads and checks the text of a file.
  init(_ text: String, path: String) throws(PolicyError) {
    let document: JSONDocument
    do throws(JSONSyntaxError) { document = try JSONDocument(text) } catch {
      throw .notACheckpoint(path: path, reason: "its entry \"policy\" is not JSON: \(error.reason)")
    }
    guard case .object(let members) = document.value else {
      throw .notACheckpoint(path: path, reason: "its entry \"policy\" is no JSON object")
    }
    let entries = Dictionary(members.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    guard entries["format"] == .integer(Checkpoint.format) else {
      throw .notACheckpoint(path: path, reason: "its format is not \(Checkpoint.format)")
    }
    guard let architecture = entries["configuration"] else {
      throw .notACheckpoint(path: path, reason: "it states no configuration")
    }
    configuration = try PolicyConfiguration(architecture, path: path)
    guard case .list(let scales)? = entries["actionScales"] else {
      throw .notACheckpoint(path: path, reason: "it states no actionScales")
    }
    actionScales = scales.map { scale in
      switch scale {
      case .integer(let value): Double(value)
      case .number(let value): value
      default: .nan
      }
    }
    try Checkpoint.validate(scales: actionScales)
    provenance = entries["provenance"] ?? .null
  }

  /// The text for a file.
  var text: String {
    get throws {
      let value = JSONValue.object([
        JSONMember("format", .integer(Checkpoint.format)),
        JSONMember("configuration", try configuration.json),
        JSONMember("actionScales", .list(actionScales.map { .number($0) })),
        JSONMember("provenance", provenance),
      ])
      return value.compactText
    }
  }
}

extension PolicyConfiguration {
  /// The configuration as JSON, keys in alphabetical order.
  public var json: JSONValue {
    get throws {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return try JSONDocument([UInt8](encoder.encode(self))).value
    }
  }

  /// A configuration from JSON, checked.
  ///
  /// - Throws: `PolicyError.notACheckpoint` naming `path`, or `.setting`.
  init(_ json: JSONValue, path: String) throws(PolicyError) {
    do {
      self = try JSONDecoder().decode(PolicyConfiguration.self, from: Data(json.compactText.utf8))
    } catch let error as DecodingError {
      throw .notACheckpoint(path: path, reason: "its configuration does not fit: \(error.reason)")
    } catch {
      throw .notACheckpoint(path: path, reason: "its configuration cannot be read")
    }
    try validate()
  }
}

extension DecodingError {
  /// Where, and what was found there.
  fileprivate var reason: String {
    let (context, key): (Context, String?) =
      switch self {
      case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context): (context, nil)
      case .keyNotFound(let key, let context): (context, key.stringValue)
      @unknown default: (Context(codingPath: [], debugDescription: ""), nil)
      }
    let place = (context.codingPath.map(\.stringValue) + (key.map { [$0] } ?? [])).joined(separator: ".")
    return key == nil ? "\(place) has another type" : "\(place) is missing"
  }
}
