import Foundation
import Testing
import Vocabulary

@Suite(.serialized) struct WatchedRunTests {
  /// The expert and random actions, two chains each, on small pictures.
  private static let small = """
    {"name": "small", "seed": 3, "agents": [{"kind": "expert"}, {"kind": "random"}],
     "evaluation": {"chains": 2, "maximumSteps": 60, "recordSteps": true},
     "report": {"frames": [1], "pictureSize": 48, "samples": 1, "frameEverySteps": 15}}
    """

  @Test func aWindowChangesNothingOfARun() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let (plain, watched) = (folder.path + "/plain", folder.path + "/watched")
    let headless = try Program.run("run", file, "--output", plain, environment: ["SANDBOX_ROOT": Program.root])
    #expect(headless.status == 0, "\(headless.errors)")
    let driver = try WindowDriver(try Display(), ["run", file, "--output", watched, "--watch"], in: folder)
    // Held up, stepped and let go again, while it lasts.
    try? driver.press("space", "period", "period", "n", "minus", "space", "2", "Tab")
    #expect(try driver.end() == 0, "\(driver.errors)")
    #expect(driver.output.replacing(watched, with: plain) == headless.output)
    let (first, second) = (try RunCommandTests.contents(plain), try RunCommandTests.contents(watched))
    #expect(first.keys.sorted() == second.keys.sorted())
    for (name, data) in first { #expect(second[name] == data, "\(name)") }
  }

  @Test func closingTheWindowKeepsTheRecord() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let output = folder.path + "/long"
    let driver = try WindowDriver(
      try Display(), ["run", file, "--output", output, "--watch", "--set", "evaluation.chains=3000"], in: folder)
    try driver.wait(for: "a finished chain") {
      try Program.run("export", output, "--table", "chains").output.split(separator: "\n").count > 1
    }
    try driver.press("Escape")
    #expect(try driver.end() == 130, "\(driver.errors)")
    #expect(driver.errors.contains("the same command goes on"))
    let kept = try Program.run("export", output, "--table", "chains").output.split(separator: "\n").count - 1
    #expect(kept >= 1 && kept < 6000)
  }

  @Test func aRecordedChainIsGoneThroughInBothDirections() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let output = folder.path + "/out"
    let run = try Program.run("run", file, "--output", output, environment: ["SANDBOX_ROOT": Program.root])
    #expect(run.status == 0, "\(run.errors)")
    let driver = try WindowDriver(
      try Display(), ["replay", output, "--chain", "1", "--agent", "expert"], in: folder, size: "1000x640")
    let (x, y) = (0.02...0.4, 0.2...0.75)
    try driver.wait(for: "a picture of the table") {
      try driver.shot().difference(from: Image(width: 1000, height: 640), x: x, y: y) > 0.9
    }
    try driver.press("space", "Home")
    let start = try driver.shot()
    try driver.press("greater", "greater")
    let later = try driver.shot()
    try driver.press("less", "less")
    #expect(later.difference(from: start, x: x, y: y) > 0)
    #expect(try driver.shot().difference(from: start, x: x, y: y) == 0)
    try driver.press("Right", "Right", "Left", "Left")
    #expect(try driver.shot().difference(from: start, x: x, y: y) == 0)
    try driver.press("End")
    let end = try driver.shot()
    #expect(end.difference(from: start, x: x, y: y) > 0)
    // The line below: its right border is the end, its left one the start.
    try driver.point(985, 625)
    try driver.display.xdotool("click", "1")
    #expect(try driver.shot().difference(from: end, x: x, y: y) == 0)
    try driver.drag(1, from: (500, 625), to: (12, 625))
    #expect(try driver.shot().difference(from: start, x: x, y: y) == 0)
    try driver.press("Escape")
    #expect(try driver.end() == 0, "\(driver.errors)")
  }

  @Test(arguments: [["watch"], ["run", "--watch"]])
  func withoutADisplayTheHeadlessCommandsAreNamed(command: [String]) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let result = try Program.run(
      "/usr/bin/env", ["-u", "DISPLAY", "-u", "WAYLAND_DISPLAY", Program.path] + command + [file], in: folder.path,
      environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 3 && result.output.isEmpty, "\(result.errors)")
    #expect(result.errors.contains("no display") && result.errors.contains("sandbox run"), "\(result.errors)")
    #expect(folder.contents == ["small.json"])
  }

  @Test func wrongNamesAreTold() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.small, to: "small.json")
    let cases = [
      (["watch", file, "--agent", "expertt"], "did you mean expert?"), (["watch", file, "--chain", "7"], "0 to 1"),
      (["watch", file, "--scene", "A"], "scene A is not one of the experiment's: D"),
      (["watch", file, "--window", "10x10"], "--window"), (["replay", folder.path], "holds no run.sqlite"),
    ]
    for (arguments, words) in cases {
      let result = try Program.run(Program.path, arguments, environment: ["SANDBOX_ROOT": Program.root])
      #expect(result.status == 2, "\(arguments): \(result.errors)")
      #expect(result.errors.contains(words), "\(result.errors)")
    }
  }
}
