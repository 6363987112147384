import Evaluation
import Figures
import Foundation
import Physics
import Pictures
import Rendering
import Tabletop
import Vocabulary

/// Makes pictures of a run: frames, filmstrips and animations of chosen chains, one picture in memory at a time.
public struct RunExport {
  let archive: RunArchive
  let request: ExportRequest
  let cancellation: Cancellation
  /// Called on the calling thread whenever something was drawn.
  let progress: (ExportProgress) -> Void

  /// An export that can be carried out.
  public init(
    _ request: ExportRequest, of archive: RunArchive, cancellation: Cancellation = Cancellation(),
    progress: @escaping (ExportProgress) -> Void = { _ in }
  ) {
    (self.archive, self.request) = (archive, request)
    (self.cancellation, self.progress) = (cancellation, progress)
  }

  /// A chain that is exported, with its moments.
  private struct Job {
    let entry: RunEntry
    let chain: RecordedChain
    let moments: [StatePlace]
  }

  /// Writes everything that was asked for.
  ///
  /// - Throws: `ExportError`, of which those of wrong input come before anything is written; `RunError`, `RecordError`,
  ///   `FileError`, and what compiling a scene throws.
  public func carryOut() throws -> ExportResult {
    var jobs: [Job] = []
    for entry in try archive.entries(request.selection) {
      let model = try archive.scene(entry.scene).model
      for name in request.cameras + [request.inset].compactMap({ $0 }) where model.camera(named: name) == nil {
        throw ExportError.noSuchCamera(name, known: model.cameras.compactMap(\.name))
      }
      for chain in try archive.chains(request.selection, of: entry) {
        jobs.append(Job(entry: entry, chain: chain, moments: try request.selection.moments(of: chain)))
      }
    }
    try makeFolder(request.output)
    var result = ExportResult()
    let total = jobs.reduce(0) { $0 + $1.moments.count } * request.cameras.count * request.layers.count
    var drawn = 0
    for job in jobs {
      let course = try ChainCourse(job.chain, of: job.entry, in: archive)
      try course.prepare(job.moments, cancellation: cancellation)
      let studio = ExportStudio(
        course: course, moments: job.moments, export: self, total: total, drawn: drawn)
      switch request.kind {
      case .frames(let frames): try studio.writeFrames(frames, &result)
      case .filmstrip(let strip): try studio.writeFilmstrips(strip, &result)
      case .animation(let animation): try studio.writeAnimations(animation, &result)
      }
      drawn = studio.drawn
    }
    return result
  }
}

/// Draws the pictures of one chain.
final class ExportStudio {
  let course: ChainCourse
  let moments: [StatePlace]
  let export: RunExport
  var request: ExportRequest { export.request }
  private let total: Int
  /// Pictures drawn so far, of all chains.
  private(set) var drawn: Int
  private var depthRanges: [String: DepthRange] = [:]

  init(course: ChainCourse, moments: [StatePlace], export: RunExport, total: Int, drawn: Int) {
    (self.course, self.moments, self.export) = (course, moments, export)
    (self.total, self.drawn) = (total, drawn)
  }

  /// "expert-D-0000": what files of the chain begin with.
  var name: String {
    let digits = String(course.chain.chain)
    let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    return "\(course.entry.agent)-\(course.entry.scene.rawValue)-\(number)"
  }

  /// "static", or "static-depth".
  static func view(_ camera: String, _ layer: PictureLayer) -> String {
    layer == .color ? camera : "\(camera)-\(layer.rawValue)"
  }

  func attempt(_ moment: StatePlace) -> RecordedAttempt { course.chain.attempts[moment.position - 1] }

  /// Tells that so many pictures are done, the next one by a share.
  func tell(share: Double = 0) {
    let title = "\(course.entry), chain \(course.chain.chain)"
    export.progress(ExportProgress(title: title, pictures: drawn, total: total, share: share))
  }

  func countOne() {
    drawn += 1
    tell()
  }

  /// Draws the present state of the chain's world.
  ///
  /// - Throws: `ExportError.cancelled`.
  func draw(_ layer: PictureLayer, _ camera: String, _ settings: PictureSettings) throws -> LayerPicture {
    let id = course.world.scene.model.camera(named: camera)!
    let picture = LayerPicture(layer, of: course.world, from: id, settings) { share in
      tell(share: share)
      return !export.cancellation.isRequested
    }
    guard let picture, !export.cancellation.isRequested else { throw ExportError.cancelled }
    return picture
  }

