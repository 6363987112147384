import ArgumentParser
import Experiments
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
      pink; without one the table is as its scene file has it. Size, samples and shadows are by default those that agents \
      see. Files called .npy are NumPy arrays: bytes, metres, body numbers.

      Examples:
        sandbox frame --scene D --state state.json --output static.png
        sandbox frame --camera gripper --size 400 --samples 16 --output hand.png
        sandbox frame --width 3840 --height 2160 --samples 64 --shadows soft --transparent --output large.png
        sandbox frame --output a.png --depth a-depth.npy --segmentation a-bodies.png
      """)

  @Option(help: "The table.") var scene = SceneName.d
  @Option(help: ArgumentHelp("The state file.", valueName: "file")) var state: String?
  @Option(help: "The camera: static, gripper, or another one of the scene.") var camera = "static"
  @Option(help: ArgumentHelp("The file to write, .png or .npy.", valueName: "file")) var output: String
  @Option(help: "Width and height in pixels; 200, or 84 for the gripper camera, unless told.") var size: Int?
  @Option(help: "Width in pixels, up to \(PictureLimits.width), where it is not the height.") var width: Int?
  @Option(help: "Height in pixels, up to \(PictureLimits.height), where it is not the size.") var height: Int?
  @Option(help: "Samples per pixel, 1 to \(Renderer.mostSamples).") var samples = 1
  @Option(help: "Shadows: standard, as agents see them, or soft, as by the sun's disc.")
  var shadows = ShadowQuality.standard
  @Flag(help: "Nothing instead of the background: the picture has an alpha channel.") var transparent = false
  @Option(
    help: ArgumentHelp(
      "Another file for the depth: .png with 16-bit millimetres, or .npy in metres.", valueName: "file"))
  var depth: String?
  @Option(
    help: ArgumentHelp(
      "Another file for the bodies seen: .png with a palette, body number plus 1, or .npy.", valueName: "file"))
  var segmentation: String?

  func validate() throws {
    try PictureLimits.check("--size", size, 1...PictureLimits.height)
    try PictureLimits.check("--width", width, 1...PictureLimits.width)
    try PictureLimits.check("--height", height, 1...PictureLimits.height)
    try PictureLimits.check("--samples", samples, 1...Renderer.mostSamples)
    for case (let flag, let path?) in [
      ("--output", output as String?), ("--depth", depth), ("--segmentation", segmentation),
    ]
    where !path.hasSuffix(".png") && !path.hasSuffix(".npy") {
      throw ValidationError("\(flag) \(path): the name ends in .png or .npy, which decides the format")
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
    let height = height ?? size ?? seen
    let settings = PictureSettings(
      width: width ?? size ?? height, height: height, samples: samples, shadows: shadows, isTransparent: transparent,
      workers: PictureLimits.workers)
    let text = [
      (key: "Software", value: "sandbox"), (key: "Scene", value: scene.rawValue), (key: "Camera", value: camera),
      (key: "Scene hash", value: world.scene.contentHash.hexadecimal),
      (key: "State hash", value: world.stateHash.hexadecimal),
    ]
    let interruption = Interruption(note: false)
    var bar = Progress("frame", unit: "%", total: 100)
    let files = [(PictureLayer.color, output as String?), (.depth, depth), (.segmentation, segmentation)]
    for case (let layer, let path?) in files {
      let picture = LayerPicture(layer, of: world, from: view, settings) { share in
        bar.update(Int(share * 100))
        return !interruption.cancellation.isRequested
      }
      guard let picture else { throw CommandStatus.interrupted }
      try AtomicFile.write(try picture.file(path.hasSuffix(".npy") ? .npy : .png, text: text), to: path)
    }
    bar.finish(100)
  }
}
