import Foundation
import Pictures
import Testing

@Suite struct SceneCommandTests {
  /// The arm in CALVIN's neutral pose, hand open.
  static let robot =
    "[0.0259, -0.2313, 0.5713, 3.0905, -0.0291, 1.5001, 0.08, -1.21779206, 1.03987646, 2.11978261, -2.34205014, "
    + "-0.87015947, 1.64119353, 0.55344866, 1]"

  /// A line of a state file: blocks in slots of scene D, the red one at a height over the table.
  static func state(redHeight: Double = 0.46, extra: String = "") -> String {
    "{\"robot_obs\": \(robot), \"scene_obs\": [0, 0, 0, 0, 0, 0, 0.05, -0.12, \(redHeight), 0, 0, 1.5708, "
      + "0.23, -0.12, 0.46, 0, 0, 1.5708, -0.24, 0.09, 0.461, 0, 0, 1.5708]\(extra)}"
  }

  @Test func scenesAreListedWithHashesAndTriangles() throws {
    let text = try Program.run("scenes")
    let json = try Program.run("scenes", "--json")
    #expect(text.status == 0 && json.status == 0)
    let scenes = try #require(
      JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: [String: Any]])
    #expect(scenes.keys.sorted() == ["A", "B", "C", "D"])
    #expect(Set(scenes.values.compactMap { $0["content_hash"] as? String }).count == 4)
    for (name, scene) in scenes {
      let triangles = try #require(scene["triangles"] as? Int)
      let bodies = try #require(scene["bodies"] as? [String: Int])
      #expect(triangles <= 6000 && bodies.values.reduce(0, +) == triangles, "\(name)")
      let hash = try #require(scene["content_hash"] as? String)
      #expect(text.output.contains(hash.prefix(16)), "\(name)")
    }
  }

  @Test func statesAtRestAreToldFromThoseThatAreNot() throws {
    let folder = try TemporaryFolder()
    let resting = Self.state(extra: ", \"note\": [\"ignored\"]")
    let file = try folder.write("\(resting)\n\n\(Self.state(redHeight: 0.56))\n", to: "states.jsonl")
    let result = try Program.run("states", "check", file, "--scene", "d")
    #expect(result.status == 1)
    let lines = result.output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0] == "line 1: rests" && lines[2] == "2 states, 1 at rest, 1 moved")
    #expect(lines[1].hasPrefix("line 3: moved: red_block by 1"), "\(result.output)")
    let good = try folder.write(resting + "\n", to: "good.jsonl")
    let rest = try Program.run("states", "check", good, "--scene", "D")
    #expect(rest.status == 0 && rest.output == "line 1: rests\n1 state, 1 at rest, 0 moved\n")
  }

  @Test(arguments: [
    ("", "the file holds no states"), ("[]\n", "line 1: an object is expected"),
    ("{\"robot_obs\": \(robot)}\n", "line 1: scene_obs is missing"),
    ("{\"robot\": \(robot), \"scene_obs\": []}\n", "line 1: robot_obs is missing"),
    ("{\"robot_obs\": [1, 2], \"scene_obs\": []}\n", "line 1: robot_obs has 2 numbers; 15 are expected"),
    ("{\"robot_obs\": \(robot), \"scene_obs\": [true]}\n", "line 1: scene_obs is not a list of numbers"),
    ("\n{\"robot_obs\": NaN}\n", "line 2: not valid JSON"),
  ])
  func brokenStatesAreNamedWithTheirLine(text: String, words: String) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(text, to: "states.jsonl")
    let result = try Program.run("states", "check", file)
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(file) && result.errors.contains(words), "\(result.errors)")
  }

  @Test func aFrameShowsTheStateAndSaysWhatItShows() throws {
    let folder = try TemporaryFolder()
    let state = try folder.write(Self.state(), to: "state.json")
    let files = ["one.png", "two.png", "moved.png"].map { folder.path + "/" + $0 }
    let moved = try folder.write(Self.state(redHeight: 0.5), to: "moved.json")
    for (file, state) in zip(files, [state, state, moved]) {
      let result = try Program.run("frame", "--scene", "D", "--state", state, "--camera", "static", "--output", file)
      #expect(result.status == 0 && result.output.isEmpty && result.errors.isEmpty, "\(result.errors)")
    }
    let pictures = try files.map { try PNG.decode(Array(Data(contentsOf: URL(fileURLWithPath: $0)))) }
    #expect(pictures[0].pixels == pictures[1].pixels && pictures[0].pixels != pictures[2].pixels)
    guard case .rgb(let image) = pictures[0].pixels else {
      Issue.record("not RGB")
      return
    }
    #expect(image.width == 200 && image.height == 200)
    #expect(pictures[0]["Scene"] == "D" && pictures[0]["Camera"] == "static")
    #expect(pictures[0]["State hash"] != nil && pictures[0]["State hash"] != pictures[2]["State hash"])
  }

  @Test func framesComeInOtherSizesAndWithDepth() throws {
    let folder = try TemporaryFolder()
    let (picture, depth) = (folder.path + "/picture.png", folder.path + "/depth.png")
    let result = try Program.run(
      "frame", "--scene", "B", "--camera", "gripper", "--size", "30", "--width", "40", "--samples", "4", "--output",
      picture, "--depth", depth)
    #expect(result.status == 0, "\(result.errors)")
    let image = try PNG.decodeImage(Array(Data(contentsOf: URL(fileURLWithPath: picture))))
    #expect(image.width == 40 && image.height == 30)
    guard case .gray(let map) = try PNG.decode(Array(Data(contentsOf: URL(fileURLWithPath: depth)))).pixels else {
      Issue.record("not grey")
      return
    }
    #expect(map.values.contains { (100...3000).contains($0) })
  }

  @Test(arguments: [
    (["--camera", "statik"], "did you mean static?"), (["--size", "0"], "--size is a whole number from 1"),
    (["--samples", "65"], "--samples is a whole number from 1 to 64"),
    (["--state", "/nowhere.json"], "/nowhere.json cannot be read"),
  ])
  func wrongInputWritesNoFrame(arguments: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(Program.path, ["frame", "--output", folder.path + "/x.png"] + arguments)
    #expect(result.status == 2 && result.errors.contains(words), "\(result.errors)")
    #expect(folder.contents.isEmpty)
  }

  @Test func theBenchMeasuresEveryPiece() throws {
    let result = try Program.run("bench", "simulate", "--seconds", "0.1", "--json")
    #expect(result.status == 0, "\(result.errors)")
    let values = try #require(JSONSerialization.jsonObject(with: Data(result.output.utf8)) as? [String: Any])
    for key in [
      "control_steps_per_second", "physics_microseconds", "static_camera_microseconds", "gripper_camera_microseconds",
    ] {
      #expect((values[key] as? Double).map { $0 > 0 } == true, "\(key)")
    }
    #expect(try Program.run("bench", "simulate", "--seconds", "0.1").output.contains("control steps per second"))
  }

  @Test func anUnknownSceneIsWrongInput() throws {
    let result = try Program.run("states", "check", "x.jsonl", "--scene", "E")
    #expect(result.status == 2 && result.errors.contains("'E' is invalid"), "\(result.errors)")
  }
}
