import Episodes
import Evaluation
import Figures
import Foundation
import Pictures
import Vocabulary

/// A chosen chain and its recorded course: all that its pictures are drawn from.
struct PictureJob<State: Hashable & Codable & Sendable>: Sendable {
  let entry: RunEntry
  let seed: UInt64
  let settings: ReportSettings
  let chain: RecordedChain
  let states: [StateRecord<State>]
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

/// Draws a chain's frames, filmstrip and animation from its recorded states, each state once.
struct ChainPictures<World: Environment & SendableMetatype> {
  let job: PictureJob<World.State>
  let laboratory: Laboratory<World>
  let world: World
  let folder: String

  /// Writes all files of the chain.
  func write(_ stop: Cancellation) throws {
    let places = PicturePlaces(job.entry, chain: job.chain.chain)
    let strip = stripStates
    try makeFolders(places)
    var stripFrames: [Place: Filmstrip.Frame] = [:]
    var animation = job.settings.animation ? try ChainAnimation(job, text: text(for: nil)) : nil

    for record in job.states {
      if stop.isRequested { throw EvaluationError.cancelled }
      let place = Place(record)
      let isFrame = isLast(record) || record.step % job.settings.frameEverySteps == 0
      let isAnimated = animation != nil && (isLast(record) || record.step % job.settings.animationEverySteps == 0)
      guard isFrame || isAnimated || strip.contains(place) else { continue }

      try world.restore(record.state)
      guard world.stateHash == record.stateHash else {
        throw RunError.stateDiffers(
          job.entry, chain: job.chain.chain, position: record.position, step: record.step)
      }
      let picture = try draw(.fixed, size: job.settings.pictureSize)
      if isFrame {
        try write(picture, .fixed, of: record, in: places)
        // CALVIN's cameras are 200 and 84 pixels wide.
        let size = max(1, (job.settings.pictureSize * 84 + 100) / 200)
        try write(try draw(.gripper, size: size), .gripper, of: record, in: places)
      }
      if isAnimated || strip.contains(place) {
        let inset = try draw(.gripper, size: max(1, job.settings.pictureSize / 3))
        if isAnimated { animation?.append(picture, inset: inset, of: record, isLast: isLast(record)) }
        if strip.contains(place) { stripFrames[place] = Filmstrip.Frame(picture, inset: inset) }
      }
    }
    if !stripFrames.isEmpty {
      try AtomicFile.write(try filmstripFile(stripFrames), to: folder + "/" + places.filmstrip)
    }
    if let bytes = animation?.encoded() { try AtomicFile.write(bytes, to: folder + "/" + places.animation) }
  }

  private func makeFolders(_ places: PicturePlaces) throws(RunError) {
    for name in [places.frames, "filmstrips", "animations"] {
      do {
        try FileManager.default.createDirectory(atPath: folder + "/" + name, withIntermediateDirectories: true)
      } catch {
        throw .folder(folder + "/" + name, reason: error.localizedDescription)
      }
    }
  }

  private func draw(_ view: CameraView, size: Int) throws -> Image {
    do {
      return try laboratory.draw(world, PictureRequest(view, size: size, samples: job.settings.samples))
    } catch {
      throw RunError.picture(reason: error)
    }
  }

  /// Whether a subtask ends in this state.
  private func isLast(_ record: StateRecord<World.State>) -> Bool {
    record.step == job.chain.attempts[record.position - 1].steps
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

/// A state's place in its chain.
private struct Place: Hashable {
  let position: Int
  let step: Int

  init(position: Int, step: Int) {
    self.position = position
    self.step = step
  }

  init<State>(_ record: StateRecord<State>) { self.init(position: record.position, step: record.step) }
}

extension ChainPictures {
  /// The states of each subtask that come nearest to even distances from its beginning to its end.
  private func stripPlaces(of position: Int) -> [Place] {
    // A subtask begins where the one before has ended.
    let previous = job.states.last { $0.position == position - 1 }
    let own = job.states.filter { $0.position == position }
    let candidates =
      (own.first?.step == 0 ? [] : previous.map { [(step: 0, place: Place($0))] } ?? [])
      + own.map { (step: $0.step, place: Place($0)) }
    guard let last = candidates.last else { return [] }
    let count = job.settings.filmstripFrames
    var places: [Place] = []
    for index in 0..<count {
      let wanted = Double(last.step * index) / Double(count - 1)
      let nearest = candidates.min { abs(Double($0.step) - wanted) < abs(Double($1.step) - wanted) }
      if let nearest, places.last != nearest.place { places.append(nearest.place) }
    }
    return places
  }

  private var stripStates: Set<Place> { Set((1...job.chain.attempts.count).flatMap { stripPlaces(of: $0) }) }

  private func filmstripFile(_ frames: [Place: Filmstrip.Frame]) throws(RunError) -> [UInt8] {
    do {
      return try filmstrip(frames).drawing().png(text: text(for: nil))
    } catch {
      throw .picture(reason: error)
    }
  }

  private func filmstrip(_ frames: [Place: Filmstrip.Frame]) -> Filmstrip {
    let segments = job.chain.attempts.enumerated().compactMap { index, attempt -> Filmstrip.Segment? in
      let position = index + 1
      let pictures = stripPlaces(of: position).compactMap { place in
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
        note: succeeded ? "\(attempt.subtask.rawValue)" : "\(attempt.subtask.rawValue): \(attempt.outcome)")
    }
    let chain = job.chain
    return Filmstrip(
      title: "\(job.entry.agent), scene \(job.entry.scene.rawValue), chain \(chain.chain)",
      subtitle: "\(chain.completed) of 5 in a row, seed \(job.seed), states \(chain.stateHash)", segments: segments,
      framesPerRow: job.settings.filmstripFrames <= 4 ? job.settings.filmstripFrames * 2 : job.settings.filmstripFrames)
  }
}
