import ArgumentParser
import Experiments
import Rendering
import Vocabulary

/// Which moments of a run.
struct MomentOptions: ParsableArguments {
  @Option(
    name: .customLong("agent"), help: ArgumentHelp("The agents by name; all unless told.", valueName: "list"))
  var agentList: WordList?
  @Option(name: .customLong("scene"), help: ArgumentHelp("The scenes; all unless told.", valueName: "list"))
  var sceneList: WordList?
  @Option(
    help: ArgumentHelp(
      "The chains, as 0,3,5-9; those whose states are recorded unless told, and all for tables.", valueName: "list"))
  var chain: RangeList?
  @Option(help: ArgumentHelp("The subtasks by their place, 1 to 5; all unless told.", valueName: "list"))
  var subtask: RangeList?
  @Option(
    help: ArgumentHelp(
      "The control steps of each subtask, as first,last,30,60-90; frames: last unless told.", valueName: "list"))
  var step: StepList?
  @Option(help: ArgumentHelp("Every so many control steps; animations: 3 unless told.", valueName: "steps"))
  var every: Int?

  var agents: [String] { agentList?.words ?? [] }
  var scenes: [SceneName] { sceneList?.words.compactMap { SceneName(rawValue: $0.uppercased()) } ?? [] }
  /// What the flags say of steps; nil when they say nothing.
  var steps: [ExportSelection.Steps]? {
    let all = (step?.steps ?? []) + (every.map { [.every($0)] } ?? [])
    return all.isEmpty ? nil : all
  }

  func validate() throws {
    for word in sceneList?.words ?? [] where SceneName(rawValue: word.uppercased()) == nil {
      throw ValidationError("--scene: there is no \(word); there are A, B, C, D")
    }
  }

  func check() throws { try PictureLimits.check("--every", every, 1...100_000) }

  /// A flag that was given and that tables do not heed.
  var pictureFlag: String? {
    [("--subtask", subtask != nil), ("--step", step != nil), ("--every", every != nil)].first(where: \.1)?.0
  }
}

/// How pictures look.
struct LookOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The cameras, each with files of its own: static unless told, gripper, or others of the scene.", valueName: "list"
    ))
  var camera: WordList?
  @Option(help: ArgumentHelp("A camera whose picture is set into the lower right corner.", valueName: "camera"))
  var inset: String?
  @Option(
    help: ArgumentHelp(
      "What is shown, each in files of its own: color unless told, depth, segmentation.", valueName: "list"))
  var layer: WordList?
  @Option(
    help: "Width and height in pixels; unless told 800 for frames, 480 in filmstrips, 400 for animations.")
  var size: Int?
  @Option(help: "Width in pixels, up to \(PictureLimits.width).") var width: Int?
  @Option(help: "Height in pixels, up to \(PictureLimits.height).") var height: Int?
  @Option(help: "Samples per pixel, 1 to \(Renderer.mostSamples); 16 unless told.") var samples: Int?
  @Option(help: "Shadows: soft, as by the sun's disc, unless told, or standard, as agents see them.")
  var shadows: ShadowQuality?
  @Flag(help: "Nothing instead of the background; frames then have an alpha channel.") var transparent = false
  @Flag(
    inversion: .prefixedNo,
    help: "Instruction, place in the chain, outcome and exits over the picture; in animations unless told.")
  var overlays: Bool?

  func check() throws {
    try PictureLimits.check("--size", size, 16...PictureLimits.height)
    try PictureLimits.check("--width", width, 16...PictureLimits.width)
    try PictureLimits.check("--height", height, 16...PictureLimits.height)
    try PictureLimits.check("--samples", samples, 1...Renderer.mostSamples)
  }

  /// A flag that was given and that tables do not heed.
  var pictureFlag: String? {
    [
      ("--camera", camera != nil), ("--inset", inset != nil), ("--layer", layer != nil), ("--size", size != nil),
      ("--width", width != nil), ("--height", height != nil), ("--transparent", transparent),
      ("--overlays", overlays != nil), ("--samples", samples != nil), ("--shadows", shadows != nil),
    ].first(where: \.1)?.0
  }

  func settings(size standard: Int) -> PictureSettings {
    let height = height ?? size ?? standard
    return PictureSettings(
      width: width ?? size ?? height, height: height, samples: samples ?? 16, shadows: shadows ?? .soft,
      isTransparent: transparent,
      workers: PictureLimits.workers)
  }
}

/// How filmstrips and animations are laid out.
struct PageOptions: ParsableArguments {
  @Option(help: "Pictures of each subtask in a filmstrip, evenly from its beginning to its end.") var pictures = 2
  @Option(help: ArgumentHelp("Subtasks in a row of a filmstrip; all unless told.", valueName: "count")) var perRow: Int?
  @Option(
    help: ArgumentHelp("Pictures of a subtask next to each other before the others come below.", valueName: "count"))
  var across: Int?
  @Option(help: ArgumentHelp("A filmstrip's width in points of 1/72 inch.", valueName: "points")) var pageWidth = 397.0
  @Option(help: ArgumentHelp("A filmstrip's resolution in pixels an inch.", valueName: "number")) var dpi = 300.0
  @Option(help: "A filmstrip's heading; none unless told.") var title = ""
  @Option(help: ArgumentHelp("How much faster than real time an animation plays.", valueName: "factor")) var speed = 1.0

  func check() throws {
    try PictureLimits.check("--pictures", pictures, 1...24)
    try PictureLimits.check("--across", across, 1...24)
    try PictureLimits.check("--per-row", perRow, 1...5)
    for (flag, value, range) in [
      ("--page-width", pageWidth, 72.0...2000), ("--dpi", dpi, 36...1200), ("--speed", speed, 0.1...20),
    ] where !range.contains(value) {
      throw ValidationError("\(flag) is a number from \(range.lowerBound) to \(range.upperBound)")
    }
  }
}
