import Chains
import Tabletop
import Vocabulary

/// What a store's `store.json` says: what it is to hold, and in which scenes.
public struct StoreHeader: Hashable, Sendable {
  /// What is recorded.
  public let plan: DemonstrationPlan
  /// Identity of each of the plan's scenes.
  public let scenes: [SceneName: ContentHash]
  /// Joint positions in a state of these scenes.
  public let positionCount: Int

  /// The format of stores that this program writes and reads.
  static let format = 1
  static let fileName = "store.json"

  /// The header of a plan in its compiled scenes, each of which must be there.
  public init(_ plan: DemonstrationPlan, scenes: [SceneName: TabletopScene]) {
    self.plan = plan
    self.scenes = Dictionary(uniqueKeysWithValues: plan.scenes.map { ($0, scenes[$0]!.contentHash) })
    positionCount = scenes[plan.scenes[0]]!.model.positionCount
  }

  /// A text that tells this header from any other: the plan and the scenes' hashes.
  public var identity: String { text }

  /// The file's content.
  var text: String {
    JSONValue.object([
      JSONMember("format", .integer(Self.format)),
      JSONMember("positions", .integer(positionCount)),
      JSONMember(
        "scene_hashes",
        .object(scenes.sorted { $0.key < $1.key }.map { JSONMember($0.key.rawValue, .text($0.value.hexadecimal)) })),
      JSONMember("plan", plan.json),
    ]).text
  }

  /// Reads the file of a folder.
  init(folder: String) throws(DemonstrationError) {
    let file = folder + "/" + Self.fileName
    let bytes: [UInt8]
    do {
      bytes = try readFile(file)
    } catch {
      throw .noStore(folder: folder)
    }
    func damaged(_ reason: String) -> DemonstrationError { .damaged(file: file, byte: 0, reason: reason) }
    let json: JSONValue
    do {
      json = try JSONDocument(bytes).value
    } catch {
      throw .damaged(file: file, byte: 0, reason: "line \(error.position.line): \(error.reason)")
    }
    guard case .integer(let format)? = json["format"] else { throw damaged("it has no format") }
    guard format == Self.format else { throw .version(file: file, found: format, known: Self.format) }
    guard case .integer(let count)? = json["positions"], (1...1000).contains(count) else {
      throw damaged("positions is not a number of joint positions")
    }
    guard let written = json["plan"], let plan = DemonstrationPlan(json: written) else {
      throw damaged("its plan is incomplete or has values out of range")
    }
    guard case .object(let members)? = json["scene_hashes"], members.count == plan.scenes.count else {
      throw damaged("scene_hashes does not name the plan's scenes")
    }
    var scenes: [SceneName: ContentHash] = [:]
    for member in members {
      guard let name = SceneName(rawValue: member.name), plan.scenes.contains(name),
        case .text(let digits) = member.value, digits.count == 64, digits.utf8.allSatisfy({ $0 < 0x80 })
      else { throw damaged("scene_hashes does not name the plan's scenes") }
      scenes[name] = ContentHash(hexadecimal: digits)
    }
    self.plan = plan
    self.scenes = scenes
    positionCount = count
  }

  /// The coding of the store's episodes.
  var coding: EpisodeCoding { EpisodeCoding(positionCount: positionCount, horizon: plan.horizon) }

  /// The first thing in which two headers differ, in words; nil when they are the same.
  func difference(from found: StoreHeader) -> String? {
    for name in plan.scenes where found.scenes[name] != scenes[name] {
      guard let hash = found.scenes[name] else { return "it has no scene \(name.rawValue)" }
      return "scene \(name.rawValue) was \(hash) and is \(scenes[name]!) now"
    }
    guard case .object(let there) = found.plan.json, case .object(let here) = plan.json else { return nil }
    for (old, new) in zip(there, here) where old.value != new.value {
      return "\(new.name) is \(old.value.compactText) there and \(new.value.compactText) here"
    }
    return found == self ? nil : "its scenes have \(found.positionCount) joint positions and not \(positionCount)"
  }
}
