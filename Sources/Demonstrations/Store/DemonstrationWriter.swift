import Foundation
import Vocabulary

/// Writes a store unit by unit; units may come in any order and are stored in theirs.
///
/// A recording that was cut short anywhere goes on behind the last unit that is whole.
public final class DemonstrationWriter {
  /// What is being written.
  public let header: StoreHeader
  /// How many units, from the first, are in the file.
  public private(set) var finished: Int
  private let file: GrowingFile
  /// Units that came before one that is still missing.
  private var waiting: [Int: [UInt8]] = [:]

  /// Begins a store in a folder, or goes on with the one that is there.
  ///
  /// - Throws: `DemonstrationError.otherPlan` when the folder holds a store of another plan or of other scenes.
  public init(folder: String, header: StoreHeader) throws(DemonstrationError) {
    self.header = header
    let headerFile = folder + "/" + StoreHeader.fileName
    if FileManager.default.fileExists(atPath: headerFile) {
      if let difference = header.difference(from: try StoreHeader(folder: folder)) {
        throw .otherPlan(folder: folder, difference: difference)
      }
    } else {
      do {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      } catch {
        throw .unreadable(file: folder, reason: error.localizedDescription)
      }
      do { try AtomicFile.write(header.text, to: headerFile) } catch { throw .file(error) }
    }
    let data = try StoreFile.contents(of: folder)
    var (unit, end) = (0, 0)
    while unit < header.plan.unitCount, let payload = try? StoreFile.payload(of: data, at: end, unit: unit) {
      end += StoreFile.headBytes + payload.count
      unit += 1
    }
    finished = unit
    do {
      file = try GrowingFile(folder + "/" + StoreFile.name, keeping: end)
    } catch {
      throw .file(error)
    }
  }

  /// The units that are still to be recorded.
  public var missing: Range<Int> { finished..<header.plan.unitCount }

  /// The bytes that a unit's episodes are stored as.
  public static func payload(of episodes: [DemonstratedEpisode], header: StoreHeader) -> [UInt8] {
    var sink = ByteSink()
    sink.put(UInt32(episodes.count))
    for episode in episodes { header.coding.write(episode, into: &sink) }
    return sink.bytes
  }

  /// Adds a unit; it is in the file once all units before it are.
  public func add(unit: Int, payload: [UInt8]) throws(DemonstrationError) {
    waiting[unit] = payload
    do {
      while let next = waiting.removeValue(forKey: finished) {
        try file.append(StoreFile.block(unit: finished, payload: next))
        finished += 1
      }
      if missing.isEmpty { try file.flush() }
    } catch {
      throw .file(error)
    }
  }
}
