import Chains
import Demonstrations
import Tabletop
import TestSupport
import Testing
import Vocabulary

/// Stores that someone else has been at.
@Suite struct StoreFuzzTests {
  private func smallStore(_ folder: String) throws -> DemonstrationPlan {
    var plan = shortPlan([.d], subtasks: [.turnOnLED, .openDrawer])
    plan.maximumSteps = 9
    try record(plan, scenes: CompiledScenes.named([.d]), into: folder)
    return plan
  }

  @Test func everyChangedByteIsRefused() throws {
    let folder = try TemporaryFolder()
    _ = try smallStore(folder("store"))
    let file = folder("store/episodes.bin")
    let whole = try readFile(file)
    var stream = RandomStream(seed: 11)
    let places = Array(0..<120) + (0..<300).map { _ in stream.index(below: whole.count) }
    for place in places {
      var bytes = whole
      bytes[place] ^= UInt8(1 + stream.index(below: 255))
      try AtomicFile.write(bytes, to: file, durable: false)
      #expect(throws: DemonstrationError.self, "byte \(place)") { try DemonstrationStore(folder: folder("store")) }
    }
    for _ in 0..<60 {
      var bytes = whole
      if stream.index(below: 2) == 0 { bytes.removeLast(1 + stream.index(below: whole.count)) } else { bytes.append(0) }
      try AtomicFile.write(bytes, to: file, durable: false)
      #expect(throws: DemonstrationError.self) { try DemonstrationStore(folder: folder("store")) }
    }
  }

  /// Checksums keep out accidents, not ill will: with them mended, what is opened must still be readable to the end.
  @Test func hostileEpisodesAreRefusedOrHarmless() throws {
    let folder = try TemporaryFolder()
    _ = try smallStore(folder("store"))
    let scenes = try CompiledScenes.named([.d])
    let file = folder("store/episodes.bin")
    let whole = try readFile(file)
    let length = Int(whole[12]) | Int(whole[13]) << 8 | Int(whole[14]) << 16
    var stream = RandomStream(seed: 12)
    var refused = 0
    for round in 0..<600 {
      var payload = Array(whole[48..<48 + length])
      for _ in 0..<1 + stream.index(below: 3) {
        // The head of an episode is short and rarely met by chance.
        let place = stream.index(below: round % 2 == 0 ? 40 : payload.count)
        payload[place] = stream.index(below: 3) == 0 ? 0xFF : UInt8(truncatingIfNeeded: stream.next())
      }
      if round % 7 == 0 { payload.removeLast(1 + stream.index(below: payload.count - 1)) }
      let count = UInt32(payload.count)
      let sizes = (0..<4).map { UInt8(truncatingIfNeeded: count >> UInt32(8 * $0)) }
      let digest = Array(ContentHash(of: payload).hexadecimal.prefix(32).utf8)
      let bytes = Array(whole[..<12]) + sizes + digest + payload + Array(whole[(48 + length)...])
      try AtomicFile.write(bytes, to: file, durable: false)
      do throws(DemonstrationError) {
        let store = try DemonstrationStore(folder: folder("store"))
        for index in store.entries.indices { _ = try store.episode(index) }
        if round % 20 == 1 {
          let replay = try DemonstrationReplay([store], scenes: scenes)
          _ = try? replay.observation(of: store.moment(episode: 0, decision: 0), in: .d)
        }
      } catch {
        refused += 1
      }
    }
    #expect(refused > 100)
  }

  @Test func damagedHeadersAreRefusedOrTheSame() throws {
    let folder = try TemporaryFolder()
    _ = try smallStore(folder("store"))
    let file = folder("store/store.json")
    let whole = try readFile(file)
    let untouched = try DemonstrationStore(folder: folder("store")).header
    var stream = RandomStream(seed: 13)
    var refused = 0
    for _ in 0..<400 {
      var bytes = whole
      bytes[stream.index(below: bytes.count)] = UInt8(truncatingIfNeeded: stream.next())
      if stream.index(below: 4) == 0 { bytes.removeLast(stream.index(below: bytes.count)) }
      try AtomicFile.write(bytes, to: file, durable: false)
      do throws(DemonstrationError) {
        let store = try DemonstrationStore(folder: folder("store"))
        // What still opens describes the same number of episodes of the same form.
        #expect(store.header.plan.unitCount == untouched.plan.unitCount)
      } catch {
        refused += 1
      }
    }
    #expect(refused > 250)
    try AtomicFile.write(#"{"format": 2}"#, to: file, durable: false)
    #expect(throws: DemonstrationError.version(file: file, found: 2, known: 1)) {
      try DemonstrationStore(folder: folder("store"))
    }
  }
}
