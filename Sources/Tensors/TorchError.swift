/// What can go wrong with tensors.
public enum TorchError: Error, Hashable, Sendable {
  /// The library of tensor operations is not where the program looks for it.
  case libraryMissing(searched: [String])
  /// The library is there and cannot be opened, with the loader's reason: often a libtorch that is not installed.
  case libraryRefused(path: String, reason: String)
  /// The library was built from other sources than the program.
  case libraryOfAnotherBuild(path: String)
  /// The reference BLAS is loaded, which is slower by a factor of twenty and more.
  case referenceBLAS(path: String)
  /// Instructions were asked for that do not exist or that the processor lacks.
  case instructionsUnavailable(asked: String, available: [InstructionSet])
  /// libtorch refused an operation, with its reason.
  case refused(String)
}
