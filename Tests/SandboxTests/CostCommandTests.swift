import Foundation
import Policy
import Testing
import Vocabulary

@Suite struct CostCommandTests {
  private func object(_ arguments: String...) throws -> JSONValue {
    let result = try Program.run(Program.path, ["cost"] + arguments + ["--json"])
    #expect(result.status == 0, "\(result.errors)")
    return try JSONDocument(result.output).value
  }

  private func numbers(_ value: JSONValue?, _ key: String) -> [Int] {
    guard case .list(let entries)? = value else { return [] }
    return entries.compactMap { if case .integer(let number)? = $0[key] { number } else { nil } }
  }

  @Test func theTablesAddUpAndMemoryGrowsWithDepth() throws {
    let value = try object("desk", "--tokens", "7")
    let configuration = PolicyPreset.desk.configuration()
    let cost = CostAccount(configuration)
    let exits = value["exits"]
    let decoder = numbers(exits, "decoder_multiply_accumulates")
    #expect(decoder == (0..<6).map { cost.decoder(upTo: $0, tokens: 7) })
    let weights = numbers(exits, "parameters")
    #expect(numbers(value["parts"], "parameters").reduce(0, +) == weights.last)
    let whole = numbers(value["parts"], "multiply_accumulates").reduce(0, +)
    #expect(numbers(exits, "multiply_accumulates").last == whole)
    // Resident is what the weights take, but for the allocator's pages and buffers.
    let loaded = numbers(exits, "resident_bytes_loaded")
    let peaks = numbers(exits, "resident_bytes_peak")
    #expect(loaded.count == 6 && peaks.count == 6)
    for (bytes, weights) in zip(loaded, weights) {
      #expect(bytes > 4 * weights - 1_000_000 && bytes < 4 * weights + 20_000_000, "\(bytes) for \(4 * weights)")
    }
    for (peak, bytes) in zip(peaks, loaded) { #expect(peak > bytes) }
    // The same for every format: what is computed is what is kept, and what is kept is resident.
    guard case .list(let depths)? = exits else { return }
    for depth in depths {
      let (computed, kept) = (numbers(depth["weights"], "bytes"), numbers(depth["weights"], "kept_bytes"))
      #expect(computed.count == 4 && computed == kept && computed == computed.sorted(by: >))
      for (bytes, resident) in zip(kept, numbers(depth["weights"], "resident_bytes")) {
        #expect(resident > bytes - 1_000_000 && resident < bytes + 20_000_000, "\(resident) for \(bytes)")
      }
    }
    // At full depth 4 bits save 9 million bytes of the decoder, at the peak too.
    if let deepest = depths.last {
      let peaks = numbers(deepest["weights"], "peak_bytes")
      let kept = numbers(deepest["weights"], "kept_bytes")
      #expect(peaks.count == 4 && zip(peaks, kept).allSatisfy { $0 > $1 })
      #expect(peaks.last.map { $0 + 4_000_000 < peaks[0] } == true, "\(peaks)")
    }
  }

  @Test func aCheckpointOfSixteenBitsTakesWhatIsComputed() throws {
    let folder = try TemporaryFolder()
    let network = try PolicyNetwork(PolicyPreset.tiny.configuration(), .drawn(RandomStream(seed: 1)))
    let checkpoint = try network.checkpoint(actionScales: [Double](repeating: 1, count: 6), provenance: .null)
    var computed: [[Int]] = []
    for precision in [Checkpoint.Precision.float16, .float32] {
      let path = "\(folder.path)/\(precision).safetensors"
      try checkpoint.write(to: path, precision: precision)
      guard case .list(let depths)? = try object(path)["exits"] else { throw CocoaError(.fileReadCorruptFile) }
      computed.append(depths.flatMap { numbers($0["weights"], "bytes") })
      #expect(computed.last == depths.flatMap { numbers($0["weights"], "kept_bytes") })
    }
    #expect(computed[0].count == 8 && zip(computed[0], computed[1]).allSatisfy { $0 < $1 }, "\(computed)")
  }

  @Test func publishedSizesAreCountedAndNeverMade() throws {
    let value = try object("openflamingo-3b", "--tokens", "14")
    let decoder = numbers(value["exits"], "decoder_multiply_accumulates")
    // Two layers of 1.3 GMAC to an exit.
    for (exit, operations) in decoder.enumerated() {
      #expect((2.5e9...2.7e9).contains(Double(operations) / Double(exit + 1)))
    }
    #expect(numbers(value["exits"], "resident_bytes_loaded").isEmpty)
    let table = try Program.run("cost", "openflamingo-3b").output
    #expect(table.contains("layer 11, cross-attention") && table.contains("resampler, both cameras"))
  }

  @Test func whatIsNoPolicyIsRefused() throws {
    let folder = try TemporaryFolder()
    let experiment = try folder.write(#"{"policy": {"preset": "tiny"}}"#, to: "a.json")
    #expect(numbers(try object(experiment, "--computed-only")["exits"], "layers") == [2, 4])
    let missing = try Program.run("cost", "dsk")
    #expect(missing.status == 2 && missing.errors.contains("desk"), "\(missing.errors)")
    let long = try Program.run("cost", "tiny", "--tokens", "99")
    #expect(long.status == 2 && long.errors.contains("99"), "\(long.errors)")
    let other = try folder.write("no policy", to: "b.safetensors")
    #expect(try Program.run("cost", other).status == 2)
  }
}
