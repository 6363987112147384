import Foundation
import Pictures
import Testing
import Vocabulary

/// A display without a screen: Xvfb on a number of its own, and hands for it. There is no window manager.
final class Display {
  /// What is wrong with the machine.
  struct Missing: Error, CustomStringConvertible {
    let tool: String
    var description: String { "\(tool) is missing: `./sandbox test` installs what tests need" }
  }

  let environment: [String: String]
  private let server: Process
  private let folder: TemporaryFolder

  init() throws {
    for tool in ["/usr/bin/Xvfb", "/usr/bin/xdotool", "/usr/bin/python3"]
    where !FileManager.default.isExecutableFile(atPath: tool) { throw Missing(tool: tool) }
    folder = try TemporaryFolder()
    server = Process()
    // The threads of tests block most signals, and so would a program started from one of them.
    server.executableURL = URL(fileURLWithPath: "/usr/bin/python3")
    server.arguments = [
      "-c",
      "import os, signal, sys; signal.pthread_sigmask(signal.SIG_SETMASK, []); os.execv(sys.argv[1], sys.argv[1:])",
      "/usr/bin/Xvfb", "-displayfd", "1", "-screen", "0", "1280x720x24", "-nolisten", "tcp", "-fbdir", folder.path,
    ]
    let pipe = Pipe()
    server.standardOutput = pipe
    server.standardError = FileHandle.nullDevice
    try server.run()
    // It says its number when it is ready.
    var number = ""
    while !number.hasSuffix("\n") {
      let data = pipe.fileHandleForReading.availableData
      guard !data.isEmpty else { throw Missing(tool: "Xvfb") }
      number += String(decoding: data, as: UTF8.self)
    }
    environment = [
      "DISPLAY": ":" + number.trimmingCharacters(in: .whitespacesAndNewlines), "SANDBOX_ROOT": Program.root,
    ]
  }

  deinit {
    server.terminate()
    server.waitUntilExit()
  }

  /// The file that holds what is on the screen, in X's own format.
  var screenFile: String { folder.path + "/Xvfb_screen0" }

  /// Moves keys, mouse and windows.
  @discardableResult
  func xdotool(_ arguments: String...) throws -> String {
    let result = try Program.run("/usr/bin/xdotool", arguments, environment: environment)
    #expect(result.status == 0, "xdotool \(arguments): \(result.errors)")
    return result.output
  }
}

/// The program with its window, driven with keys and mouse, looked at through screenshots.
final class WindowDriver {
  /// A wait that came to nothing.
  struct Impatience: Error, CustomStringConvertible {
    let description: String
  }

  let display: Display
  let pictures: String
  private let process = Process()
  private let folder: TemporaryFolder
  private var shots = 0
  private var window = ""

  /// Starts the program, waits for its window and gives it the focus.
  init(_ display: Display, _ arguments: [String], in folder: TemporaryFolder, size: String = "1000x640") throws {
    self.display = display
    self.folder = folder
    pictures = folder.path + "/pictures"
    process.executableURL = URL(fileURLWithPath: Program.path)
    process.arguments = arguments + ["--window", size, "--pictures", pictures]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.environment = ProcessInfo.processInfo.environment.merging(display.environment) { _, new in new }
    process.standardInput = FileHandle.nullDevice
    for name in ["output", "errors"] { _ = try folder.write("", to: name) }
    process.standardOutput = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/output"))
    process.standardError = try FileHandle(forWritingTo: URL(fileURLWithPath: folder.path + "/errors"))
    try process.run()
    try wait(for: "a window") {
      let found = try Program.run(
        "/usr/bin/xdotool", ["search", "--onlyvisible", "--name", "Sandbox"], environment: display.environment)
      window = found.output.split(separator: "\n").last.map(String.init) ?? ""
      return !window.isEmpty
    }
    try display.xdotool("windowfocus", "--sync", window)
  }

  deinit { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }

  /// What the program wrote so far.
  var errors: String { (try? String(contentsOfFile: folder.path + "/errors", encoding: .utf8)) ?? "" }
  /// What the program printed so far.
  var output: String { (try? String(contentsOfFile: folder.path + "/output", encoding: .utf8)) ?? "" }

