import ArgumentParser
import Physics
import Pictures
import Rendering
import Tabletop
import Vocabulary

struct FrameCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "frame", abstract: "Draw one picture of a table in a state given in CALVIN's numbers.",
    discussion: """
      The state file is {"robot_obs": [15 numbers], "scene_obs": [24 numbers]} in CALVIN's layout, block order red, blue, \
      pink; without one the table is as its scene file has it. Size and samples are by default those that agents see.

      Examples:
        sandbox frame --scene D --state state.json --output static.png
        sandbox frame --camera gripper --size 400 --samples 16 --output hand.png
      """)

  @Option(help: "The table.") var scene = SceneName.d
  @Option(help: ArgumentHelp("The state file.", valueName: "file")) var state: String?
  @Option(help: "The camera: static, gripper, or another one of the scene.") var camera = "static"
  @Option(help: ArgumentHelp("The PNG file to write.", valueName: "file")) var output: String
  @Option(help: "Width and height in pixels; 200, or 84 for the gripper camera, unless told.") var size: Int?
  @Option(help: "Width in pixels, where it is not the height.") var width: Int?
  @Option(help: "Samples per pixel, 1 to \(Renderer.mostSamples).") var samples = 1
  @Option(help: ArgumentHelp("Another PNG file for the depth: 16-bit grey, millimetres.", valueName: "file")) var depth:
    String?

  func validate() throws {
    for (name, value) in [("--size", size), ("--width", width)] {
      if let value, !(1...Renderer.longestSide).contains(value) {
        throw ValidationError("\(name) is a whole number from 1 to \(Renderer.longestSide)")
      }
    }
    guard (1...Renderer.mostSamples).contains(samples) else {
      throw ValidationError("--samples is a whole number from 1 to \(Renderer.mostSamples)")
    }
  }

  func run() throws {
    let numbers = try state.map(StateFile.single)
    let world = TabletopEnvironment(scene: try TabletopScene(scene))
    if let numbers { world.load(numbers) }
    let model = world.scene.model
    guard let view = model.camera(named: camera) else {
      throw InputError.unknownCamera(camera, known: model.cameras.compactMap(\.name))
    }
    let seen = camera == "gripper" ? TabletopEnvironment.gripperPixels : TabletopEnvironment.staticPixels
    let height = size ?? seen
    let picture = world.picture(
      from: view, width: width ?? height, height: height, samples: samples,
      layers: depth == nil ? .image : [.image, .depth])
    let text = [
      (key: "Software", value: "sandbox"), (key: "Scene", value: scene.rawValue), (key: "Camera", value: camera),
      (key: "Scene Hash", value: world.scene.contentHash.hexadecimal),
      (key: "State Hash", value: world.stateHash.hexadecimal),
    ]
    if let image = picture.image { try AtomicFile.write(PNG.encode(image, text: text), to: output) }
    if let depth, let map = picture.depth {
      try AtomicFile.write(PNG.encode(GrayImage(millimetresOf: map), text: text), to: depth)
    }
  }
}
