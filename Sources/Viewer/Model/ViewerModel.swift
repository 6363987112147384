import Chains
import Vocabulary

/// What the window does besides asking its source for something.
public enum ViewerRequest: Hashable, Sendable {
  /// Something of the source.
  case session(SessionCommand)
  /// A file with what is shown.
  case screenshot
  /// A recording begins, or ends.
  case recording(Bool)
}

/// The state of a window: which views, what pace, what is typed, which keys are held. Events go in, requests come out.
///
/// A value without a clock or a window, so that tests need neither.
public struct ViewerModel: Hashable, Sendable {
  /// What is shown the course of.
  public let kind: SessionKind
  /// What the large view shows.
  public internal(set) var view = MainView.fixed
  /// How many views there are.
  public internal(set) var arrangement = Arrangement.sideBySide
  /// The free camera.
  public internal(set) var orbit: OrbitCamera
  /// Where the free camera began.
  private let firstOrbit: OrbitCamera
  /// Whether time stands still.
  public internal(set) var isPaused = false
  /// How fast it passes otherwise.
  public internal(set) var speed: Speed
  /// Whether words and figures are shown.
  public internal(set) var showsOverlays = true
  /// Whether the list of keys is shown.
  public internal(set) var showsHelp = false
  /// What has been typed so far; nil while nothing is.
  public internal(set) var entry: String?
  /// What the typed sentence is taken for.
  public internal(set) var reading: InstructionReader.Reading?
  /// Whether the arm is in hand.
  public internal(set) var hasArm = false
  /// What the fingers are told while the arm is in hand.
  public internal(set) var gripper = GripperCommand.open
  /// The keys that move the arm and are held down.
  public internal(set) var held: Set<Key> = []
  /// Whether a recording is being made.
  public internal(set) var isRecording = false
  /// A sentence about what just happened, until its time is up.
  public private(set) var notice: String?
  private var noticeSeconds = 0.0
  /// Whether the window is to be closed.
  public internal(set) var isClosed = false

  /// The character event of a key that was heeded follows it and is to be left out.
  var swallowsCharacter = false
  var pointer: (x: Double, y: Double) { (pointerX, pointerY) }
  private var pointerX = 0.0, pointerY = 0.0
  private var drag: Drag?

  /// What a pressed button of the mouse does.
  private enum Drag: Hashable, Sendable { case orbit, pan, timeline }

  /// A window as it opens.
  public init(_ kind: SessionKind, orbit: OrbitCamera, speed: Speed = .realTime) {
    self.kind = kind
    self.orbit = orbit
    firstOrbit = orbit
    self.speed = speed
  }

  /// The pace that time passes at.
  public var pace: Pace { isPaused ? .paused : speed.pace }

  /// Seconds that a notice stays.
  public static let noticeSeconds = 4.0

  /// Says something for a few seconds.
  public mutating func say(_ sentence: String) {
    notice = sentence
    noticeSeconds = Self.noticeSeconds
  }

  /// Takes back what was said.
  mutating func sayNothing() { notice = nil }

  /// Lets time pass for what goes away by itself; whether anything did.
  public mutating func pass(seconds: Double) -> Bool {
    guard notice != nil else { return false }
    noticeSeconds -= seconds
    guard noticeSeconds <= 0 else { return false }
    notice = nil
    return true
  }

  /// Takes in what the source says of the world: while the agent acts, the hand would go on with its gripper command.
  public mutating func note(gripper: GripperCommand) { if !hasArm { self.gripper = gripper } }

  /// Takes in what happened.
  ///
  /// - Parameters:
  ///   - layout: where things are that the pointer may be on.
  ///   - reader: understands what is typed.
  public mutating func handle(
    _ event: ScreenEvent, layout: ViewerLayout, reader: InstructionReader
  ) -> [ViewerRequest] {
    switch event {
    case .closed:
      isClosed = true
      return isRecording ? [toggleRecording()] : []
    case .key(let key, let motion): return handle(key, motion, reader)
    case .character(let character): return handle(character, reader)
    case .pointer(let x, let y): return movePointer(x, y, layout)
    case .button(let button, let isDown, let shift): return press(button, isDown, shift, layout)
    case .scroll(let notches):
      if layout.main.contains(x: pointerX, y: pointerY) {
        view = .free
        orbit.zoom(notches: notches)
      }
      return []
    case .focus(false): return letGoOfKeys()
    case .focus(true), .refreshed: return []
    }
  }

  mutating func toggleRecording() -> ViewerRequest {
    isRecording.toggle()
    return .recording(isRecording)
  }

  /// The free camera as it began.
  mutating func resetOrbit() {
    orbit = firstOrbit
    view = .free
  }

  // MARK: Mouse

  private mutating func movePointer(_ x: Double, _ y: Double, _ layout: ViewerLayout) -> [ViewerRequest] {
    let (right, down) = (x - pointerX, y - pointerY)
    (pointerX, pointerY) = (x, y)
    let height = Double(layout.main.height)
    switch drag {
    case nil: return []
    case .orbit: orbit.orbit(pixelsRight: right, pixelsDown: down, pictureHeight: height)
    case .pan: orbit.pan(pixelsRight: right, pixelsDown: down, pictureHeight: height)
    case .timeline: return seek(layout)
    }
    view = .free
    return []
  }

  private mutating func press(
    _ button: ScreenEvent.Button, _ isDown: Bool, _ shift: Bool, _ layout: ViewerLayout
  ) -> [ViewerRequest] {
    guard isDown else {
      drag = nil
      return []
    }
    if let timeline = layout.timeline, button == .left {
      let (x, y) = (pointerX / layout.pixelsPerPoint, pointerY / layout.pixelsPerPoint)
      if x >= timeline.x - 4, x <= timeline.right + 4, y >= timeline.y - 4, y <= timeline.bottom + 4 {
        drag = .timeline
        return seek(layout)
      }
    }
    guard layout.main.contains(x: pointerX, y: pointerY) else { return [] }
    drag = button == .left && !shift ? .orbit : .pan
    return []
  }

  private func seek(_ layout: ViewerLayout) -> [ViewerRequest] {
    guard let timeline = layout.timeline else { return [] }
    let share = (pointerX / layout.pixelsPerPoint - timeline.x) / timeline.width
    return [.session(.seek(min(max(share, 0), 1)))]
  }
}
