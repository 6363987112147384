import Episodes
import Evaluation
import Figures
import Foundation
import Pictures
import Vocabulary

/// A chosen chain.
struct PictureJob: Sendable {
  let entry: RunEntry
  let seed: UInt64
  let settings: ReportSettings
  let chain: RecordedChain
}

/// Where pictures of a chain are.
struct PicturePlaces {
  /// Frames are `<position>-<step>-<view>.png` in this folder.
  let frames: String
  let filmstrip: String
  let animation: String

  /// Paths in a run folder.
  init(_ entry: RunEntry, chain: Int) {
    let digits = String(chain)
    let number = String(repeating: "0", count: max(0, 4 - digits.count)) + digits
    let name = "\(entry.agent)-\(entry.scene.rawValue)-\(number)"
    frames = "frames/\(name)"
    filmstrip = "filmstrips/\(name).png"
    animation = "animations/\(name).png"
  }
}

/// Draws a chain's frames, filmstrip and animation from its recorded states, each state once and one at a time.
struct ChainPictures<World: Environment & SendableMetatype> {
  let job: PictureJob
  let record: RunRecord
  let laboratory: Laboratory<World>
  let world: World
  let folder: String
  /// Where states were recorded, in the order of the chain's course.
  let moments: [StatePlace]
  /// How many exits the agent has; 0 for agents without.
  private let exits: Int

  /// Pictures of a chain, drawn with `world`.
  init(
    _ job: PictureJob, _ record: RunRecord, _ laboratory: Laboratory<World>, _ world: World, folder: String
  ) throws(RecordError) {
    self.job = job
    self.record = record
    self.laboratory = laboratory
    self.world = world
    self.folder = folder
    moments = try record.statePlaces(of: job.chain.chain, for: job.entry)
    exits = max(
      try record.footprints()[job.entry.agent]?.exits ?? 0, try record.exitCount(of: job.entry))
  }

  /// Writes all files of the chain.
  func write(_ stop: Cancellation) throws {
    let places = PicturePlaces(job.entry, chain: job.chain.chain)
    let strip = stripMoments
    try makeFolders(places)
    var stripFrames: [StatePlace: Filmstrip.Frame] = [:]
    var animation =
      job.settings.animation
      ? try ChainAnimation(job, text: text(for: nil), path: folder + "/" + places.animation) : nil

    for moment in moments {
      if stop.isRequested { throw EvaluationError.cancelled }
      let isLast = isLast(moment)
      let isFrame = isLast || moment.step % job.settings.frameEverySteps == 0
      let isAnimated = animation != nil && (isLast || moment.step % job.settings.animationEverySteps == 0)
      guard isFrame || isAnimated || strip.contains(moment) else { continue }

      let state = try restore(moment)
      let picture = try draw(.fixed, size: job.settings.pictureSize)
      if isFrame {
        try write(picture, .fixed, of: state, in: places)
        // CALVIN's cameras are 200 and 84 pixels wide.
        let size = max(1, (job.settings.pictureSize * 84 + 100) / 200)
        try write(try draw(.gripper, size: size), .gripper, of: state, in: places)
      }
      if isAnimated || strip.contains(moment) {
        let inset = try draw(.gripper, size: max(1, job.settings.pictureSize / 3))
        if isAnimated { try animation?.append(picture, inset: inset, position: moment.position, isLast: isLast) }
        if strip.contains(moment) { stripFrames[moment] = stripFrame(picture, inset: inset) }
      }
    }
    try animation?.finish()
    if !stripFrames.isEmpty {
      try writeFilmstrip(stripFrames, to: folder + "/" + places.filmstrip.dropLast(".png".count))
    }
  }

  /// Brings the world to a recorded state.
  private func restore(_ moment: StatePlace) throws -> StateRecord<World.State> {
    let state: StateRecord<World.State> = try record.state(of: job.chain.chain, at: moment, for: job.entry)
    try world.restore(state.state)
    guard world.stateHash == state.stateHash else {
      throw RunError.stateDiffers(
        job.entry, chain: job.chain.chain, position: moment.position, step: moment.step)
    }
    return state
  }

  private func makeFolders(_ places: PicturePlaces) throws(RunError) {
    for name in [places.frames, "filmstrips", "animations"] { try makeFolder(folder + "/" + name) }
  }

  private func draw(_ view: CameraView, size: Int) throws -> Image {
    do {
      return try laboratory.draw(world, PictureRequest(view, size: size, samples: job.settings.samples))
    } catch {
      throw RunError.picture(reason: error)
    }
  }

  /// Whether a subtask ends in this state.
  private func isLast(_ moment: StatePlace) -> Bool {
    moment.step == job.chain.attempts[moment.position - 1].steps
  }

  private func write(
    _ picture: Image, _ view: CameraView, of record: StateRecord<World.State>, in places: PicturePlaces
  ) throws(FileError) {
    let digits = String(record.step)
    let step = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
    try AtomicFile.write(
      PNG.encode(picture, text: text(for: record)),
      to: "\(folder)/\(places.frames)/\(record.position)-\(step)-\(view.rawValue).png", durable: false)
  }

