import Policy
import Tensors
import TestSupport
import Testing
import Vocabulary

@Suite struct CheckpointTests {
  private static let scales = [1, 0.5, 1, 0.25, 0.25, 1.0]
  private static let provenance = JSONValue.object([
    JSONMember("seed", .integer(7)), JSONMember("note", .text("é\"\n")),
  ])

  private func checkpoint(forTraining: Bool = true, values: [Float]? = nil) throws -> Checkpoint {
    try TinyPolicy.network(forTraining: forTraining).checkpoint(
      actionScales: Self.scales, provenance: Self.provenance, values: values)
  }

  @Test func whatIsWrittenIsReadBit4Bit() throws {
    let folder = try TemporaryFolder()
    let network = try TinyPolicy.network(forTraining: true)
    try checkpoint().write(to: folder("a.safetensors"))
    let read = try Checkpoint(path: folder("a.safetensors"))
    #expect(read.configuration == network.configuration)
    #expect(read.actionScales == Self.scales && read.provenance == Self.provenance)
    #expect(read.names == network.parameters.map(\.name))
    let again = try PolicyNetwork(read.configuration, .stored(read), forTraining: true)
    for (old, new) in zip(network.parameters, again.parameters) {
      #expect(try old.tensor.values() == new.tensor.values(), "\(old.name)")
    }
    try checkpoint().write(to: folder("b.safetensors"))
    #expect(try readFile(folder("a.safetensors")) == readFile(folder("b.safetensors")))
  }

  @Test func halfPrecisionIsRoundedAndSmaller() throws {
    let folder = try TemporaryFolder()
    try checkpoint().write(to: folder("half.safetensors"), precision: .float16)
    try checkpoint().write(to: folder("full.safetensors"))
    let network = try TinyPolicy.network()
    let half = try PolicyNetwork(network.configuration, .stored(Checkpoint(path: folder("half.safetensors"))))
    for (old, new) in zip(network.parameters, half.parameters) {
      for (x, y) in zip(try old.tensor.values(), try new.tensor.values()) {
        #expect(abs(x - y) <= abs(x) / 2048 + 1e-7, "\(old.name)")
      }
    }
    let (small, large) = (
      try readFile(folder("half.safetensors")).count, try readFile(folder("full.safetensors")).count
    )
    #expect(small < large * 7 / 10)
    // Without what training alone has, what is left are the tensors of acting.
    try checkpoint().write(to: folder("acting.safetensors"), precision: .float16, forTraining: false)
    #expect(try Checkpoint(path: folder("acting.safetensors")).names == network.parameters.map(\.name))
  }

  @Test func valuesGivenTakeThePlaceOfTheNetworks() throws {
    let network = try TinyPolicy.network()
    let count = network.parameters.reduce(0) { $0 + $1.tensor.count }
    let values = (0..<count).map { Float($0 % 1000) / 1000 }
    let checkpoint = try network.checkpoint(actionScales: Self.scales, provenance: .null, values: values)
    let other = try PolicyNetwork(checkpoint.configuration, .stored(checkpoint))
    #expect(try other.parameters.flatMap { try $0.tensor.values() } == values)
  }

