import Episodes
import Figures
import Physics
import Rendering
import Tabletop
import Vocabulary

/// A window on what goes on: takes events, asks the source, draws and shows pictures. Belongs to the main thread.
public final class Viewer {
  /// What the window is about.
  public struct Subject: Sendable {
    /// What is shown the course of.
    public var kind: SessionKind
    /// What files and the window's frame are called.
    public var name: String
    /// Control steps at most for a subtask.
    public var maximumSteps: Int
    /// Where screenshots and recordings go.
    public var picturesFolder: String

    /// A subject from its parts.
    public init(
      kind: SessionKind, name: String, maximumSteps: Int = calvinMaximumSteps, picturesFolder: String
    ) {
      self.kind = kind
      self.name = name
      self.maximumSteps = maximumSteps
      self.picturesFolder = picturesFolder
    }
  }

  /// The window's state.
  public internal(set) var model: ViewerModel
  /// The picture that was shown last.
  public private(set) var picture = PixelBuffer(width: 1, height: 1)
  /// Pictures shown so far.
  public private(set) var pictureCount = 0

  private let screen: any Screen
  private let scenes: [SceneName: TabletopScene]
  private let source: any MomentSource<TabletopState>
  private let subject: Subject
  private let files: PictureFiles
  private let reader = InstructionReader()
  private let painter: ViewPainter
  private let secondPainter: PainterThread
  private var mainImage = Image(width: 1, height: 1)
  private var secondImage = Image(width: 1, height: 1)
  private var readings: WorldReadings?
  private var meter = RateMeter()
  private var shown: Shown?
  /// Whether the next picture is to be written to a file.
  private var wantsScreenshot = false
  private var recorder: Recorder?
  /// The picture of the recording that is still shown, and since when: it is written when its time is known.
  private var recording: (picture: PixelBuffer, since: Double)?

  /// What a picture depends on.
  private struct Shown: Equatable {
    var model: ViewerModel
    var number: Int?
    var size: ScreenSize
    var position: Int?
  }

  /// Pictures per second at most.
  public static let fastestRate = 60.0

  /// A window that shows a source.
  public init(
    screen: any Screen, scenes: [SceneName: TabletopScene], source: any MomentSource<TabletopState>, subject: Subject,
    speed: Speed = .realTime
  ) {
    self.screen = screen
    guard let first = scenes.values.first else { preconditionFailure("there is a table to be seen") }
    self.scenes = scenes
    self.source = source
    self.subject = subject
    files = PictureFiles(folder: subject.picturesFolder, name: subject.name)
    painter = ViewPainter(first)
    secondPainter = PainterThread(first)
    model = ViewerModel(subject.kind, orbit: Self.firstOrbit, speed: speed)
    screen.setTitle("\(subject.name) · Sandbox")
  }

  deinit { secondPainter.close() }

  /// Where the free camera begins: before the table, a little to the right and above it.
  static let firstOrbit = OrbitCamera(
    eye: Vector3(0.45, -1.25, 1.15), target: Vector3(0, 0.02, 0.5), verticalFieldOfViewDegrees: 40)

  private func layout(_ size: ScreenSize) -> ViewerLayout {
    ViewerLayout(
      size, view: model.view, arrangement: model.arrangement, showsOverlays: model.showsOverlays,
      hasTimeline: subject.kind == .replay)
  }

  // MARK: The loop

  /// Shows pictures until the window is closed or the source has nothing more to show.
  ///
  /// - Parameter isStopped: looked at before each picture; true ends the loop as closing does.
  /// - Throws: what the source ended with, and `FigureError`.
  public func run(isStopped: () -> Bool = { false }) throws {
    var last = monotonicSeconds()
    while !model.isClosed, !source.hasEnded, !isStopped() {
      let due = last + 1 / Self.fastestRate
      try handleEvents(waiting: max(0, due - monotonicSeconds()))
      let now = monotonicSeconds()
      guard now >= due - 0.0005 else { continue }
      if model.pass(seconds: now - last) { shown = nil }
      last = now
      _ = try showPicture()
    }
    try endRecording()
  }

  /// Takes what happened in the window.
  public func handleEvents(waiting seconds: Double = 0) throws {
    for event in screen.events(waiting: seconds) { try handle(event) }
  }

