import Foundation
import Testing
import Vocabulary

@Suite struct AtomicFileTests {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("atomic-\(UUID().uuidString)").path

  init() throws { try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true) }

  private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: folder).sorted() }

  @Test func bytesArriveWholeAndNothingElseIsLeft() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    for count in [0, 1, 5000, 3_000_000] {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 7) }
      try AtomicFile.write(bytes, to: folder + "/a.bin", durable: count < 5000)
      #expect(FileManager.default.contents(atPath: folder + "/a.bin").map(Array.init) == bytes)
      #expect(try names() == ["a.bin"])
    }
  }

  @Test func leftoversOfAKilledWriterAreReplaced() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try Data("half a longer file".utf8).write(to: URL(fileURLWithPath: folder + "/a.txt.partial"))
    try AtomicFile.write("whole", to: folder + "/a.txt")
    #expect(FileManager.default.contents(atPath: folder + "/a.txt") == Data("whole".utf8))
    #expect(try names() == ["a.txt"])
  }

  @Test func aMissingFolderIsNamed() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/missing/a.txt"
    let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: path) }
    #expect(error == FileError(path: path, operation: .create, code: ENOENT))
    #expect(error?.description == "cannot write \(path): No such file or directory (create)")
    #expect(error?.isDiskFull == false)
  }

  @Test func aFailedRenameKeepsTheTargetAndCleansUp() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    try FileManager.default.createDirectory(atPath: folder + "/taken", withIntermediateDirectories: true)
    let error = #expect(throws: FileError.self) { try AtomicFile.write("x", to: folder + "/taken") }
    #expect(error?.operation == .rename)
    #expect(try names() == ["taken"])
  }

  @Test func aFileWrittenInPiecesIsThereOnceItIsComplete() throws {
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/a.txt"
    var writer: AtomicFile.Writer? = try AtomicFile.Writer(path)
    try writer?.append(Array("0 frames".utf8))
    try writer?.append(Array(", the end".utf8))
    try writer?.overwrite(Array("3".utf8), at: 0)
    #expect(try names() == ["a.txt.partial"])
    try writer?.commit()
    #expect(FileManager.default.contents(atPath: path) == Data("3 frames, the end".utf8))
    writer = try AtomicFile.Writer(path)
    try writer?.append([1, 2, 3])
    writer = nil
    #expect(try names() == ["a.txt"])
    #expect(FileManager.default.contents(atPath: path) == Data("3 frames, the end".utf8))
  }

  @Test func aFullDiskIsToldApart() {
    for code in [ENOSPC, EDQUOT] { #expect(FileError(path: "x", operation: .write, code: code).isDiskFull) }
    for code in [EACCES, EIO, ENOENT] { #expect(!FileError(path: "x", operation: .write, code: code).isDiskFull) }
  }
}
