import Tensors

extension ErrorText {
  private static let install = "apt-get install -y libtorch-dev libopenblas0-pthread"

  static func report(_ error: TorchError) -> Report {
    switch error {
    case .libraryMissing(let searched):
      Report(
        .machine,
        "the library of tensor operations is not at \(searched.joined(separator: ", "))\n"
          + "./sandbox builds it together with the program")
    case .libraryRefused(let path, let reason):
      Report(
        .machine,
        "\(path) cannot be opened: \(reason)\n\(install), as root, or SANDBOX_LIBTORCH=DIR for another libtorch; "
          + "then build again with ./sandbox")
    case .libraryOfAnotherBuild(let path):
      Report(.machine, "\(path) was built from other sources than this program; ./sandbox builds both")
    case .referenceBLAS(let path):
      Report(
        .machine,
        "matrix products would run on the reference BLAS (\(path)), which takes twenty times as long\n"
          + "apt-get install -y libopenblas0-pthread, as root, puts OpenBLAS in its place")
    case .instructionsUnavailable(let asked, let available):
      Report(
        .wrongInput,
        "\(InstructionSet.variable) is \(asked); this processor can do "
          + available.map(\.rawValue).joined(separator: " and "))
    case .refused(let reason): Report(.machine, "libtorch refused an operation: \(reason)")
    }
  }
}
