import Foundation
import Testing

@Suite struct CommandLineTests {
  /// Every command, with the words that its help must have.
  static let commands = [
    ["schema"], ["doctor"], ["chains"], ["chains", "generate"], ["chains", "stats"], ["chains", "check"],
    ["states"], ["states", "check"], ["frame"], ["scenes"], ["bench"], ["bench", "simulate"], ["bench", "window"],
    ["bench", "training"],
    ["run"], ["watch"], ["replay"], ["export"],
  ]

  @Test func withoutArgumentsTheHelpIsPrinted() throws {
    let result = try Program.run()
    #expect(result.status == 0)
    #expect(result.output.contains("SUBCOMMANDS:") && result.output.contains("Exit codes: 0 done"))
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: commands)
  func helpGoesToStandardOutputAndExplains(command: [String]) throws {
    let result = try Program.run(Program.path, command + ["--help"])
    #expect(result.status == 0)
    #expect(
      result.output.contains("OVERVIEW:") && result.output.contains("USAGE: sandbox \(command.joined(separator: " "))"))
    #expect(result.errors.isEmpty)
  }

  @Test(arguments: [
    (["scheme"], "no command scheme; did you mean schema?"), (["xyzzyxyzzy"], "`sandbox --help` lists"),
    (["schema", "--jsn"], "--jsn"), (["schema", "extra"], "extra"),
    (["chains", "generate", "--count", "0"], "--count is a whole number from 1 to 1000000"),
    (["chains", "generate", "--rules", "none"], "physical"), (["chains", "check"], "<file>"),
    (["chains", "check", "/nowhere.jsonl"], "/nowhere.jsonl cannot be read: No such file or directory"),
    (["schema", "--json", "--markdown"], "--json and --markdown exclude each other"),
  ])
  func wrongInputOnTheCommandLineExitsWithTwo(arguments: [String], words: String) throws {
    let result = try Program.run(Program.path, arguments)
    #expect(result.status == 2, "\(arguments)")
    #expect(result.output.isEmpty, "\(arguments)")
    #expect(result.errors.contains(words), "\(result.errors)")
  }

  @Test func theSchemaIsPrintedInThreeForms() throws {
    let text = try Program.run("schema")
    let json = try Program.run("schema", "--json")
    let markdown = try Program.run("schema", "--markdown")
    #expect((text.status, json.status, markdown.status) == (0, 0, 0))
    let rows = try #require(JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [[String: String]])
    #expect(rows.count > 15)
    for row in rows {
      let key = try #require(row["key"])
      let sentence = try #require(row["sentence"])
      #expect(text.output.contains(key) && text.output.contains(sentence), "\(key)")
      #expect(markdown.output.contains("| `\(key)` |"), "\(key)")
    }
  }

  @Test func theDoctorTellsEveryVersionAndWhatIsMissing() throws {
    let result = try Program.run("doctor", environment: ["SANDBOX_ROOT": Program.root])
    for word in [
      "Swift", "MuJoCo", "libtorch", "BLAS", "libpng", "zlib", "Cairo", "SQLite", "OpenSSL", "processor", "display",
      "free disk",
    ] {
      #expect(result.output.contains(word), "\(word)")
    }
    #expect(result.status == 0, "\(result.output)")
    #expect(result.output.contains("nothing is missing"))
  }

  @Test func theDoctorNamesAMissingCheckout() throws {
    let folder = try TemporaryFolder()
    let copy = folder.path + "/sandbox"
    try Program.copy(to: copy)
    let result = try Program.run(copy, ["doctor"], environment: ["SANDBOX_ROOT": "/nowhere"])
    #expect(result.status == 3)
    #expect(result.output.contains("missing: the folder Scenes"))
  }

  @Test func aClosedPipeEndsTheProgramQuietly() throws {
    let result = try Program.run("/bin/sh", ["-c", "'\(Program.path)' schema | head -n 1"])
    #expect(result.output == "name\n")
    #expect(result.errors.isEmpty)
  }
}
