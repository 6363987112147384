import CTorch
import Glibc

/// libtorch, opened when the first tensor is made and never before.
public enum Torch {
  /// Whether the library has been opened.
  public static var isLoaded: Bool { TorchLibrary.isLoaded }

  /// Opens the library, once; the first tensor does it by itself.
  public static func load() throws(TorchError) { _ = try unsafe TorchLibrary.table() }

  /// What has been opened.
  public struct Versions: Hashable, Sendable {
    /// The version in libtorch's headers; Debian's 1.13.1 says "1.13.0".
    public var libtorch: String
    /// The file of the BLAS that multiplies matrices; nil where libtorch brings its own.
    public var blas: String?
    /// The instructions that products and convolutions are computed with.
    public var instructions: InstructionSet
    /// How many threads one operation uses: always 1, workers are threads of their own.
    public var threads: Int
  }

  /// What has been opened; opens it if nothing has.
  public static func versions() throws(TorchError) -> Versions {
    let table = try unsafe TorchLibrary.table()
    return Versions(
      libtorch: unsafe String(cString: table.pointee.version()), blas: MappedLibraries.blas,
      instructions: try InstructionSet.chosen(), threads: unsafe Int(table.pointee.threads()))
  }

  /// The tensors that the calling thread made, minus those that it released: for leak counts.
  public static var liveTensors: Int {
    guard let table = unsafe TorchLibrary.opened() else { return 0 }
    return unsafe Int(table.pointee.live())
  }

  /// Runs `body` without recording what gradients need: for acting, and for everything that is not trained.
  ///
  /// The mode belongs to the thread: nothing in `body` may wait for another task.
  public static func withoutGradient<Result, Failure: Error>(
    _ body: () throws(Failure) -> Result
  ) throws(Failure) -> Result {
    // Without the library there is no tensor; the first one in `body` says what is wrong with the library.
    guard let table = try? unsafe TorchLibrary.table() else { return try body() }
    let before = unsafe table.pointee.set_recording(0)
    defer { _ = unsafe table.pointee.set_recording(before) }
    return try body()
  }
}
