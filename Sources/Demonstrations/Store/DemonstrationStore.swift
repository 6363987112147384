import Chains
import Foundation
import Tabletop
import Vocabulary

/// Demonstrations on disk: states and commands, no pictures; every observation is drawn anew from its state.
///
/// The whole store is checked when it is opened. Its file is mapped, so that what is not in use takes no memory.
public final class DemonstrationStore: Sendable {
  /// What is known of an episode without its moments.
  public struct Entry: Hashable, Sendable {
    /// The episode, without moments.
    public let episode: DemonstratedEpisode
    /// How many decisions it has.
    public let decisions: Int
    /// The decisions within whose horizon the fingers are told something new.
    public let gripperSwitches: [Int]
    /// The unit that it belongs to.
    public let unit: Int
    /// Where its first moment stands in the file.
    fileprivate let start: Int
  }

  /// The folder.
  public let folder: String
  /// What was recorded, and where.
  public let header: StoreHeader
  /// All episodes, in the order of the file.
  public let entries: [Entry]
  /// Identity of all that is in the store.
  public let contentHash: ContentHash
  private let data: Data

  /// Opens a store and checks all of it.
  ///
  /// - Throws: `DemonstrationError`, with the file and the byte of what is wrong.
  public init(folder: String) throws(DemonstrationError) {
    self.folder = folder
    header = try StoreHeader(folder: folder)
    data = try StoreFile.contents(of: folder)
    let file = folder + "/" + StoreFile.name
    var entries: [Entry] = []
    var checksums = [header.text]
    var start = 0
    for unit in 0..<header.plan.unitCount {
      if start == data.count {
        throw .incomplete(folder: folder, finished: unit, total: header.plan.unitCount)
      }
      do {
        let payload = try StoreFile.payload(of: data, at: start, unit: unit)
        checksums.append(ContentHash(of: payload).hexadecimal)
        try Self.read(payload, unit: unit, at: start + StoreFile.headBytes, header, into: &entries)
        start += StoreFile.headBytes + payload.count
      } catch {
        throw .damaged(file: file, byte: error.byte, reason: error.reason)
      }
    }
    guard start == data.count else {
      throw .damaged(file: file, byte: start, reason: "there is more than the plan has")
    }
    self.entries = entries
    contentHash = ContentHash(of: checksums.joined(separator: "\n"))
  }

  private static func read(
    _ payload: [UInt8], unit: Int, at offset: Int, _ header: StoreHeader, into entries: inout [Entry]
  ) throws(ByteSource.Fault) {
    let coding = header.coding
    var source = ByteSource(payload)
    do throws(ByteSource.Fault) {
      for _ in 0..<(try source.word32()) {
        let (episode, count) = try coding.readHead(&source)
        guard header.scenes[episode.scene] != nil else {
          throw source.fault("scene \(episode.scene.rawValue) is none of the plan's")
        }
        let start = source.place
        var switches: [Int] = []
        for decision in 0..<count where try coding.readMoment(&source).switchesGripper { switches.append(decision) }
        entries.append(
          Entry(
            episode: episode, decisions: count, gripperSwitches: switches, unit: unit, start: offset + start))
      }
    } catch {
      throw ByteSource.Fault(byte: offset + error.byte, reason: error.reason)
    }
    guard source.rest == 0 else { throw ByteSource.Fault(byte: offset + source.place, reason: "a unit is too long") }
  }

  /// One decision of an episode.
  ///
  /// - Throws: `DemonstrationError.noEpisode`.
  public func moment(episode: Int, decision: Int) throws(DemonstrationError) -> DemonstratedMoment {
    guard entries.indices.contains(episode) else { throw .noEpisode(episode, count: entries.count) }
    let entry = entries[episode]
    guard (0..<entry.decisions).contains(decision) else { throw .noEpisode(decision, count: entry.decisions) }
    let start = entry.start + decision * header.coding.momentBytes
    var source = ByteSource([UInt8](data[start..<start + header.coding.momentBytes]))
    do {
      return try header.coding.readMoment(&source)
    } catch {
      throw .damaged(file: folder + "/" + StoreFile.name, byte: start + error.byte, reason: error.reason)
    }
  }

  /// An episode with all its moments.
  ///
  /// - Throws: `DemonstrationError.noEpisode`.
  public func episode(_ index: Int) throws(DemonstrationError) -> DemonstratedEpisode {
    guard entries.indices.contains(index) else { throw .noEpisode(index, count: entries.count) }
    var episode = entries[index].episode
    for decision in 0..<entries[index].decisions {
      episode.moments.append(try moment(episode: index, decision: decision))
    }
    return episode
  }

  /// Makes sure that a compiled scene is the one that was recorded in.
  ///
  /// - Throws: `DemonstrationError.otherScene` or `.sceneNotRecorded`.
  public func check(_ scene: TabletopScene) throws(DemonstrationError) {
    guard let recorded = header.scenes[scene.letter] else { throw .sceneNotRecorded(scene.letter) }
    guard recorded == scene.contentHash else {
      throw .otherScene(scene.letter, recorded: recorded, loaded: scene.contentHash)
    }
  }
}
