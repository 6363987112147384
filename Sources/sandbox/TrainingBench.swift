import Demonstrations
import Evaluation
import Experiments
import Foundation
import Policy
import Tabletop
import Tensors
import Training
import Vocabulary

/// Training of a policy with random weights, phase by phase, beside what as many threads reach in products of matrices.
struct TrainingBench {
  /// Something that was timed.
  struct Row: Sendable {
    /// What it is.
    let title: String
    /// The beginning of its keys in JSON.
    let key: String
    /// How fast it went.
    let speed: TrainingSpeed
  }

  /// What a measurement came to.
  struct Result: Sendable {
    /// The policy's sizes.
    let preset: PolicyPreset
    /// Threads that shared each batch.
    let replicas: Int
    /// The phases in their order.
    let rows: [Row]
    /// Billions of floating-point operations per second in products of matrices, on as many threads at once.
    let productGigaflops: Double
  }

  /// The policy's sizes.
  let preset: PolicyPreset
  /// Threads that share each batch.
  let replicas: Int

  /// What is done one after the other: recording, encoders, decoder, products.
  static let parts = 4

  /// Records a small store and trains on it, each phase for a time, at least two steps.
  ///
  /// - Parameter progress: told how many of the parts are done.
  func run(seconds: Double, progress: (Int) -> Void) throws -> Result {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("sandbox-\(UUID().uuidString)").path
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let scenes = [SceneName.d: try TabletopScene(.d)]
    var settings = PolicySettings()
    settings.preset = preset
    let policy = settings.configuration(labels: SimulatorLabels.count)
    var plan = DemonstrationPlan()
    (plan.episodes, plan.leftBehindShare) = (1, 0)
    (plan.interval, plan.horizon) = (policy.chunk, policy.chunk)
    func place(_ name: String) throws -> String {
      let path = folder + "/" + name
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
      return path
    }
    let store = try place("demonstrations")
    _ = try DemonstrationStage(plan: plan, scenes: scenes, folder: store, workers: replicas).run()
    progress(1)

    let stream = RandomStream(seed: 1)
    let encoders = try last(
      of: Trainer(
        configuration { $0.encoders.steps = Self.steps }, policy: policy, source: NoDemonstrations(),
        randomViews: SceneViews(scenes, seed: 1), folder: place("encoders"), stream: stream), seconds: seconds)
    progress(2)
    let decoder = try last(
      of: Trainer(
        configuration { $0.decoder.steps = Self.steps }, policy: policy,
        source: StoreSource([DemonstrationStore(folder: store)], scenes: scenes), folder: place("decoder"),
        stream: stream), seconds: seconds)
    progress(3)
    let products = try productRate()
    progress(4)

    var rows = [Row(title: "encoders, on random views", key: "encoders", speed: encoders.speed)]
    if let look = decoder.lookSpeed { rows.append(Row(title: "a look at demonstrations", key: "look", speed: look)) }
    rows.append(Row(title: "decoder, on what was seen", key: "decoder", speed: decoder.speed))
    return Result(preset: preset, replicas: replicas, rows: rows, productGigaflops: products * 1e-9)
  }

  /// More steps than there is time for.
  private static let steps = 1_000_000

  private func configuration(_ phase: (inout TrainingConfiguration) -> Void) -> TrainingConfiguration {
    var configuration = TrainingConfiguration()
    configuration.replicas = replicas
    (configuration.encoders.steps, configuration.joint.steps, configuration.heads.steps) = (0, 0, 0)
    (configuration.validationInterval, configuration.checkpointInterval) = (0, Self.steps)
    phase(&configuration)
    return configuration
  }

  /// How a training went until its time was over.
  private func last(of trainer: Trainer, seconds: Double) throws -> TrainingProgress {
    var last: TrainingProgress?
    var begun = 0.0
    _ = try trainer.run(
      progress: { progress in
        guard progress.seen == nil else { return }
        if last == nil { begun = Progress.monotonicSeconds() }
        last = progress
      },
      isCancelled: { (last?.step ?? 0) > 1 && Progress.monotonicSeconds() - begun >= seconds })
    guard let last else { preconditionFailure("there are steps to do") }
    return last
  }

  /// Floating-point operations per second of all threads together, each with matrices of its own.
  private func productRate() throws -> Double {
    var sum = 0.0
    _ = try carryOut(
      Array(0..<replicas), workers: replicas, cancellation: Cancellation(), makeContext: { _ in },
      work: { _, _, _ in try Torch.matrixMultiplyRate(repetitions: 200) }, deliver: { sum += $0 })
    return sum
  }
}

extension TrainingBench.Result {
  /// For people.
  var table: TextTable {
    let threads = replicas == 1 ? "1 thread" : "\(replicas) threads"
    var table = TextTable([
      ("preset \(preset.rawValue), \(threads)", .left), ("frames/s", .right), ("GFLOP/s", .right),
      ("of products", .right), ("rendering", .right),
    ])
    for row in rows {
      table.add([
        row.title, row.speed.decisionsPerSecond.text(digits: 0), row.speed.gigaflopsPerSecond.text(digits: 1),
        (100 * share(row)).text(digits: 1) + " %", (100 * row.speed.readingShare).text(digits: 1) + " %",
      ])
    }
    table.add(["products of matrices, 512×512", "", productGigaflops.text(digits: 1), "", ""])
    return table
  }

  /// For machines.
  var json: JSONValue {
    func rounded(_ value: Double) -> JSONValue { .number((value * 1e4).rounded() / 1e4) }
    let members = [
      JSONMember("preset", .text(preset.rawValue)), JSONMember("replicas", .integer(replicas)),
      JSONMember("product_gigaflops_per_second", rounded(productGigaflops)),
    ]
    return .object(
      members
        + rows.flatMap { row in
          [
            JSONMember("\(row.key)_frames_per_second", rounded(row.speed.decisionsPerSecond)),
            JSONMember("\(row.key)_gigaflops_per_second", rounded(row.speed.gigaflopsPerSecond)),
            JSONMember("\(row.key)_product_share", rounded(share(row))),
            JSONMember("\(row.key)_reading_share", rounded(row.speed.readingShare)),
          ]
        })
  }

  private func share(_ row: TrainingBench.Row) -> Double {
    productGigaflops > 0 ? row.speed.gigaflopsPerSecond / productGigaflops : 0
  }
}
