import Tensors
import Testing

@Suite struct TensorTests {
  @Test func elementsComeBackAsTheyWentIn() throws {
    let numbers = (0..<24).map { Float($0) - 7.5 }
    let tensor = try Tensor(numbers, [2, 3, 4])
    #expect(tensor.shape == [2, 3, 4] && tensor.count == 24)
    #expect(try tensor.values() == numbers)
    #expect(try Tensor(integers: [3, -1, 1 << 40], [3]).values() == [3, -1, 0x1p40])
    #expect(try Tensor(bytes: [0, 7, 255], [3, 1]).values() == [0, 7, 255])
    #expect(try Tensor([], [0, 3]).values() == [])
    #expect(try Tensor([2.5], []).scalar() == 2.5)
    var buffer: [Float] = [9, 9, 9, 9]
    try Tensor([1, 2], [2]).copyValues(into: &buffer, at: 1)
    #expect(buffer == [9, 1, 2, 9])
    let written = try Tensor.zeros([2])
    try written.setValues(from: buffer, at: 2)
    #expect(try written.values() == [2, 9])
  }

  @Test func shapesFollowTheirIndices() throws {
    let numbers = (0..<24).map(Float.init)
    let tensor = try Tensor(numbers, [2, 3, 4])
    #expect(try tensor.transpose(0, -1).shape == [4, 3, 2])
    #expect(
      try tensor.flatten(from: 1).transpose(0, 1).values() == (0..<12).flatMap { [Float($0), Float($0) + 12] })
    #expect(try tensor.slice(1, 1..<3).select(0, 1).values() == (16..<24).map(Float.init))
    #expect(try Tensor.cat([tensor.slice(2, 0..<2), tensor.slice(2, 2..<4)], dim: 2).values() == numbers)
    #expect(try Tensor.stack([tensor, tensor], dim: 1).shape == [2, 2, 3, 4])
    #expect(try tensor.flatten(from: 1).shape == [2, 12])
    #expect(
      try tensor.indexSelect(0, Tensor(integers: [1, 1], [2])).select(0, 0).values() == (12..<24).map(Float.init))
    #expect(try Tensor([1, 2], [2, 1]).expand([2, 2]).values() == [1, 1, 2, 2])
  }

  @Test func whatLibtorchRefusesIsThrownWithItsReason() throws {
    let tensor = try Tensor.zeros([2, 3])
    let error = try #require(throws: TorchError.self) { try tensor.matmul(Tensor.zeros([2, 3])) }
    guard case .refused(let reason) = error else {
      Issue.record("\(error)")
      return
    }
    #expect(reason.contains("2x3"))
    #expect(throws: TorchError.self) { try tensor.slice(1, 2..<4) }
    #expect(throws: TorchError.self) { try tensor.sum().backward() }
  }

  @Test func gradientsOfAProductAreItsFactors() throws {
    let first = try Tensor([1, 2, 3], [3])
    let second = try Tensor([4, 5, 6], [3])
    try first.requireGradient()
    try (first * second).sum().backward()
    #expect(try first.gradient()?.values() == [4, 5, 6])
    #expect(try second.gradient() == nil)
    try (first * second).sum().backward()
    #expect(try first.gradient()?.values() == [8, 10, 12])
    first.clearGradient()
    #expect(try first.gradient() == nil)
    let silent = try Torch.withoutGradient { () throws(TorchError) in try first * second }
    #expect(throws: TorchError.self) { try silent.sum().backward() }
  }

  @Test func everyTensorIsReleased() throws {
    let before = Torch.liveTensors
    for _ in 0..<10 {
      let weight = try Tensor.zeros([3, 2])
      try weight.requireGradient()
      let loss = try Tensor.zeros([4, 2]).linear(weight).gelu().sum()
      try loss.backward()
      #expect(throws: TorchError.self) { try weight.matmul(weight) }
      #expect(Torch.liveTensors > before)
    }
    #expect(Torch.liveTensors == before)
    #expect(try Torch.versions().threads == 1)
  }

  @Test func halfPrecisionIsWidenedExactly() {
    let halves = (UInt16.min...UInt16.max).map { Float16(bitPattern: $0) }.filter(\.isFinite)
    #expect(widened(halves).map(\.bitPattern) == halves.map { Float($0).bitPattern })
  }
}
