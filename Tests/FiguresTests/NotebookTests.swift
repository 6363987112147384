import Figures
import Foundation
import Pictures
import Testing
import Vocabulary

@Suite struct NotebookTests {
  static let png = PNG.encode(testImage(5, 4))

  static func sample() throws -> Notebook {
    var notebook = Notebook()
    notebook.append(markdown: "# Chains\n\nFive “subtasks” each, \\tabs\tand \u{1}controls\u{7F}.\n")
    notebook.append(
      code: "import sqlite3\nprint(1)",
      outputs: [
        .text("1\n"), .table(TableTests.table), .picture(png: png, width: 320, alternative: "a table"),
        .vector(svg: try DrawingFilesTests.strip.drawing().svg(), png: png, alternative: "a strip"),
        .html("<b>x</b>", plain: "x"),
      ])
    notebook.append(code: "")
    return notebook
  }

  /// The file as an independent reader sees it.
  static func read(_ notebook: Notebook) throws -> [String: Any] {
    try #require(JSONSerialization.jsonObject(with: Data(try notebook.encoded())) as? [String: Any])
  }

  @Test func cellsHaveWhatTheFormatDemands() throws {
    let json = try Self.read(Self.sample())
    #expect(Set(json.keys) == ["cells", "metadata", "nbformat", "nbformat_minor"])
    #expect(json["nbformat"] as? Int == 4 && json["nbformat_minor"] as? Int == 5)
    let cells = try #require(json["cells"] as? [[String: Any]])
    #expect(cells.map { $0["cell_type"] as? String } == ["markdown", "code", "code"])
    let identifiers = cells.compactMap { $0["id"] as? String }
    #expect(Set(identifiers).count == 3)
    #expect(identifiers.allSatisfy { $0.wholeMatch(of: /[a-zA-Z0-9_-]{1,64}/) != nil })
    #expect(Set(cells[0].keys) == ["cell_type", "id", "metadata", "source"])
    for (index, cell) in cells.dropFirst().enumerated() {
      #expect(Set(cell.keys) == ["cell_type", "execution_count", "id", "metadata", "outputs", "source"])
      #expect(cell["execution_count"] as? Int == index + 1)
    }
  }

  @Test func textsAndPicturesComeBackAsTheyWere() throws {
    let cells = try #require(try Self.read(Self.sample())["cells"] as? [[String: Any]])
    let source = try #require(cells[0]["source"] as? [String])
    #expect(source.count == 3)
    #expect(source.joined() == "# Chains\n\nFive “subtasks” each, \\tabs\tand \u{1}controls\u{7F}.\n")
    let outputs = try #require(cells[1]["outputs"] as? [[String: Any]])
    #expect(
      outputs.map { $0["output_type"] as? String }
        == ["stream", "display_data", "display_data", "display_data", "display_data"])
    #expect(outputs[0]["text"] as? [String] == ["1\n"])
    let table = try #require(outputs[1]["data"] as? [String: Any])
    #expect((table["text/html"] as? [String])?.joined() == TableTests.table.html())
    #expect((table["text/plain"] as? [String])?.joined() == TableTests.table.plainText())
    let picture = try #require(outputs[2]["data"] as? [String: Any])
    let encoded = try #require(picture["image/png"] as? String)
    #expect(Data(base64Encoded: encoded).map(Array.init) == Self.png)
    let metadata = try #require(outputs[2]["metadata"] as? [String: [String: Any]])
    #expect(Set(metadata.keys) == ["image/png"])
    #expect(metadata["image/png"]?["width"] as? Int == 320)
    #expect(metadata["image/png"]?["alt"] as? String == "a table")
    for (index, words) in [(2, "a table"), (3, "a strip")] {
      let kinds = try #require(outputs[index]["metadata"] as? [String: [String: Any]])
      #expect(kinds.values.allSatisfy { $0["alt"] as? String == words }, "\(index)")
    }
    let vector = try #require(outputs[3]["data"] as? [String: Any])
    #expect((vector["image/svg+xml"] as? [String])?.first?.hasPrefix("<?xml") == true)
    #expect(vector["image/png"] != nil)
  }

  @Test func base64IsThatOfFoundationForEveryLength() throws {
    for count in 0..<70 {
      let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 73 &+ count) }
      var notebook = Notebook()
      notebook.append(code: "", outputs: [.picture(png: bytes, alternative: "")])
      let cells = try #require(try Self.read(notebook)["cells"] as? [[String: Any]])
      let outputs = try #require(cells[0]["outputs"] as? [[String: Any]])
      let data = try #require(outputs[0]["data"] as? [String: Any])
      #expect(data["image/png"] as? String == Data(bytes).base64EncodedString(), "\(count) bytes")
    }
  }

  @Test func storedPicturesAreReadWhenWrittenAndGiveTheSamePieces() throws {
    struct Unreadable: Error {}
    let bytes = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 73) }
    var (first, second, third) = (Notebook(), Notebook(), Notebook())
    first.append(code: "", outputs: [.picture(png: bytes, width: 7, alternative: "x")])
    second.append(code: "", outputs: [.storedPicture(width: 7, alternative: "x") { bytes }])
    third.append(code: "", outputs: [.storedPicture(alternative: "x") { throw Unreadable() }])
    var pieces: [[UInt8]] = []
    try second.write { pieces.append($0) }
    #expect(Array(pieces.joined()) == (try first.encoded()))
    #expect(pieces.allSatisfy { $0.count < 200_000 })
    #expect(throws: Unreadable.self) { try third.encoded() }
  }

  @Test func equalNotebooksGiveEqualBytes() throws {
    let first = try Self.sample().encoded()
    for _ in 0..<20 { #expect(try Self.sample().encoded() == first) }
  }
}