  @Test func headsThatAreMissingAreDrawnWhereThatIsAskedFor() throws {
    let acting = try checkpoint(forTraining: false)
    #expect(throws: PolicyError.missingTensor(path: "memory", name: "auxiliary.0.pose.0.weight")) {
      try PolicyNetwork(acting.configuration, .stored(acting), forTraining: true)
    }
    let network = try PolicyNetwork(
      acting.configuration, .storedOrDrawn(acting, RandomStream(seed: 1)), forTraining: true)
    let whole = try TinyPolicy.network(forTraining: true)
    for (one, other) in zip(network.parameters, whole.parameters) {
      #expect(try one.tensor.values() == other.tensor.values())
    }
  }

  @Test func aPolicyCutShortReadsNothingPastItsExit() throws {
    let folder = try TemporaryFolder()
    let path = folder("a.safetensors")
    // A weight past the exit that is not a number: only who reads it notices.
    let network = try TinyPolicy.network()
    var values: [Float] = []
    for (name, tensor) in network.parameters {
      values += name.hasPrefix("decoder.3.") ? [Float](repeating: .nan, count: tensor.count) : try tensor.values()
    }
    try network.checkpoint(actionScales: Self.scales, provenance: .null).write(to: folder("good.safetensors"))
    try Self.write(network, values, to: path)
    let cut = try PolicyNetwork(network.configuration, .stored(Checkpoint(path: path)), deepestExit: 0)
    #expect(cut.parameters.map(\.name) == network.configuration.parameters(deepestExit: 0).map(\.name))
    #expect(throws: PolicyError.self) {
      try PolicyNetwork(network.configuration, .stored(Checkpoint(path: path)))
    }
  }

  /// Writes tensors as they are, with the header of a good checkpoint.
  private static func write(
    _ network: PolicyNetwork, _ values: [Float], to path: String, header: (String) -> String = { $0 }
  ) throws {
    let folder = try TemporaryFolder()
    try network.checkpoint(actionScales: scales, provenance: .null).write(to: folder("good"))
    let metadata = try SafetensorsFile(path: folder("good")).metadata
    var place = 0
    let tensors = network.parameters.map { name, tensor in
      defer { place += tensor.count }
      return StoredTensor.float32(name, tensor.shape, Array(values[place..<place + tensor.count]))
    }
    try SafetensorsFile.write(tensors, metadata: metadata.mapValues(header), to: path)
  }

  @Test func hostileHeadersAreRefusedWithTheirReason() throws {
    let folder = try TemporaryFolder()
    let network = try TinyPolicy.network()
    let values = try network.parameters.flatMap { try $0.tensor.values() }
    let changes: [(String, String)] = [
      ("\"format\":1", "\"format\":2"),
      ("\"layers\":4", "\"layers\":-4"),
      ("\"layers\":4", "\"layers\":4000000000000000000"),
      ("\"layers\":4", "\"layers\":\"four\""),
      ("\"layers\":4", "\"layers\":3"),
      ("\"layers\":4", "\"layers\":5"),
      ("\"memoryWidth\":16", "\"memoryWidth\":8192"),
      ("\"pictureSize\":20", "\"pictureSize\":1024"),
      ("\"gateStart\":1", "\"gateStart\":1e300"),
      ("\"chunk\":3", "\"chunk\":0"),
      ("\"chunk\":3,", ""),
      ("\"actionScales\":[1", "\"actionScales\":[-1"),
      ("\"actionScales\":[1.0,", "\"actionScales\":["),
      ("{\"format\"", "[{\"format\""),
      ("}", ""),
    ]
    for (old, new) in changes {
      let path = folder("bad.safetensors")
      var changed = false
      try Self.write(network, values, to: path) { text in
        guard let range = text.firstRange(of: old) else { return text }
        changed = true
        return text.replacingCharacters(in: range, with: new)
      }
      #expect(changed, "\(old) is in the header")
      #expect(throws: PolicyError.self, "\(old) → \(new)") {
        let checkpoint = try Checkpoint(path: path)
        _ = try PolicyNetwork(checkpoint.configuration, .stored(checkpoint))
      }
    }
  }

  /// Bytes changed, cut off or added at random: refused, or read as a policy whose weights are finite; never a crash.
  @Test func damagedFilesAreRefusedOrWhole() throws {
    let folder = try TemporaryFolder()
    let path = folder("fuzzed.safetensors")
    try checkpoint(forTraining: false).write(to: folder("good.safetensors"))
    let good = try readFile(folder("good.safetensors"))
    let header = 8 + good[..<8].reversed().reduce(0) { $0 << 8 + Int($1) }
    var refused = 0
    for trial in 0..<300 {
      var stream = RandomStream(seed: 17).split("trial", trial)
      var bytes = good
      switch trial % 4 {
      case 0: bytes = Array(good.prefix(stream.index(below: good.count)))
      case 1: for _ in 0..<8 { bytes[stream.index(below: header)] = UInt8(stream.index(below: 256)) }
      case 2: for _ in 0..<8 { bytes[stream.index(below: bytes.count)] = UInt8(stream.index(below: 256)) }
      default: bytes.insert(UInt8(stream.index(below: 256)), at: stream.index(below: bytes.count))
      }
      try AtomicFile.write(bytes, to: path, durable: false)
      do throws(PolicyError) {
        let checkpoint = try Checkpoint(path: path)
        let network = try PolicyNetwork(checkpoint.configuration, .stored(checkpoint))
        for (name, tensor) in network.parameters {
          do { #expect(try tensor.values().allSatisfy(\.isFinite), "trial \(trial): \(name)") } catch {
            Issue.record("trial \(trial): \(error)")
          }
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 150)
  }

  @Test func filesThatAreNoPoliciesAreRefused() throws {
    let folder = try TemporaryFolder()
    let path = folder("other.safetensors")
    try SafetensorsFile.write(
      [StoredTensor.float32("x", [2], [1, 2])], metadata: [:], to: path)
    #expect(throws: PolicyError.notACheckpoint(path: path, reason: "its metadata has no entry \"policy\"")) {
      try Checkpoint(path: path)
    }
    #expect(throws: PolicyError.self) { try Checkpoint(path: folder("missing")) }
    let network = try TinyPolicy.network()
    try network.checkpoint(actionScales: Self.scales, provenance: .null).write(to: folder("good"))
    let metadata = try SafetensorsFile(path: folder("good")).metadata
    func tensors(_ change: (inout [StoredTensor]) -> Void) throws -> Checkpoint {
      var tensors = try network.parameters.map {
        StoredTensor.float32($0.name, $0.tensor.shape, try $0.tensor.values())
      }
      change(&tensors)
      try SafetensorsFile.write(tensors, metadata: metadata, to: path)
      return try Checkpoint(path: path)
    }
    #expect(throws: PolicyError.missingTensor(path: path, name: "encoder.static.stage.0.weight")) {
      try tensors { $0.removeFirst() }
    }
    #expect(throws: PolicyError.unknownTensor(path: path, name: "spare")) {
      try tensors { $0.append(.float32("spare", [1], [0])) }
    }
    #expect(
      throws: PolicyError.wrongShape(path: path, name: "encoder.static.stage.0.bias", shape: [4, 2], expected: [8])
    ) {
      try tensors { $0[1] = .float32("encoder.static.stage.0.bias", [4, 2], [0, 0, 0, 0, 0, 0, 0, 0]) }
    }
  }
}