  /// Does what an event asks for.
  public func handle(_ event: ScreenEvent) throws {
    if event == .refreshed { shown = nil }
    for request in model.handle(event, layout: layout(screen.size), reader: reader) {
      switch request {
      case .session(let command): source.perform(command)
      case .screenshot: wantsScreenshot = true
      case .recording(true): beginRecording()
      case .recording(false): try endRecording()
      }
    }
  }

  /// Draws and shows a picture where something has changed; whether it did.
  ///
  /// - Parameter always: draws even where nothing has.
  @discardableResult
  public func showPicture(always: Bool = false) throws -> Bool {
    let moment = try source.moment()
    if let notice = source.takeNotice() { model.say(notice) }
    let timeline = source.timeline
    let size = screen.size
    let now = Shown(model: model, number: moment?.number, size: size, position: timeline?.position)
    guard always || wantsScreenshot || now != shown else { return false }
    shown = now
    let time = monotonicSeconds()
    meter.count(at: time)
    try draw(moment, timeline, size)
    screen.show(picture)
    pictureCount += 1
    record(at: time)
    if wantsScreenshot { takeScreenshot() }
    return true
  }

  // MARK: Drawing

  private func draw(_ moment: Moment<TabletopState>?, _ timeline: Timeline?, _ size: ScreenSize) throws {
    let layout = layout(size)
    if picture.width != size.width || picture.height != size.height {
      picture = PixelBuffer(width: size.width, height: size.height)
    }
    picture.fill(Theme.ground)
    if let moment, let scene = scenes[moment.cast.scene] {
      if let gripper = moment.decision?.action.gripper { model.note(gripper: gripper) }
      shown?.model = model
      if let second = layout.second {
        secondPainter.begin(
          job(scene, moment, model.view.companion, second), reusing: exchange(&secondImage))
      }
      readings = try painter.draw(job(scene, moment, model.view, layout.main), into: &mainImage)
      picture.put(mainImage, x: layout.main.x, y: layout.main.y)
      if let second = layout.second, let image = try secondPainter.finish() {
        secondImage = image
        picture.put(secondImage, x: second.x, y: second.y)
      }
    }
    let content = OverlayContent(
      cast: moment?.cast, course: moment?.course, decision: moment?.decision,
      trace: moment?.trace ?? [], averages: moment?.averages ?? Averages(), rate: moment?.rate,
      maximumSteps: subject.maximumSteps, readings: readings, timeline: timeline, picturesPerSecond: meter.rate)
    var words = model
    // What was said about the last screenshot is not part of the next one.
    if wantsScreenshot { words.sayNothing() }
    let overlay = try Overlay(words, content, layout).drawing
    try overlay.paint(
      over: &picture.pixels, width: picture.width, height: picture.height, scale: layout.pixelsPerPoint)
  }

  private func job(
    _ scene: TabletopScene, _ moment: Moment<TabletopState>, _ view: MainView, _ box: PixelRectangle
  ) -> ViewJob {
    ViewJob(scene: scene, state: moment.state, view: view, orbit: model.orbit, width: box.width, height: box.height)
  }

  /// Takes an image out of its place, so that it is nobody else's while it is drawn on.
  private func exchange(_ image: inout Image) -> Image {
    defer { image = Image(width: 1, height: 1) }
    return image
  }

  // MARK: Files

  private func takeScreenshot() {
    wantsScreenshot = false
    do {
      model.say("screenshot: \(PictureFiles.short(try files.write(picture)))")
    } catch {
      model.say("\(error)")
    }
  }

  private func beginRecording() {
    do {
      recorder = Recorder(path: try files.next("recording"))
      recording = nil
    } catch {
      model.isRecording = false
      model.say("\(error)")
    }
  }

  /// Ten pictures a second of what is shown; one that stays is shown for as long as it stayed.
  private func record(at time: Double) {
    guard let recorder else { return }
    if let recording {
      guard time - recording.since >= 1 / Recorder.rate - 0.004, recorder.hasRoom else { return }
      recorder.add(recording.picture, milliseconds: Int(((time - recording.since) * 1000).rounded()))
    }
    recording = (picture, time)
  }

  private func endRecording() throws {
    guard let recorder else { return }
    if let (picture, since) = recording {
      recorder.add(picture, milliseconds: max(1, Int(((monotonicSeconds() - since) * 1000).rounded())))
    }
    (self.recorder, recording, model.isRecording) = (nil, nil, false)
    do {
      try recorder.finish()
      model.say("recording: \(PictureFiles.short(recorder.path))")
    } catch {
      model.say("\(error)")
    }
  }
}
