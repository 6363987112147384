import ArgumentParser
import Experiments
import Glibc
import Rendering
import Vocabulary

extension RecordTable: ExpressibleByArgument {}

/// What `sandbox export` draws of a run.
enum ExportProduct: String, EnumerableFlag {
  /// Pictures in files of their own.
  case frames
  /// A chain on a page.
  case filmstrip
  /// A chain in motion.
  case animation

  static func help(for value: ExportProduct) -> ArgumentHelp? {
    switch value {
    case .frames: "Draw moments, each into a file of its own: png, npy."
    case .filmstrip: "Draw each chain on a page, its instructions under the pictures: png, svg, pdf."
    case .animation: "Draw each chain in motion: apng, gif, mp4."
    }
  }
}

struct ExportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "export", abstract: "Make tables, frames, filmstrips and animations of a run.",
    discussion: """
      Tables go to stdout or --output, pictures into the folder --output, RUN/export unless told; their names tell agent, \
      scene, chain, subtask, step, camera and layer, and PNG files say it in text chunks too. Moments come from the \
      record; a chain whose states are not recorded is carried out once more, bit for bit. Frames that are there \
      already, drawn in the same way, are left as they are: an export that was interrupted goes on.

      Rows of tables are sorted by their key: two runs with the same results give the same text, but for the tables \
      timings and step_timings.

      Examples:
        sandbox export notebooks-out/quickstart --table subtasks --format jsonl
        sandbox export notebooks-out/quickstart --filmstrip --pictures 3 --across 1 --inset gripper --format png,pdf
        sandbox export notebooks-out/quickstart --frames --agent expert --subtask 2 \\
          --step 0,last --width 3840 --height 2160 --samples 64
        sandbox export notebooks-out/quickstart --frames --camera static,gripper --layer depth,segmentation --format png,npy
        sandbox export notebooks-out/quickstart --animation --chain 0 --format gif,mp4
      """)

  @Argument(help: "The run folder.") var folder: String
  @Flag(exclusivity: .exclusive) var product: ExportProduct?

  @Option(
    help: ArgumentHelp(
      "The formats, with commas between them: csv (so unless told) or jsonl of a table; of pictures the first.",
      valueName: "list"))
  var format: WordList?
  @Option(
    help: ArgumentHelp(
      "The file of a table, stdout unless told; the folder of pictures, RUN/export unless told.", valueName: "path"))
  var output: String?

  @Option(help: "The table to print, if nothing is drawn; chains unless told.") var table: RecordTable?

  @OptionGroup(title: "Which moments") var moments: MomentOptions
  @OptionGroup(title: "How pictures look") var look: LookOptions
  @OptionGroup(title: "Filmstrips and animations") var page: PageOptions

  func validate() throws {
    guard let product else {
      _ = try textFormat()
      if let flag = moments.pictureFlag ?? look.pictureFlag {
        throw ValidationError("\(flag) is about pictures; add --frames, --filmstrip or --animation")
      }
      return
    }
    if table != nil { throw ValidationError("--table is about text; leave out --\(product.rawValue)") }
    try moments.check()
    try look.check()
    try page.check()
    _ = try request(product)
  }

  func run() throws {
    let path = folder + "/run.sqlite"
    guard unsafe access(path, R_OK) == 0 else { throw InputError.noRecord(folder: folder) }
    if let product { try writePictures(product) } else { try writeTable(path) }
  }

  // MARK: Tables

  private func textFormat() throws -> ExportFormat {
    let formats = try format?.values("--format", ExportFormat.self) ?? [.csv]
    guard formats.count == 1 else { throw ValidationError("a table has one format: csv or jsonl") }
    return formats[0]
  }

  private func writeTable(_ path: String) throws {
    let record = try RunRecord(reading: path)
    let table = table ?? .chains
    let filter = RowFilter(agents: moments.agents, scenes: moments.scenes, chains: moments.chain?.ranges ?? [])
    if let output {
      try AtomicFile.write(try record.exported(table, as: try textFormat(), filter), to: output)
    } else {
      try record.export(table, as: try textFormat(), filter) { print($0, terminator: "") }
    }
    if let key = table.askedForBy, try record.isEmpty(table) {
      Console.note("the run recorded no \(table.rawValue); \(key) in the experiment asks for them")
    }
  }

  // MARK: Pictures

  private func request(_ product: ExportProduct) throws -> ExportRequest {
    let kind: ExportRequest.Kind
    var steps = moments.steps
    var size = 800
    var hasOverlays = false
    switch product {
    case .frames:
      kind = .frames(.init(formats: try format?.values("--format", FrameFormat.self) ?? [.png]))
      steps = steps ?? [.last]
    case .filmstrip:
      kind = .filmstrip(
        .init(
          formats: try format?.values("--format", PageFormat.self) ?? [.png], title: page.title,
          subtasksPerRow: page.perRow, picturesAcross: page.across, pageWidth: page.pageWidth, dotsPerInch: page.dpi))
      steps = steps ?? [.evenly(page.pictures)]
      size = 480
    case .animation:
      kind = .animation(
        .init(formats: try format?.values("--format", AnimationFormat.self) ?? [.apng], speed: page.speed))
      steps = steps ?? [.every(3)]
      size = 400
      hasOverlays = true
      if look.transparent { throw ValidationError("--transparent is for frames and filmstrips") }
    }
    var selection = ExportSelection(steps: steps ?? [])
    selection.agents = moments.agents
    selection.scenes = moments.scenes
    selection.chains = moments.chain?.ranges ?? []
    selection.subtasks = moments.subtask?.ranges ?? []
    let cameras = look.camera?.words ?? ["static"]
    return ExportRequest(
      kind, selection, cameras: cameras, inset: look.inset,
      layers: try look.layer?.values("--layer", PictureLayer.self) ?? [.color],
      picture: look.settings(size: size), hasOverlays: look.overlays ?? hasOverlays,
      output: output ?? folder + "/export")
  }

  private func writePictures(_ product: ExportProduct) throws {
    let archive = try RunArchive(path: folder)
    let request = try request(product)
    let interruption = Interruption()
    let bar = ExportBar()
    let export = RunExport(request, of: archive, cancellation: interruption.cancellation) { bar.show($0) }
    let result: ExportResult
    do {
      result = try withExtendedLifetime(interruption) { try export.carryOut() }
    } catch {
      bar.finish()
      throw error
    }
    bar.finish()
    for note in result.notes { Console.note(note) }
    if case .frames = request.kind {
      let count = result.files.count
      let kept = result.kept > 0 ? ", \(result.kept) of them were there already" : ""
      print("\(count) \(count == 1 ? "file" : "files") in \(request.output)\(kept)")
    } else {
      for file in result.files { print(file) }
    }
  }
}

/// The progress of an export: pictures, or the share of a single one.
private final class ExportBar {
  private var bar: Progress?
  private var last = 0

  func show(_ progress: ExportProgress) {
    let isSingle = progress.total == 1
    let (unit, total) = isSingle ? ("%", 100) : ("pictures", progress.total)
    if bar == nil { bar = Progress("export", unit: unit, total: total) }
    last = isSingle ? Int(100 * (Double(progress.pictures) + progress.share)) : progress.pictures
    bar?.update(min(last, total), isSingle || progress.total == progress.pictures ? "" : progress.title)
  }

  func finish() { bar?.finish(last) }
}
