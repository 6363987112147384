import Foundation
import Testing
import Viewer
import Vocabulary

/// The window on a virtual display, driven as a person drives it. `WindowKeys.md` is the table of what is looked at.
@Suite(.serialized) struct WindowKeysTests {
  /// A line of the table: the keys, what is done, what was seen.
  private struct Finding {
    let keys: String
    let done: String
    let seen: String
    let holds: Bool
  }

  private static let experiment = """
    {"name": "keys", "seed": 3, "agents": [{"name": "expert", "kind": "expert"}],
     "evaluation": {"chains": 3, "workers": 1}, "report": {"frames": []}}
    """

  private static func python(_ arguments: String...) throws -> [Double] {
    let script = Program.root + "/Tests/SandboxTests/screen.py"
    let result = try Program.run("/usr/bin/python3", [script] + arguments)
    #expect(result.status == 0, "\(result.errors)")
    return result.output.split(whereSeparator: \.isWhitespace).compactMap { Double($0) }
  }

  /// The rectangle of the large view in the driver's window of 1000 × 640 with words and figures, in shares.
  private static let view = (x: 0.02...0.4, y: 0.2...0.75)

  @Test func everyKeyIsSeenToDoWhatItSays() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Self.experiment, to: "keys.json")
    let driver = try WindowDriver(try Display(), ["watch", file], in: folder)
    var findings: [Finding] = []
    func note(_ keys: String, _ done: String, _ seen: String, _ holds: Bool) {
      findings.append(Finding(keys: keys, done: done, seen: seen, holds: holds))
      #expect(holds, "\(keys): \(done): \(seen)")
    }
    func view(_ a: Image, _ b: Image) -> Double { a.difference(from: b, x: Self.view.x, y: Self.view.y) }

    // Something is to be seen before anything is claimed.
    try driver.wait(for: "a picture of the table") {
      try driver.shot().difference(from: Image(width: 1000, height: 640), x: Self.view.x, y: Self.view.y) > 0.9
    }
    try driver.press("space")
    let still = try driver.shot()
    usleep(500_000)
    let later = try driver.shot()
    note("Space", "pressed while the agent acts", "the arm stands still", view(still, later) == 0)
    try driver.press("period", "period", "period")
    let stepped = try driver.shot()
    note(
      ".", "pressed three times", "the strip of steps is longer",
      stepped.difference(from: later, y: 0.92...0.98) > 0 && view(stepped, later) < 0.5)
    try driver.press("h")
    let help = try driver.shot()
    try driver.press("h")
    let withoutHelp = try driver.shot()
    note(
      "H", "pressed twice", "the list of keys comes and goes",
      help.difference(from: stepped, x: 0.3...0.7, y: 0.2...0.8) > 0.5 && view(withoutHelp, stepped) == 0)
    try driver.press("2")
    let gripper = try driver.shot()
    try driver.press("3")
    let free = try driver.shot()
    try driver.press("1")
    let fixed = try driver.shot()
    note(
      "1  2  3", "pressed in the order 2, 3, 1", "three different views, and the first one again",
      view(gripper, stepped) > 0.5 && view(free, gripper) > 0.5 && view(fixed, stepped) == 0)
    try driver.press("Tab")
    let large = try driver.shot()
    try driver.press("Tab")
    let two = try driver.shot()
    note(
      "Tab", "pressed twice", "the second view goes, and comes back",
      large.difference(from: fixed, x: 0.45...0.7, y: 0.15...0.4) > 0.5 && view(two, fixed) == 0)
    try driver.press("o")
    let bare = try driver.shot()
    try driver.press("o")
    let told = try driver.shot()
    note(
      "O", "pressed twice", "header and panel go, and come back",
      bare.difference(from: fixed, x: 0.75...1) > 0.3 && view(told, fixed) == 0)
    try driver.drag(1, from: (200, 300), to: (290, 330))
    let orbited = try driver.shot()
    try driver.drag(3, from: (200, 300), to: (260, 260))
    let panned = try driver.shot()
    try driver.display.xdotool("click", "--repeat", "4", "4")
    let zoomed = try driver.shot()
    note(
      "Mouse", "left drag, right drag, wheel over the large view", "a free camera, elsewhere each time",
      view(orbited, free) > 0.2 && view(panned, orbited) > 0.2 && view(zoomed, panned) > 0.2)
    try driver.press("c")
    let back = try driver.shot()
    note("C", "pressed after that", "the free camera as it was at first", view(back, free) == 0)
    try driver.press("1", "n")
    let next = try driver.shot()
    note(
      "N", "pressed", "another sentence, another start",
      next.difference(from: fixed, x: 0...0.5, y: 0...0.1) > 0.005 && view(next, fixed) > 0.01)
    try driver.press("period", "period", "period", "period", "period", "period", "period", "period")
    let moved = try driver.shot()
    try driver.press("r")
    let reset = try driver.shot()
    note(
      "R", "pressed after eight steps", "the start of the chain again", view(moved, next) > 0 && view(reset, next) == 0)
    try driver.press("plus", "plus")
    let faster = try driver.shot()
    try driver.press("minus")
    let slower = try driver.shot()
    try driver.press("0", "space")
    usleep(300_000)
    let running = try driver.shot()
    note(
      "+  −", "pressed while it is paused, then going on", "it goes on at the chosen pace",
      faster.width == slower.width && view(running, reset) > 0)
    try driver.press("space")
    let chip = (x: 0.9...1.0, y: 0.0...0.05)
    let paused = try driver.shot()
    note(
      "0", "pressed before going on", "the mark of the pace is another one than that of the pause",
      running.difference(from: paused, x: chip.x, y: chip.y) > 0.01)
    try driver.press("t")
    try driver.type("turn on the light bulb")
    let typed = try driver.shotAfterTyping()
    let isLit = try bulbIsLit(driver)
    note(
      "T", "typed “turn on the light bulb”, Enter", "the sentence in the header, and the bulb lit in the end",
      typed.difference(from: paused, x: 0...0.5, y: 0...0.1) > 0.005 && isLit)
    try driver.press("g")
    let inHand = try driver.shot()
    note("G", "pressed", "the mark of the arm in hand", inHand.share(of: (204, 121, 167), y: 0...0.05) > 0.0005)
    try driver.display.xdotool("keydown", "Up")
    usleep(700_000)
    try driver.display.xdotool("keyup", "Up")
    let pushed = try driver.shot()
    note(
      "Arrows, Page Up, Page Down", "Up held down for a moment", "the arm moves, by hand",
      view(pushed, inHand) > 0.002 && pushed.share(of: (204, 121, 167), y: 0.9...1) > 0.002)
    try driver.display.xdotool("keydown", "a")
    usleep(700_000)
    try driver.display.xdotool("keyup", "a")
    let turned = try driver.shot()
    let hand = (x: 0.46...0.68, y: 0.12...0.5)
    note(
      "A D, W S, Q E", "A held down for a moment", "the gripper camera turns",
      turned.difference(from: pushed, x: hand.x, y: hand.y) > 0.05)
    try driver.press("x")
    usleep(700_000)
    let gripped = try driver.shot()
    try driver.press("x")
    usleep(700_000)
    let opened = try driver.shot()
    note(
      "X", "pressed twice", "the fingers close and open",
      gripped.difference(from: turned, x: hand.x, y: hand.y) > 0.005
        && opened.difference(from: gripped, x: hand.x, y: hand.y) > 0.005)
    try driver.press("Escape", "m")
    usleep(1_500_000)
    try driver.press("m")
    try driver.wait(for: "the recording") {
      FileManager.default.fileExists(atPath: driver.pictures + "/keys-recording-001.png")
    }
    let frames = try Self.python("frames", driver.pictures + "/keys-recording-001.png")
    note(
      "M", "pressed twice, with time between", "an animated PNG of several frames", frames[0] >= 2 && frames[1] == 1000)
    try driver.resize(700, 500)
    try driver.wait(for: "a picture of the new size") { try driver.shot().width == 700 }
    try driver.press("space", "o")
    let file700 = try driver.shotFile()
    try driver.wait(for: "the notice to go") { try Self.python("same", driver.display.screenFile, file700)[0] == 1 }
    let colors = try Self.python("same", driver.display.screenFile, file700)[1]
    note("P", "pressed after the window was made smaller", "a PNG with the very pixels of the screen", colors > 1000)
    try driver.press("Escape")
    let status = try driver.end()
    note("Esc", "pressed", "the window closes, exit code 0", status == 0)

    let table = Self.table(findings)
    if ProcessInfo.processInfo.environment["SANDBOX_RECORD"] != nil {
      try table.write(toFile: Self.tableFile, atomically: true, encoding: .utf8)
      Issue.record("the table was recorded; run again without SANDBOX_RECORD")
    }
    #expect(try String(contentsOfFile: Self.tableFile, encoding: .utf8) == table, "record with SANDBOX_RECORD=1")
    for row in KeyTable.rows(for: .live) { #expect(findings.contains { $0.keys == row.keys }, "\(row.keys)") }
  }

  private static let tableFile = Program.root + "/Tests/SandboxTests/WindowKeys.md"

  private static func table(_ findings: [Finding]) -> String {
    var text = """
      # Keys of the window, and what was seen

      Written by `WindowKeysTests` in a real window on Xvfb, with xdotool's keys and mouse; screenshots are compared.

      | Keys | Done | Seen |
      |---|---|---|

      """
    for finding in findings { text += "| \(finding.keys) | \(finding.done) | \(finding.seen) |\n" }
    return text
  }

  /// Whether the bulb is lit before the subtask's steps are used up, in the static camera's picture.
  private func bulbIsLit(_ driver: WindowDriver) throws -> Bool {
    try driver.wait(for: "the lit bulb") {
      try driver.shot().share(of: (255, 255, 88), x: Self.view.x, y: 0.1...0.4) > 0.0005
    }
    return true
  }
}

extension WindowDriver {
  /// Sends off what was typed and looks.
  fileprivate func shotAfterTyping() throws -> Image {
    try press("Return")
    return try shot()
  }
}
