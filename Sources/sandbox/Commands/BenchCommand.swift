import ArgumentParser
import Viewer
import Vocabulary

struct BenchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "bench", abstract: "Measure how fast things are on this machine.",
    subcommands: [Simulate.self, Decide.self, Weights.self, Training.self, Window.self])

  struct Simulate: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure control steps with both cameras on one core.",
      discussion: """
        The scripted expert carries out chains; each of its actions is simulated for one control step and both cameras \
        are drawn as agents see them: 200×200 and 84×84, shadows on, one sample per pixel. Measured is the thread's CPU \
        time, in chunks of 100 steps; what the expert needs for its decisions does not count. Of the chunks the 10 % \
        quantile is given, which other programs on the machine disturb least, and the median beside it.

        With --json one object is printed, keys control_steps_per_second, physics_microseconds, \
        static_camera_microseconds, gripper_camera_microseconds and, for the medians, the same with _median.
        """)

    @Option(help: "The table.") var scene = SceneName.d
    @Option(help: "For how long, in seconds.") var seconds = 20.0
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
      guard seconds > 0, seconds <= 3600 else { throw ValidationError("--seconds is a number above 0, up to 3600") }
    }

    func run() throws {
      var bar = Progress("measuring", unit: "seconds", total: Int(seconds.rounded(.up)))
      let result = try SimulationBench(scene: scene).run(seconds: seconds) { bar.update(Int($0)) }
      bar.finish(Int(seconds.rounded(.up)))
      if json {
        print(result.json.compactText)
      } else {
        print(result.table.text, terminator: "")
      }
    }
  }

  struct Window: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Measure pictures per second of the window.",
      discussion: """
        A window is opened, and each view is drawn and shown as often as it goes: while the scripted expert acts in real \
        time on another thread, and in a replay in which every picture shows another step. Measured is wall time, from \
        one picture to the next, waiting for the screen's refresh switched off.

        Without a screen, a virtual one will do: xvfb-run -s '-screen 0 1280x720x24' sandbox bench window
        """)

    @Option(help: "Seconds for each of the eight measurements.") var seconds = 5.0
    @Option(name: .customLong("window"), help: ArgumentHelp("The window's size in points.", valueName: "size"))
    var size = WindowSize.standard
    @Flag(help: "Print one JSON object.") var json = false

    func validate() throws {
      guard seconds > 0, seconds <= 600 else { throw ValidationError("--seconds is a number above 0, up to 600") }
    }

    func run() throws {
      let screen = try GLFWScreen(width: size.width, height: size.height, title: "Sandbox")
      let total = Int((8 * seconds).rounded(.up))
      var bar = Progress("measuring", unit: "seconds", total: total)
      let rows = try WindowBench(screen: screen).rows(secondsEach: seconds) { bar.update(min(total, Int($0))) }
      bar.finish(total)
      if json {
        print(WindowBench.json(rows, size: screen.size).compactText)
      } else {
        print(WindowBench.table(rows, size: screen.size, renderer: screen.rendererName).text, terminator: "")
      }
    }
  }
}
