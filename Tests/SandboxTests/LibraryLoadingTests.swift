import Foundation
import Testing

/// libtorch takes the better part of a second and 155 MB to open, so what needs no tensor must not.
@Suite struct LibraryLoadingTests {
  /// The names of the files that the loader opened while a command ran, as the loader itself reports.
  private func loaded(_ arguments: [String], status: Int32 = 0) throws -> String {
    let folder = try TemporaryFolder()
    _ = try folder.write(
      """
      {"agents": [{"kind": "expert"}], "evaluation": {"chains": 1, "maximumSteps": 12},
       "report": {"frames": [], "pictureSize": 48, "samples": 1}}
      """, to: "expert.json")
    let result = try Program.run(
      Program.path, arguments, in: folder.path,
      environment: ["SANDBOX_ROOT": Program.root, "LD_DEBUG": "files", "LD_DEBUG_OUTPUT": folder.path + "/loaded"])
    #expect(result.status == status, "\(arguments): \(result.errors)")
    let reports = folder.contents.filter { $0.hasPrefix("loaded") }
    return try reports.map { try String(contentsOfFile: folder.path + "/" + $0, encoding: .utf8) }.joined()
  }

  @Test(arguments: [
    ["--help"], ["schema"], ["scenes"], ["chains", "generate", "--count", "1"], ["frame", "--output", "frame.png"],
    ["states", "check", "none"], ["run", "expert.json"],
  ])
  func commandsWithoutTensorsDoNotOpenLibtorch(arguments: [String]) throws {
    let libraries = try loaded(arguments, status: arguments[0] == "states" ? 2 : 0)
    #expect(libraries.contains("libmujoco"), "\(arguments)")
    #expect(!libraries.contains("torch") && !libraries.contains("blas"), "\(arguments)")
  }

  @Test func theDoctorOpensItAndTellsWhatItFound() throws {
    let libraries = try loaded(["doctor"])
    #expect(libraries.contains("libSandboxTorch.so") && libraries.contains("libtorch_cpu"))
    let result = try Program.run("doctor", environment: ["SANDBOX_ROOT": Program.root, "SANDBOX_INSTRUCTIONS": "avx2"])
    #expect(result.output.contains("libtorch    1.") && result.output.contains("avx2"), "\(result.output)")
  }

  /// The program on its own, without the library beside it.
  @Test func theMissingLibraryIsNamedWithItsRemedy() throws {
    let folder = try TemporaryFolder()
    let copy = folder.path + "/sandbox"
    try Program.copy(to: copy)
    let result = try Program.run(copy, ["doctor"], environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 3)
    #expect(result.output.contains("\(folder.path)/libSandboxTorch.so\n"), "\(result.output)")
    #expect(result.output.contains("./sandbox builds it"))
  }

  @Test func instructionsThatThereAreNotAreRefused() throws {
    let result = try Program.run("doctor", environment: ["SANDBOX_ROOT": Program.root, "SANDBOX_INSTRUCTIONS": "avx1"])
    #expect(result.status == 3 && result.output.contains("SANDBOX_INSTRUCTIONS is avx1"), "\(result.output)")
  }
}
