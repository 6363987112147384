import ArgumentParser
import Physics
import Rendering
import Tabletop
import Vocabulary

struct ScenesCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scenes", abstract: "Compile the four tables and list their content hashes and triangles.",
    discussion: """
      The hash is that of everything compiled: geometry, physics, textures. Triangles are those that are drawn, body by \
      body; the budget is \(ScenesCommand.triangleBudget) a scene. Exit code 1 if a scene exceeds it.
      """)

  /// Triangles that a scene may have.
  static let triangleBudget = 6000

  @Flag(help: "Print one JSON object.") var json = false

  func run() throws {
    let scenes = try SceneName.allCases.map { name in
      let scene = try TabletopScene(name)
      return (name, scene, SceneGeometry(model: scene.model))
    }
    if json {
      print(ScenesCommand.json(of: scenes).text, terminator: "")
    } else {
      print(ScenesCommand.table(of: scenes).text, terminator: "")
    }
    guard scenes.allSatisfy({ $0.2.triangleCount <= ScenesCommand.triangleBudget }) else { throw CommandStatus.no }
  }

  private typealias Entry = (name: SceneName, scene: TabletopScene, geometry: SceneGeometry)

  private static func title(_ count: SceneGeometry.TriangleCount) -> String { count.name ?? "body \(count.body.index)" }

  private static func table(of scenes: [Entry]) -> TextTable {
    var table = TextTable([("", .left)] + scenes.map { ("scene \($0.name.rawValue)", .right) })
    table.add(["content hash"] + scenes.map { "\($0.scene.contentHash)" })
    var bodies: [String] = []
    for scene in scenes {
      for count in scene.geometry.triangleCounts where !bodies.contains(title(count)) { bodies.append(title(count)) }
    }
    for body in bodies {
      table.add(
        [body]
          + scenes.map { scene in
            scene.geometry.triangleCounts.first { title($0) == body }.map { "\($0.triangles)" } ?? ""
          })
    }
    table.add(["triangles"] + scenes.map { "\($0.geometry.triangleCount)" })
    return table
  }

  private static func json(of scenes: [Entry]) -> JSONValue {
    .object(
      scenes.map { scene in
        JSONMember(
          scene.name.rawValue,
          .object([
            JSONMember("file", .text(scene.scene.model.path)),
            JSONMember("content_hash", .text(scene.scene.contentHash.hexadecimal)),
            JSONMember("triangles", .integer(scene.geometry.triangleCount)),
            JSONMember(
              "bodies",
              .object(scene.geometry.triangleCounts.map { JSONMember(title($0), .integer($0.triangles)) })),
          ]))
      })
  }
}
