import Testing
import Training

@Suite struct EventRecordTests {
  /// The check value of CRC-32C, and the vectors of RFC 3720, appendix B.4.
  @Test func checksumsAgreeWithPublishedVectors() {
    #expect(CyclicRedundancyCheck.crc32c("123456789".utf8) == 0xE306_9283)
    #expect(CyclicRedundancyCheck.crc32c([UInt8](repeating: 0, count: 32)) == 0x8A91_36AA)
    #expect(CyclicRedundancyCheck.crc32c([UInt8](repeating: 0xFF, count: 32)) == 0x62A8_AB43)
    #expect(CyclicRedundancyCheck.crc32c((0..<32).map { UInt8($0) }) == 0x46DD_794E)
  }

  /// Byte by byte as the formats prescribe: field 1 of an event is its time, 2 its step, 3 the version, 5 the summary.
  @Test func recordsHaveTheFormatsBytes() {
    let version = EventRecord.fileVersion(time: 1)
    let event: [UInt8] = [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F, 0x1A, 13] + Array("brain.Event:2".utf8)
    #expect(Array(version[..<8]) == [UInt8(event.count), 0, 0, 0, 0, 0, 0, 0])
    #expect(Array(version[12..<12 + event.count]) == event)
    #expect(version.count == 8 + 4 + event.count + 4)

    let record = EventRecord.scalars([("a", 1.5), ("bc", -2)], step: 300, time: 1)
    let values: [UInt8] =
      [0x0A, 8, 0x0A, 1, 0x61, 0x15, 0, 0, 0xC0, 0x3F] + [0x0A, 9, 0x0A, 2, 0x62, 0x63, 0x15, 0, 0, 0, 0xC0]
    let expected: [UInt8] =
      [0x09, 0, 0, 0, 0, 0, 0, 0xF0, 0x3F] + [0x10, 0xAC, 0x02] + [0x2A, UInt8(values.count)] + values
    #expect(Array(record[12..<record.count - 4]) == expected)
  }

  @Test func everyRecordCarriesItsChecksums() {
    let record = EventRecord.scalars([("loss", 0.25)], step: 1, time: 2)
    func stored(at offset: Int) -> UInt32 {
      (0..<4).reduce(0) { $0 | UInt32(record[offset + $1]) << UInt32(8 * $1) }
    }
    func masked(_ bytes: [UInt8]) -> UInt32 {
      let crc = CyclicRedundancyCheck.crc32c(bytes)
      return ((crc >> 15) | (crc << 17)) &+ 0xA282_EAD8
    }
    #expect(stored(at: 8) == masked(Array(record[..<8])))
    #expect(stored(at: record.count - 4) == masked(Array(record[12..<record.count - 4])))
  }
}
