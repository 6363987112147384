import Chains
import Vocabulary

extension ViewerModel {
  mutating func handle(_ key: Key, _ motion: ScreenEvent.Motion, _ reader: InstructionReader) -> [ViewerRequest] {
    if motion == .released {
      guard held.remove(key) != nil else { return [] }
      return hasArm ? [drive()] : []
    }
    swallowsCharacter = false
    if entry != nil { return edit(key, reader) }
    if hasArm, let requests = move(key, motion) { return requests }
    switch key {
    case .space where motion == .pressed:
      isPaused.toggle()
      return [.session(.pace(pace))]
    case .right, .left:
      guard kind == .replay else { return [] }
      return stepReplay(key == .right ? 1 : -1)
    case .home, .end:
      guard kind == .replay else { return [] }
      return [.session(.seek(key == .home ? 0 : 1))]
    case .tab where motion == .pressed: arrangement = arrangement == .sideBySide ? .large : .sideBySide
    case .function(1) where motion == .pressed: showsHelp.toggle()
    case .escape where motion == .pressed: return close()
    case .letter(let letter) where motion == .pressed: return handle(letter: letter)
    default: break
    }
    return []
  }

  private mutating func handle(letter: Character) -> [ViewerRequest] {
    switch letter {
    case "n":
      return [.session(.chain(1))]
    case "r":
      guard kind != .run else { return [] }
      return [.session(.reset)]
    case "t":
      guard kind == .live else {
        say("only a live session can be asked for something: sandbox watch")
        return []
      }
      entry = ""
      reading = nil
      swallowsCharacter = true
    case "g":
      guard kind == .live else {
        say("only in a live session can the arm be taken: sandbox watch")
        return []
      }
      return toggleArm()
    case "c": resetOrbit()
    case "o": showsOverlays.toggle()
    case "p": return [.screenshot]
    case "m": return [toggleRecording()]
    case "h": showsHelp.toggle()
    default: break
    }
    return []
  }

  /// Esc: closes the help, gives the arm back, or closes the window.
  private mutating func close() -> [ViewerRequest] {
    if showsHelp {
      showsHelp = false
      return []
    }
    if hasArm { return toggleArm() }
    isClosed = true
    return isRecording ? [toggleRecording()] : []
  }

  private mutating func stepReplay(_ count: Int) -> [ViewerRequest] {
    isPaused = true
    return [.session(.pace(.paused)), .session(.step(count))]
  }

  // MARK: Characters

  mutating func handle(_ character: Character, _ reader: InstructionReader) -> [ViewerRequest] {
    if swallowsCharacter {
      swallowsCharacter = false
      return []
    }
    if entry != nil {
      guard (entry ?? "").count < 120, character.isASCII, !character.isNewline else { return [] }
      entry?.append(character)
      reading = reader.read(entry ?? "")
      return []
    }
    switch character {
    case "1": view = .fixed
    case "2": view = .gripper
    case "3": view = .free
    case "+", "=": return change(speed.faster)
    case "-", "_", "−": return change(speed.slower)
    case "0": return change(.realTime)
    case ".":
      if kind == .replay { return stepReplay(1) }
      isPaused = true
      return [.session(.pace(.paused)), .session(.step(1))]
    case ",":
      if kind == .replay { return stepReplay(-1) }
    case ">":
      if kind == .replay { return stepReplay(30) }
    case "<":
      if kind == .replay { return stepReplay(-30) }
    case "?": showsHelp.toggle()
    default: break
    }
    return []
  }

  private mutating func change(_ speed: Speed) -> [ViewerRequest] {
    self.speed = speed
    return [.session(.pace(pace))]
  }

  // MARK: Typing an instruction

  private mutating func edit(_ key: Key, _ reader: InstructionReader) -> [ViewerRequest] {
    switch key {
    case .escape: entry = nil
    case .backspace:
      if entry?.isEmpty == false { entry?.removeLast() }
      reading = reader.read(entry ?? "")
    case .enter:
      let text = (entry ?? "").split(whereSeparator: \.isWhitespace).joined(separator: " ")
      entry = nil
      guard !text.isEmpty else { return [] }
      guard let reading = reader.read(text) else {
        say("“\(text)” is like none of the sentences for the 34 subtasks")
        return []
      }
      say("“\(text)” is taken for \(reading.subtask.rawValue)")
      var requests: [ViewerRequest] = hasArm ? toggleArm() : []
      if isPaused {
        isPaused = false
        requests.append(.session(.pace(pace)))
      }
      return requests + [.session(.attempt(reading.subtask, instruction: text))]
    default: break
    }
    return []
  }

  // MARK: The arm in hand

  mutating func letGoOfKeys() -> [ViewerRequest] {
    guard !held.isEmpty else { return [] }
    held = []
    return hasArm ? [drive()] : []
  }

  private mutating func toggleArm() -> [ViewerRequest] {
    hasArm.toggle()
    held = []
    guard hasArm else {
      say("the agent has the arm again")
      return [.session(.drive(nil))]
    }
    say("the arm is in your hand; G gives it back")
    var requests = [drive()]
    if isPaused {
      isPaused = false
      requests.append(.session(.pace(pace)))
    }
    return requests
  }

  /// A key that moves the arm; nil for others.
  private mutating func move(_ key: Key, _ motion: ScreenEvent.Motion) -> [ViewerRequest]? {
    if key == .letter("x") {
      guard motion == .pressed else { return [] }
      gripper = gripper == .open ? .close : .open
      return [drive()]
    }
    guard Self.directions[key] != nil else { return nil }
    guard held.insert(key).inserted else { return [] }
    return [drive()]
  }

  private func drive() -> ViewerRequest { .session(.drive(handAction)) }

  /// What the held keys come to.
  public var handAction: Action {
    var (translation, rotation) = (Vector3.zero, Vector3.zero)
    for key in held {
      guard let (move, turn) = Self.directions[key] else { continue }
      translation += move
      rotation += turn
    }
    return .relativePose(
      translation: translation * Self.handSpeed, rotation: rotation * Self.handTurn, gripper: gripper)
  }

  /// Share of the largest displacement in a control step: 0.02 m · 0.5 · 30 Hz is 0.3 m/s.
  static let handSpeed = 0.5
  /// Share of the largest rotation in a control step: 0.05 rad · 0.6 · 30 Hz is 0.9 rad/s.
  static let handTurn = 0.6

  /// Directions in the world: x to the right of someone who stands before the table, y away from them, z up.
  static let directions: [Key: (Vector3, Vector3)] = [
    .right: (Vector3(1, 0, 0), .zero), .left: (Vector3(-1, 0, 0), .zero), .up: (Vector3(0, 1, 0), .zero),
    .down: (Vector3(0, -1, 0), .zero), .pageUp: (Vector3(0, 0, 1), .zero), .pageDown: (Vector3(0, 0, -1), .zero),
    .letter("a"): (.zero, Vector3(0, 0, 1)), .letter("d"): (.zero, Vector3(0, 0, -1)),
    .letter("w"): (.zero, Vector3(-1, 0, 0)), .letter("s"): (.zero, Vector3(1, 0, 0)),
    .letter("q"): (.zero, Vector3(0, -1, 0)), .letter("e"): (.zero, Vector3(0, 1, 0)),
  ]
}
