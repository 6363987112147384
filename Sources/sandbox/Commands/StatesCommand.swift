import ArgumentParser
import Tabletop
import Vocabulary

extension SceneName: ExpressibleByArgument {
  /// A letter, large or small.
  public init?(argument: String) { self.init(rawValue: argument.uppercased()) }
}

struct StatesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "states", abstract: "Check states of the table in CALVIN's numbers.", subcommands: [Check.self])

  struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Load states line by line and tell what does not stay where they have it.",
      discussion: """
        Each line is {"robot_obs": [15 numbers], "scene_obs": [24 numbers]} in CALVIN's layout, block order red, blue, \
        pink; further keys are ignored. One second passes without action while the arm holds its joint angles; what then \
        is more than 2 mm or 2° from the file's values has moved. Exit code 1 if something did.

        Example: sandbox states check states.jsonl --scene D
        """)

    @Argument(help: "A file with a state a line.") var file: String
    @Option(help: "The table.") var scene = SceneName.d

    func run() throws {
      let states = try StateFile.lines(file)
      let world = TabletopEnvironment(scene: try TabletopScene(scene))
      var bar = Progress("checking", unit: "states", total: states.count)
      var moved = 0
      for (index, (line, state)) in states.enumerated() {
        let movements = try world.movements(from: state)
        if movements.isEmpty {
          print("line \(line): rests")
        } else {
          moved += 1
          print("line \(line): moved: " + movements.map(StatesCommand.describe).joined(separator: ", "))
        }
        bar.update(index + 1)
      }
      bar.finish(states.count)
      print(
        "\(states.count) \(states.count == 1 ? "state" : "states"), \(states.count - moved) at rest, \(moved) moved")
      guard moved == 0 else { throw CommandStatus.no }
    }
  }

  /// What moved, and by how much.
  private static func describe(_ movement: StateMovement) -> String {
    var parts: [String] = []
    if movement.metres > 0 { parts.append("\((movement.metres * 1000).text(digits: 1)) mm") }
    if movement.radians > 0 { parts.append("\((movement.radians * 180 / .pi).text(digits: 1))°") }
    return "\(movement.what) by \(parts.joined(separator: " and "))"
  }
}