  /// Text chunks: of one state, or of the whole chain.
  private func text(for record: StateRecord<World.State>?) -> [PNG.Text] {
    let attempts = record.map { [job.chain.attempts[$0.position - 1]] } ?? job.chain.attempts
    let hash = record?.stateHash ?? job.chain.stateHash
    let always: [PNG.Text] = [
      ("Instruction", attempts.map(\.instruction).joined(separator: "; ")),
      ("Subtask", attempts.map(\.subtask.rawValue).joined(separator: "; ")),
      ("Agent", job.entry.agent), ("Scene", job.entry.scene.rawValue), ("Seed", String(job.seed)),
      ("Chain", String(job.chain.chain)), ("State hash", hash.hexadecimal),
    ]
    guard let record else { return always }
    return always + [("Position", String(record.position)), ("Step", String(record.step))]
  }
}

// MARK: - Filmstrip

/// A text column in points, and the page's resolution.
private let (filmstripWidth, filmstripPixelsPerPoint) = (397.0, 3.0)

extension ChainPictures {
  /// The states of each subtask that come nearest to even distances from its beginning to its end.
  private func stripMoments(of position: Int) -> [StatePlace] {
    // A subtask begins where the one before has ended.
    let previous = moments.last { $0.position == position - 1 }
    let own = moments.filter { $0.position == position }
    let candidates =
      (own.first?.step == 0 ? [] : previous.map { [(step: 0, place: $0)] } ?? [])
      + own.map { (step: $0.step, place: $0) }
    guard let last = candidates.last else { return [] }
    let count = job.settings.filmstripFrames
    var places: [StatePlace] = []
    for index in 0..<count {
      let wanted = Double(last.step * index) / Double(count - 1)
      let nearest = candidates.min { abs(Double($0.step) - wanted) < abs(Double($1.step) - wanted) }
      if let nearest, places.last != nearest.place { places.append(nearest.place) }
    }
    return places
  }

  private var stripMoments: Set<StatePlace> {
    Set((1...job.chain.attempts.count).flatMap { stripMoments(of: $0) })
  }

  /// A frame as small as the page shows it at most, so that large pictures are not kept for the end.
  private func stripFrame(_ picture: Image, inset: Image) -> Filmstrip.Frame {
    let shown = filmstripWidth * filmstripPixelsPerPoint / Double(framesPerRow)
    let factor = max(1, Int(Double(picture.width) / shown))
    return Filmstrip.Frame(picture.shrunk(by: factor), inset: inset.shrunk(by: factor))
  }

  /// Few frames a subtask leave room for two subtasks in a row.
  private var framesPerRow: Int { job.settings.filmstripFrames * (job.settings.filmstripFrames <= 4 ? 2 : 1) }

  /// Writes the page as PNG, SVG and PDF.
  private func writeFilmstrip(_ frames: [StatePlace: Filmstrip.Frame], to path: String) throws {
    let page: (png: [UInt8], svg: [UInt8], pdf: [UInt8])
    do {
      let drawing = try filmstrip(frames).drawing()
      page = (
        try drawing.png(pixelsPerPoint: filmstripPixelsPerPoint, text: text(for: nil), compression: .small),
        try drawing.svg(), try drawing.pdf(title: "\(job.entry), chain \(job.chain.chain)")
      )
    } catch {
      throw RunError.picture(reason: error)
    }
    try AtomicFile.write(page.png, to: path + ".png")
    try AtomicFile.write(page.svg, to: path + ".svg")
    try AtomicFile.write(page.pdf, to: path + ".pdf")
  }

  private func filmstrip(_ frames: [StatePlace: Filmstrip.Frame]) -> Filmstrip {
    let segments = job.chain.attempts.enumerated().compactMap { index, attempt -> Filmstrip.Segment? in
      let position = index + 1
      let pictures = stripMoments(of: position).compactMap { place in
        frames[place].map { frame in
          var frame = frame
          frame.label = place.position == position ? "step \(place.step)" : "step 0"
          return frame
        }
      }
      guard !pictures.isEmpty else { return nil }
      let succeeded = attempt.outcome == Outcome.succeeded.word
      return Filmstrip.Segment(
        frames: pictures, caption: attempt.instruction, outcome: succeeded ? .succeeded : .failed,
        note: succeeded ? "\(attempt.subtask.rawValue)" : "\(attempt.subtask.rawValue): \(attempt.outcome)",
        strip: attempt.exitCourse.exits.map { $0.map { Palette.level($0, of: exits) } ?? .faint })
    }
    let chain = job.chain
    return Filmstrip(
      title: "\(job.entry.agent), scene \(job.entry.scene.rawValue), chain \(chain.chain)",
      subtitle: "\(chain.completed) of 5 in a row, seed \(job.seed), states \(chain.stateHash)", segments: segments,
      framesPerRow: framesPerRow, width: filmstripWidth,
      legend: segments.contains { !$0.strip.isEmpty }
        ? (0..<exits).map { LegendEntry(Palette.level($0, of: exits), "exit \($0 + 1)") } : [])
  }
}

extension Image {
  /// The mean of each square of `factor` by `factor` pixels; what is left over at the right and below is dropped.
  func shrunk(by factor: Int) -> Image {
    guard factor > 1, width >= factor, height >= factor else { return self }
    var result = Image(width: width / factor, height: height / factor)
    let count = factor * factor
    for y in 0..<result.height {
      for x in 0..<result.width {
        for channel in 0..<3 {
          var sum = 0
          for row in 0..<factor {
            let start = ((y * factor + row) * width + x * factor) * 3 + channel
            for column in 0..<factor { sum += Int(pixels[start + column * 3]) }
          }
          result.pixels[(y * result.width + x) * 3 + channel] = UInt8((sum + count / 2) / count)
        }
      }
    }
    return result
  }
}