  /// A picture as people see it, with its inset, of the present state.
  ///
  /// - Parameter overlay: what will be written over it, whose rows the inset leaves free.
  func visible(_ layer: PictureLayer, _ camera: String, overlay: FrameOverlay? = nil) throws -> Image {
    let image = try colored(try draw(layer, camera, request.picture), camera)
    return try withInset(image, layer, overlay)
  }

  /// A picture with the inset, if one is wanted: 36 % of the shorter side, less where words are written too.
  func withInset(_ image: Image, _ layer: PictureLayer, _ overlay: FrameOverlay?) throws -> Image {
    guard let camera = request.inset else { return image }
    var small = request.picture
    let side = max(1, min(small.width, small.height) * (overlay == nil ? 36 : 28) / 100)
    (small.width, small.height, small.isTransparent) = (side, side, false)
    return image.with(
      inset: try colored(try draw(layer, camera, small), camera), border: max(1, image.height / 200),
      rowsBelow: try overlay?.rows(width: image.width, height: image.height) ?? 0)
  }

  /// Distances in colours whose range is that of the camera's first picture.
  private func colored(_ picture: LayerPicture, _ camera: String) throws -> Image {
    if case .depth(let map) = picture, depthRanges[camera] == nil { depthRanges[camera] = DepthRange(of: map) }
    return try picture.visible(depthRanges[camera] ?? DepthRange(near: 0, far: 1))
  }

  /// The range of a camera's colours for distances, once one was drawn.
  func depthRange(_ camera: String) -> DepthRange? { depthRanges[camera] }

  // MARK: Words

  /// Whether the subtask ends in a moment, and how.
  func outcome(_ moment: StatePlace) -> Filmstrip.Outcome? {
    let attempt = attempt(moment)
    return moment.step == attempt.steps ? (attempt.outcome == "succeeded" ? .succeeded : .failed) : nil
  }

  /// The colour of an exit among all: early ones light, late ones dark.
  func color(ofExit exit: Int?) -> Color {
    guard let exit else { return .faint }
    return Palette.level(exit, of: course.exitCount)
  }

  /// The colours of the exits of a subtask's first steps; none where no exits are known.
  func strip(_ moment: StatePlace) -> [Color] {
    guard course.exitCount > 0, let exits = course.exits[moment.position] else { return [] }
    return exits.prefix(moment.step).map(color)
  }

  /// What is written over a picture of a moment.
  func overlay(_ moment: StatePlace) -> FrameOverlay {
    let attempt = attempt(moment)
    let tenths = (moment.step * 10 + 15) / 30
    return FrameOverlay(
      instruction: attempt.instruction, position: moment.position,
      moment: "step \(moment.step)  ·  \(tenths / 10).\(tenths % 10) s", outcome: outcome(moment), strip: strip(moment),
      stripSteps: attempt.steps)
  }

  /// Text chunks: of a moment with its state, or of the whole chain.
  func text(_ moment: StatePlace?, _ hash: ContentHash?, camera: String, layer: PictureLayer) -> [PNG.Text] {
    let attempts = moment.map { [attempt($0)] } ?? course.chain.attempts
    var text: [PNG.Text] = [
      ("Software", "sandbox"), ("Run", export.archive.experiment.name),
      ("Instruction", attempts.map(\.instruction).joined(separator: "; ")),
      ("Subtask", attempts.map(\.subtask.rawValue).joined(separator: "; ")),
      ("Outcome", attempts.map(\.outcome).joined(separator: "; ")), ("Agent", course.entry.agent),
      ("Scene", course.entry.scene.rawValue), ("Scene Hash", course.world.scene.contentHash.hexadecimal),
      ("Seed", String(export.archive.experiment.seed)), ("Chain", String(course.chain.chain)), ("Camera", camera),
      ("Layer", layer.rawValue), ("Drawn with", request.picture.words),
      ("Size", "\(request.picture.width) x \(request.picture.height)"),
      ("State hash", (hash ?? course.chain.stateHash).hexadecimal),
    ]
    if let moment {
      text += [("Position", String(moment.position)), ("Step", String(moment.step))]
      if let exits = course.exits[moment.position], moment.step > 0, moment.step <= exits.count,
        let exit = exits[moment.step - 1]
      {
        text.append(("Exit", "\(exit + 1) of \(course.exitCount)"))
      }
    }
    if layer == .segmentation {
      let model = course.world.scene.model
      let names = (0..<model.bodyCount).compactMap { index in
        model.name(of: BodyID(index)).map { "\(index + 1) \($0)" }
      }
      text.append(("Bodies", names.joined(separator: ", ")))
    }
    if let inset = request.inset { text.append(("Inset", inset)) }
    if request.hasOverlays { text.append(("Overlays", "on")) }
    return text
  }
}
