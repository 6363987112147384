import Glibc
import Tensors
import TestSupport
import Testing
import Vocabulary

@Suite struct SafetensorsTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func write(_ bytes: [UInt8]) throws -> String {
    let path = folder("file.safetensors")
    try AtomicFile.write(bytes, to: path, durable: false)
    return path
  }

  /// A file with a header as it is and data.
  private func write(header: String, data: Int) throws -> String {
    let length = (0..<8).map { UInt8(truncatingIfNeeded: header.utf8.count >> ($0 * 8)) }
    return try write(length + Array(header.utf8) + [UInt8](repeating: 1, count: data))
  }

  private func sample() throws -> String {
    let path = folder("sample.safetensors")
    try SafetensorsFile.write(
      [
        .float16("half", [3], [1.5, -0.1, 70000]), .float32("single.π \"quoted\"", [2, 1], [0.1, -.infinity]),
        .int64("count", [], [-5]), .float32("empty", [0, 7], []),
      ],
      metadata: ["lexicon": "{\"a\": 1}\n", "author": "nobody"], to: path)
    return path
  }

  @Test func whatIsWrittenIsReadBack() throws {
    let file = try SafetensorsFile(path: sample())
    #expect(file.entries.map(\.name) == ["count", "single.π \"quoted\"", "empty", "half"])
    #expect(file.metadata == ["lexicon": "{\"a\": 1}\n", "author": "nobody"])
    #expect(try file.floats("single.π \"quoted\"") == [0.1, -.infinity])
    #expect(try file.floats("half") == [1.5, Float(Float16(-0.1)), .infinity])
    #expect(try file.integers("count") == [-5])
    #expect(try file.floats("empty") == [])
    #expect(file.entry("empty")?.shape == [0, 7])
  }

  @Test func theSameTensorsGiveTheSameBytes() throws {
    let first = try readFile(sample())
    #expect(try readFile(sample()) == first)
    #expect(first[0] % 8 == 0)
  }

  @Test func aTensorIsNamedWhereItIsMissingOrOfAnotherType() throws {
    let path = try sample()
    let file = try SafetensorsFile(path: path)
    #expect(throws: SafetensorsError(path: path, fault: .missing(name: "none"))) { try file.floats("none") }
    #expect(throws: SafetensorsError(path: path, fault: .elementType(name: "count", found: .int64))) {
      try file.floats("count")
    }
    #expect(throws: SafetensorsError(path: path, fault: .elementType(name: "half", found: .float16))) {
      try file.integers("half")
    }
  }

  @Test func aFileReplacedOnDiskDoesNotMixWithTheOneThatIsOpen() throws {
    let path = try sample()
    let file = try SafetensorsFile(path: path)
    try SafetensorsFile.write([.int64("count", [], [9])], to: path)
    #expect(try file.integers("count") == [-5])
    #expect(try SafetensorsFile(path: path).integers("count") == [9])
  }

  @Test func oneTensorIsReadWithoutTheOthers() throws {
    let path = folder("large.safetensors")
    try SafetensorsFile.write(
      [.float32("first", [2], [1, 2]), .float32("second", [1 << 18], Array(repeating: 3, count: 1 << 18))], to: path)
    let file = try SafetensorsFile(path: path)
    // What stands behind the first tensor is gone; the first is read all the same.
    try #require(unsafe truncate(path, 4096) == 0)
    #expect(try file.floats("first") == [1, 2])
    #expect(throws: SafetensorsError.self) { try file.floats("second") }
  }

  @Test(
    arguments: [
      ("{}", 1, "belong to no tensor"), ("[]", 0, "not an object"), ("{ ", 0, "broken header"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#, 3, "announced"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,8]}}"#, 8, "needs 4"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,0]}}"#, 8, "data_offsets"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#, 8, "hole"),
      (#"{"a":{"dtype":"F32","shape":[-1],"data_offsets":[0,4]}}"#, 4, "shape"),
      (#"{"a":{"dtype":"F32","shape":[1.0],"data_offsets":[0,4]}}"#, 4, "shape"),
      (#"{"a":{"dtype":"BF16","shape":[2],"data_offsets":[0,4]}}"#, 4, "BF16"),
      (#"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4],"x":1}}"#, 4, "is expected"),
      (#"{"a":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,4]}}"#, 4, "too large"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[9223372036854775803,9223372036854775807]}}"#, 4,
        "data_offsets"
      ),
      (#"{"a":{"dtype":"F32","shape":[1,1,1,1,1,1,1,1,1],"data_offsets":[0,4]}}"#, 4, "at most eight"),
      (#"{"__metadata__":{"a":1}}"#, 0, "not a text"), (#"{"__metadata__":[]}"#, 0, "not an object"),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}"#,
        4, "overlaps"
      ),
      (
        #"{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}"#,
        8, "a second time"
      ),
    ])
  func hostileHeadersAreRefused(header: String, data: Int, reason: String) throws {
    let path = try write(header: header, data: data)
    let error = try #require(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
    #expect("\(error)".contains(reason), "\(error)")
    #expect("\(error)".hasPrefix(path))
  }

  @Test(
    arguments: [
      [], [1, 2, 3], [0, 0, 0, 0, 0, 0, 0, 0], [1, 0, 0, 0, 0, 0, 0, 0, 123],
      [255, 255, 255, 255, 255, 255, 255, 255, 123, 125], [255, 255, 255, 255, 255, 255, 255, 127, 123, 125],
      [3, 0, 0, 0, 0, 0, 0, 0, 123, 125], [2, 0, 0, 0, 0, 0, 0, 0, 255, 254],
    ] as [[UInt8]])
  func filesThatAreTooShortOrNoTextAreRefused(bytes: [UInt8]) throws {
    let path = try write(bytes)
    #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
  }

  @Test func whatIsNoFileIsRefused() throws {
    for path in [folder("none"), folder.path, "/dev/zero"] {
      #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
    }
  }

  /// A header of a hundred thousand keys is gone through once, not once per key.
  @Test func aHeaderOfManyKeysIsRefusedInTheEnd() throws {
    let keys = (0..<100_000).map { #""\#($0)":1"# }.joined(separator: ",")
    let path = try write(header: "{" + keys + "}", data: 0)
    #expect(throws: SafetensorsError.self) { try SafetensorsFile(path: path) }
  }

  /// Every truncation, and a thousand damaged copies: refused, or read within the bounds of the file.
  @Test func damagedFilesNeverCrash() throws {
    let whole = try readFile(sample())
    for length in whole.indices {
      let path = try write(Array(whole[..<length]))
      #expect(throws: SafetensorsError.self, "\(length) bytes") { try SafetensorsFile(path: path) }
    }
    var stream = RandomStream(seed: 3).split("damage")
    var refused = 0
    for _ in 0..<1000 {
      var bytes = whole
      for _ in 0...stream.index(below: 3) {
        bytes[stream.index(below: bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
      }
      let path = try write(bytes)
      guard let file = try? SafetensorsFile(path: path) else {
        refused += 1
        continue
      }
      for entry in file.entries {
        let count = try entry.elementType == .int64 ? file.integers(entry.name).count : file.floats(entry.name).count
        #expect(count == entry.count && count == entry.shape.reduce(1, *))
      }
    }
    #expect(refused > 500)
  }
}
