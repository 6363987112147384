extension Torch {
  /// The floating-point operations per second of a product of two square matrices on the calling thread.
  ///
  /// What a throughput is compared with. The fastest of the repetitions, since others may use the machine; one of
  /// size 512 takes 1 to 4 ms.
  public static func matrixMultiplyRate(size: Int = 512, repetitions: Int = 50) throws(TorchError) -> Double {
    precondition(size > 0 && repetitions > 0, "there must be something to measure")
    return try withoutGradient { () throws(TorchError) in
      let matrix = try Tensor([Float](repeating: 0.5, count: size * size), [size, size])
      let clock = ContinuousClock()
      var shortest = Duration.seconds(3600)
      for _ in 0...repetitions {
        let start = clock.now
        _ = try matrix.matmul(matrix)
        shortest = min(shortest, clock.now - start)
      }
      let operations = 2 * Double(size) * Double(size) * Double(size)
      return operations / (shortest / .seconds(1))
    }
  }
}
