import Foundation
import Tensors
import Testing
import Vocabulary

@Suite struct RepeatabilityTests {
  /// The loss, a gradient and the output of a small network with each kind of heavy operation.
  private static func compute() throws -> [Float] {
    var stream = RandomStream(seed: 5).split("network")
    func random(_ shape: [Int]) throws -> Tensor {
      try Tensor((0..<shape.reduce(1, *)).map { _ in Float(stream.normal()) }, shape)
    }
    let pictures = try random([3, 3, 20, 20])
    let kernel = try random([8, 3, 5, 5])
    let weight = try random([64, 8])
    try kernel.requireGradient()
    try weight.requireGradient()
    let features = try pictures.conv2d(kernel, stride: 2, padding: 2).groupNorm(4).gelu().mean([2, 3])
    let output = try features.linear(weight).layerNorm().softmax(-1)
    let loss = try (output * output).sum()
    try loss.backward()
    return try [loss.scalar()] + output.values() + kernel.gradient()!.values() + weight.gradient()!.values()
  }

  private final class Results: Sendable {
    private let lock = NSLock()
    nonisolated(unsafe) private var results: [[Float]] = []

    func add(_ values: [Float]) {
      lock.withLock { unsafe results.append(values) }
    }
    var all: [[Float]] { lock.withLock { unsafe results } }
  }

  /// Threads at the same time, each a few times over: the same bits as alone.
  @Test func everyThreadComputesTheSameBits() async throws {
    let alone = try Self.compute()
    let results = Results()
    await withCheckedContinuation { (continuation: CheckedContinuation<Void, Never>) in
      let group = DispatchGroup()
      for _ in 0..<3 {
        group.enter()
        let thread = Thread {
          for _ in 0..<5 { if let values = try? Self.compute() { results.add(values) } }
          group.leave()
        }
        thread.stackSize = 8 << 20
        thread.start()
      }
      group.notify(queue: .global()) { continuation.resume() }
    }
    #expect(results.all.count == 15)
    for values in results.all { #expect(values == alone) }
  }

  @Test func oneOperationUsesOneThread() throws {
    let versions = try Torch.versions()
    #expect(versions.threads == 1 && versions.libtorch.contains("."))
  }
}
