import Foundation
import Vocabulary

/// A store's `episodes.bin`: one block for each unit, in order, each with a checksum.
///
/// A block is 8 bytes of magic, the unit's number and the payload's length (32 bits each), 32 hexadecimal digits of the
/// payload's SHA-256, and the payload: how many episodes (32 bits), then the episodes.
enum StoreFile {
  static let name = "episodes.bin"
  private static let magic = Array("SBDEMO1\n".utf8)
  static let headBytes = 48

  /// The block of a unit.
  static func block(unit: Int, payload: [UInt8]) -> [UInt8] {
    var sink = ByteSink()
    sink.put(magic)
    sink.put(UInt32(unit))
    sink.put(UInt32(payload.count))
    sink.put(ContentHash(of: payload).hexadecimal.prefix(32).utf8)
    sink.put(payload)
    return sink.bytes
  }

  /// The payload of the block that begins at a place of a file.
  static func payload(of data: Data, at start: Int, unit: Int) throws(ByteSource.Fault) -> [UInt8] {
    func fault(_ reason: String) -> ByteSource.Fault { ByteSource.Fault(byte: start, reason: reason) }
    guard data.count - start >= headBytes else { throw fault("it ends within the head of unit \(unit)") }
    let head = [UInt8](data[start..<start + headBytes])
    guard Array(head[..<8]) == magic else { throw fault("no unit begins here") }
    var source = ByteSource(head, from: 8)
    let number = Int(try source.word32())
    guard number == unit else { throw fault("unit \(number) stands where unit \(unit) should") }
    let length = Int(try source.word32())
    guard length <= data.count - start - headBytes else { throw fault("it ends within unit \(unit)") }
    let payload = [UInt8](data[start + headBytes..<start + headBytes + length])
    guard Array(head[16...]) == Array(ContentHash(of: payload).hexadecimal.prefix(32).utf8) else {
      throw fault("the checksum of unit \(unit) is wrong")
    }
    return payload
  }

  /// The file's bytes, mapped; empty where there is none.
  static func contents(of folder: String) throws(DemonstrationError) -> Data {
    let path = folder + "/" + name
    guard FileManager.default.fileExists(atPath: path) else { return Data() }
    do {
      return try Data(contentsOf: URL(fileURLWithPath: path), options: .alwaysMapped)
    } catch {
      throw .unreadable(file: path, reason: error.localizedDescription)
    }
  }
}