  /// Waits until something holds, for a minute at most.
  func wait(for what: String, _ holds: () throws -> Bool) throws {
    for _ in 0..<600 {
      if try holds() { return }
      guard process.isRunning else { throw Impatience(description: "no \(what), the program has ended: \(errors)") }
      usleep(100_000)
    }
    throw Impatience(description: "no \(what) after a minute: \(errors)")
  }

  /// Presses keys, one after the other, by X's names for them.
  func press(_ keys: String...) throws { for key in keys { try display.xdotool("key", key) } }

  /// Types a text.
  func type(_ text: String) throws { try display.xdotool("type", "--delay", "20", text) }

  /// Moves the pointer to a place in the window.
  func point(_ x: Int, _ y: Int) throws { try display.xdotool("mousemove", "--window", window, "\(x)", "\(y)") }

  /// Drags with a button of the mouse.
  func drag(_ button: Int, from: (Int, Int), to: (Int, Int)) throws {
    try point(from.0, from.1)
    try display.xdotool("mousedown", "\(button)")
    try point((from.0 + to.0) / 2, (from.1 + to.1) / 2)
    try point(to.0, to.1)
    try display.xdotool("mouseup", "\(button)")
  }

  /// Changes the window's size.
  func resize(_ width: Int, _ height: Int) throws {
    try display.xdotool("windowsize", "--sync", window, "\(width)", "\(height)")
  }

  /// Takes a screenshot with the window's own key.
  func shot() throws -> Image { try PNG.decodeImage(readFile(shotFile())) }

  /// Takes a screenshot and tells where it is.
  func shotFile() throws -> String {
    shots += 1
    try press("p")
    let digits = String(shots)
    let ending = "-screenshot-" + String(repeating: "0", count: 3 - digits.count) + digits + ".png"
    var path = ""
    try wait(for: "screenshot \(shots)") {
      let names = (try? FileManager.default.contentsOfDirectory(atPath: pictures)) ?? []
      guard let name = names.first(where: { $0.hasSuffix(ending) }) else { return false }
      path = pictures + "/" + name
      return true
    }
    return path
  }

  /// Waits for the program's end; its exit code.
  func end() throws -> Int32 {
    for _ in 0..<1200 where process.isRunning { usleep(100_000) }
    guard !process.isRunning else { throw Impatience(description: "the program does not end: \(errors)") }
    process.waitUntilExit()
    return process.terminationReason == .exit ? process.terminationStatus : 128 + process.terminationStatus
  }
}

extension Image {
  /// The share of a rectangle's pixels, given in shares of the sides, that differ from another picture's by more than
  /// noise; 1 where the sizes differ.
  func difference(
    from other: Image, x: ClosedRange<Double> = 0...1, y: ClosedRange<Double> = 0...1
  ) -> Double {
    guard width == other.width, height == other.height else { return 1 }
    var (count, different) = (0, 0)
    for row in Int(y.lowerBound * Double(height))..<Int(y.upperBound * Double(height)) {
      for column in Int(x.lowerBound * Double(width))..<Int(x.upperBound * Double(width)) {
        let index = (row * width + column) * 3
        count += 1
        let changes = (0..<3).contains { abs(Int(pixels[index + $0]) - Int(other.pixels[index + $0])) > 8 }
        if changes { different += 1 }
      }
    }
    return Double(different) / Double(max(1, count))
  }

  /// The share of pixels in a rectangle that are of a colour, to within a few steps.
  func share(of color: (Int, Int, Int), x: ClosedRange<Double> = 0...1, y: ClosedRange<Double> = 0...1) -> Double {
    var (count, found) = (0, 0)
    for row in Int(y.lowerBound * Double(height))..<Int(y.upperBound * Double(height)) {
      for column in Int(x.lowerBound * Double(width))..<Int(x.upperBound * Double(width)) {
        let index = (row * width + column) * 3
        count += 1
        let distance =
          abs(Int(pixels[index]) - color.0) + abs(Int(pixels[index + 1]) - color.1)
          + abs(Int(pixels[index + 2]) - color.2)
        if distance < 24 { found += 1 }
      }
    }
    return Double(found) / Double(max(1, count))
  }
}
