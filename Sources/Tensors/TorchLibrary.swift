import CTorch
import Glibc
import Synchronization

/// The opened library: a table of functions that lives as long as the process.
enum TorchLibrary {
  /// The file's name; it lies beside the executable.
  static let fileName = "libSandboxTorch.so"

  /// What opening came to; the address is the table's.
  private enum Opening: Sendable {
    case notYet
    case table(UInt)
    case failed(TorchError)
  }

  private static let opening = Mutex(Opening.notYet)
  /// The table's address once it is there: reading it costs no lock.
  private static let address = Atomic<UInt>(0)

  static var isLoaded: Bool { address.load(ordering: .acquiring) != 0 }

  /// The table, if the library has been opened.
  @inline(__always)
  static func opened() -> UnsafePointer<ct_table>? {
    unsafe UnsafePointer(bitPattern: address.load(ordering: .acquiring))
  }

  /// The table; opens the library the first time. A failure is remembered.
  @inline(__always)
  static func table() throws(TorchError) -> UnsafePointer<ct_table> {
    if let table = unsafe opened() { return unsafe table }
    return try unsafe openedNow()
  }

  @inline(never)
  private static func openedNow() throws(TorchError) -> UnsafePointer<ct_table> {
    let result = opening.withLock { state in
      if case .notYet = state {
        do throws(TorchError) { state = .table(try open()) } catch { state = .failed(error) }
      }
      return state
    }
    switch result {
    case .table(let place):
      address.store(place, ordering: .releasing)
      return unsafe UnsafePointer(bitPattern: place)!
    case .failed(let error): throw error
    case .notYet: preconditionFailure("the library is open or was refused")
    }
  }

  private static func open() throws(TorchError) -> UInt {
    let places = LibraryPlaces.candidates(fileName)
    guard let path = places.first(where: { unsafe access($0, R_OK) == 0 }) else {
      throw .libraryMissing(searched: places)
    }
    prepareEnvironment(try InstructionSet.chosen())
    guard let library = unsafe dlopen(path, RTLD_NOW | RTLD_LOCAL) else {
      throw .libraryRefused(path: path, reason: unsafe String(cString: dlerror()))
    }
    if let blas = MappedLibraries.referenceBLAS() { throw .referenceBLAS(path: blas) }
    typealias Open = @convention(c) (Int32) -> UnsafePointer<ct_table>?
    guard let symbol = unsafe dlsym(library, "ct_open"),
      let table = unsafe unsafeBitCast(symbol, to: Open.self)(Int32(CT_VERSION))
    else { throw .libraryOfAnotherBuild(path: path) }
    return UInt(bitPattern: table)
  }

  /// One thread per operation, and the same instructions on every machine: libraries read this only while they load.
  private static func prepareEnvironment(_ instructions: InstructionSet) {
    let threads = ["OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "GOTO_NUM_THREADS", "MKL_NUM_THREADS"]
    for name in threads { unsafe setenv(name, "1", 1) }
    for (name, value) in instructions.settings { unsafe setenv(name, value, 1) }
  }
}
