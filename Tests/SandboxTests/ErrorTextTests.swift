import Demonstrations
import Experiments
import Glibc
import Physics
import Policy
import Tabletop
import Tensors
import Testing
import Training
import Vocabulary
import sandbox

@Suite struct ErrorTextTests {
  private static let full = FileError(path: "/run/summary.json", operation: .write, code: ENOSPC)
  private static let forbidden = FileError(path: "/run/summary.json", operation: .create, code: EACCES)

  /// Errors, their exit codes, and words of what the user is told to try.
  private static let cases: [(error: any Error, code: CommandStatus, words: [String])] = [
    (full, .machine, ["/run/summary.json", "No space left", "make room"]),
    (forbidden, .wrongInput, ["/run/summary.json", "Permission denied", "may you write"]),
    (PhysicsError.versionMismatch(header: 1, library: 2), .machine, ["(2)", "(1)", "sandbox doctor"]),
    (
      PhysicsError.sceneRefused(path: "a.xml", reason: "line 3: no such joint"), .wrongInput,
      ["a.xml", "line 3: no such joint"]
    ),
    (
      PhysicsError.missingNames(["joint slide", "site tcp"]), .wrongInput,
      ["joint slide, site tcp", "Scenes/README.md"]
    ),
    (TabletopError.scenesNotFound(searched: ["/a", "/b"]), .machine, ["/a, /b", "SANDBOX_ROOT"]),
    (TabletopError.wrongCount(field: "robot_obs", count: 3, expected: 15), .wrongInput, ["robot_obs has 3", "15"]),
    (TabletopError.crowded(draws: 1000), .wrongInput, ["1000 draws", "another seed"]),
    (RunError.locked(folder: "out/x", process: 42), .wrongInput, ["out/x", "process 42", "--output"]),
    (RunError.notTrained(agent: "static-24"), .wrongInput, ["static-24", "sandbox train"]),
    (RunError.oneExit(agent: "arm"), .wrongInput, ["arm has one exit", "\"full\""]),
    (RunError.diskFull(path: "out/x", finished: 3, total: 9), .machine, ["out/x", "3 of 9", "make room"]),
    (
      TrainingError.otherTraining(folder: "/cache/t", difference: "window is 8 there and 9 here"), .wrongInput,
      ["/cache/t", "window is 8", "--cache"]
    ),
    (
      DemonstrationError.otherScene(.d, recorded: ContentHash(of: "a"), loaded: ContentHash(of: "b")), .wrongInput,
      ["scene D", "ca978112ca1bbdca", "3e23e8160039594a", "record anew"]
    ),
    (DemonstrationError.incomplete(folder: "/store", finished: 3, total: 9), .wrongInput, ["/store", "3 of 9"]),
    (
      RunError.cannotStart(
        RunEntry(agent: "policy", scene: .d), reason: PolicyError.notACheckpoint(path: "/p", reason: "too short")),
      .wrongInput, ["policy in scene D", "/p is no checkpoint"]
    ),
    (
      RunError.chainFailed(
        RunEntry(agent: "expert", scene: .d), chain: 3, reason: TabletopError.noSlot(.red, .drawer, .calvin)),
      .wrongInput, ["expert in scene D, chain 3", "no room for the red block at drawer", "two at table"]
    ),
    (
      RunError.cannotStart(
        RunEntry(agent: "expert", scene: .d), reason: TabletopError.scenesNotFound(searched: ["/a"])),
      .machine, ["expert in scene D", "SANDBOX_ROOT"]
    ),
    (MachineError.measurement(depth: 2, end: "signal 9"), .machine, ["depth 3", "signal 9", "--computed-only"]),
    (TorchError.libraryMissing(searched: ["/a/b.so"]), .machine, ["/a/b.so", "./sandbox builds it"]),
    (
      TorchError.libraryRefused(path: "/a/b.so", reason: "libc10.so: cannot open"), .machine,
      ["libc10.so", "libtorch-dev", "SANDBOX_LIBTORCH=DIR"]
    ),
    (TorchError.referenceBLAS(path: "/blas/libblas.so.3"), .machine, ["/blas/libblas.so.3", "libopenblas0-pthread"]),
    (
      TorchError.instructionsUnavailable(asked: "avx9", available: [.avx2]), .wrongInput,
      ["SANDBOX_INSTRUCTIONS is avx9", "avx2"]
    ),
    (
      SafetensorsError(path: "a.safetensors", fault: .truncated(expected: 9, found: 3)), .wrongInput,
      ["a.safetensors", "3 bytes", "9"]
    ),
    (CommandStatus.interrupted, .interrupted, []),
  ]

  @Test(arguments: cases.indices)
  func everyErrorHasItsCodeAndWhatToTry(index: Int) {
    let (error, code, words) = Self.cases[index]
    let report = ErrorText.report(error)
    #expect(report.code == code, "\(error)")
    for word in words { #expect(report.text.contains(word), "\(report.text)") }
    if words.isEmpty { #expect(report.text.isEmpty) }
  }
}
