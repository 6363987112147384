import Testing
import Vocabulary

@Suite struct JSONTests {
  @Test func aValueSurvivesBeingWrittenAndRead() throws {
    let value = JSONValue.object([
      JSONMember("z", .list([.integer(-3), .number(0.5), .null])), JSONMember("a", .boolean(true)),
      JSONMember("empty", .object([])),
      JSONMember("text \"\\\n\u{1}é𝄞", .list([.object([JSONMember("k", .text("/"))])])),
    ])
    #expect(try JSONDocument(value.text).value == value)
    #expect(try JSONDocument(value.compactText).value == value)
  }

  @Test func wholeNumbersAreToldFromOthers() throws {
    #expect(try JSONDocument("1").value == .integer(1))
    #expect(try JSONDocument("1.0").value == .number(1))
    #expect(try JSONDocument("1e2").value == .number(100))
    #expect(try JSONDocument("9223372036854775808").value == .number(9.223372036854775808e18))
  }

  @Test func escapesAreRead() throws {
    #expect(try JSONDocument(#""\u00e9\ud834\udd1e\n\/""#).value == .text("é𝄞\n/"))
  }

  @Test func positionsAreThoseOfKeysAndEntries() throws {
    let document = try JSONDocument("{\n  \"a\": [1,\n    {\"b\": 2}]\n}")
    #expect(document.positions["a"] == TextPosition(line: 2, column: 3))
    #expect(document.positions["a[1]"] == TextPosition(line: 3, column: 5))
    #expect(document.positions["a[1].b"] == TextPosition(line: 3, column: 6))
  }

  @Test(arguments: [
    ("", 1, 1, "empty"), ("{\"a\":1,}", 1, 8, "a comma before"), ("[1,]", 1, 4, "a comma before"),
    ("{\n\"a\":1\n\"b\":2}", 3, 1, "\",\" or \"}\""), ("{\"a\":1,\"a\":2}", 1, 8, "a second time"),
    ("{a:1}", 1, 2, "double quotes"), ("01", 1, 1, "not a number"), ("1.", 1, 1, "not a number"),
    ("1e999", 1, 1, "too large"), ("NaN", 1, 1, "a value is expected"), ("// x", 1, 1, "comments"),
    ("'a'", 1, 1, "double quotes"), ("\"a", 1, 1, "does not end"), ("\"\\q\"", 1, 2, "unknown escape"),
    ("\"\\ud834\"", 1, 2, "surrogate"), ("\"\\u12g4\"", 1, 2, "hexadecimal"), ("\"a\nb\"", 1, 3, "control character"),
    ("1 2", 1, 3, "more text"), ("{\"a\" 1}", 1, 6, "\":\""), ("tru", 1, 1, "a value is expected"),
    (String(repeating: "[", count: 100), 1, 65, "nested"),
  ])
  func faultsAreNamedWithTheirPlace(text: String, line: Int, column: Int, words: String) {
    do {
      let value = try JSONDocument(text).value
      Issue.record("\(text) was read as \(value)")
    } catch {
      #expect(error.position == TextPosition(line: line, column: column), "\(text): \(error.reason)")
      #expect(error.reason.contains(words), "\(text): \(error.reason)")
    }
  }

  @Test func bytesThatAreNotTextAreRefused() {
    #expect(throws: JSONSyntaxError.self) { try JSONDocument([0x22, 0xFF, 0x22]) }
  }
}
