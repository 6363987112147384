import Chains
import Episodes
import Experiments
import Tabletop
import Viewer
import Vocabulary

/// Pictures per second of a window, view by view, while the expert acts in real time and while a chain is replayed.
struct WindowBench {
  /// What a view came to.
  struct Row: Sendable {
    let name: String
    let key: String
    /// Seconds from one picture to the next that it was drawn and shown in, each with a state of its own.
    var seconds: [Double] = []
    /// Control steps per second of the agent meanwhile; nil in a replay.
    var rate: Double?

    /// Pictures per second.
    var picturesPerSecond: Double { seconds.isEmpty ? 0 : Double(seconds.count) / seconds.reduce(0, +) }

    /// The time below which a share of the pictures lies (nearest rank).
    func quantile(_ share: Double) -> Double {
      let sorted = seconds.sorted()
      return sorted.isEmpty ? 0 : sorted[max(0, Int((share * Double(sorted.count)).rounded(.up)) - 1)]
    }
  }

  /// A view and how to get there from the window's first one.
  private struct Setting {
    let name: String
    let key: String
    let events: [ScreenEvent]
    var orbits = false
  }

  private static let settings = [
    Setting(name: "static and gripper camera", key: "side_by_side", events: []),
    Setting(name: "static camera alone", key: "static", events: [.key(.tab, .pressed)]),
    Setting(name: "gripper camera alone", key: "gripper", events: [.key(.tab, .pressed), .character("2")]),
    Setting(
      name: "free camera alone, led around", key: "free", events: [.key(.tab, .pressed), .character("3")], orbits: true),
  ]

  let screen: GLFWScreen
  let scene: TabletopScene
  let run: TabletopRun
  private let name: SceneName

  init(screen: GLFWScreen) throws {
    var experiment = Experiment()
    experiment.name = "bench"
    var expert = AgentSettings()
    expert.name = "expert"
    experiment.agents = [expert]
    experiment.evaluation.chains = 20
    name = experiment.evaluation.scenes[0]
    self.screen = screen
    run = try TabletopRun(experiment)
    scene = try run.scenes[name] ?? TabletopScene(name)
    screen.waitsForRefresh(false)
  }

  /// Measures every view for a time, live and in a replay.
  func rows(secondsEach: Double, progress: (Double) -> Void) throws -> [Row] {
    var rows: [Row] = []
    let begun = monotonicSeconds()
    for setting in Self.settings {
      let source = LiveSource(cast: cast, source: run.chainSource) { [run, name] in
        let laboratory = run.runner.laboratory
        return (try laboratory.makeWorld(name), try laboratory.makeAgent(run.runner.experiment.agents[0], name))
      }
      defer { source.close() }
      let viewer = try viewer(source, .live, setting)
      var row = Row(name: "live, \(setting.name)", key: "live_\(setting.key)")
      var last: Double?
      var shown = -1
      let end = monotonicSeconds() + secondsEach
      while monotonicSeconds() < end {
        try viewer.handleEvents()
        // Every picture has a state of its own where the agent is as fast as the window, and the newest one otherwise.
        guard let moment = try source.moment() else { continue }
        if setting.orbits { try orbit(viewer) }
        try viewer.showPicture(always: true)
        row.rate = moment.rate ?? row.rate
        let now = monotonicSeconds()
        if let last, shown >= 0 { row.seconds.append(now - last) }
        last = now
        shown = moment.number
        progress(now - begun)
      }
      rows.append(row)
    }
    for setting in Self.settings { rows.append(try replay(setting, secondsEach, begun, progress)) }
    return rows
  }

  private func replay(
    _ setting: Setting, _ seconds: Double, _ begun: Double, _ progress: (Double) -> Void
  ) throws -> Row {
    let reels = ReelMaker(run: run, agent: run.runner.experiment.agents[0], scene: name, record: nil)
    let source = ReplaySource<TabletopState>(chainCount: 1, startingAt: 0, pace: .paused) { _ in try reels.reel(0) }
    let viewer = try viewer(source, .replay, setting)
    while try source.moment() == nil { try viewer.handleEvents(waiting: 0.01) }
    var row = Row(name: "replay, \(setting.name)", key: "replay_\(setting.key)")
    var last = monotonicSeconds()
    let end = last + seconds
    while last < end {
      try viewer.handleEvents()
      source.perform(source.timeline.map { $0.position < $0.length } ?? false ? .step(1) : .seek(0))
      if setting.orbits { try orbit(viewer) }
      try viewer.showPicture(always: true)
      let now = monotonicSeconds()
      row.seconds.append(now - last)
      last = now
      progress(now - begun)
    }
    return row
  }

  private var cast: Cast { Cast(agent: "expert", scene: name) }

  private func viewer(
    _ source: any MomentSource<TabletopState>, _ kind: SessionKind, _ setting: Setting
  ) throws -> Viewer {
    let viewer = Viewer(
      screen: screen, scenes: run.scenes, source: source,
      subject: Viewer.Subject(kind: kind, name: "bench", picturesFolder: currentDirectory()))
    for event in setting.events { try viewer.handle(event) }
    return viewer
  }

  /// Leads the free camera on by a few pixels.
  private func orbit(_ viewer: Viewer) throws {
    let size = screen.size
    let (x, y) = (Double(size.width) * 0.4, Double(size.height) * 0.5)
    for event in [
      ScreenEvent.pointer(x: x, y: y), .button(.left, isDown: true, shift: false), .pointer(x: x + 3, y: y),
      .button(.left, isDown: false, shift: false),
    ] { try viewer.handle(event) }
  }
}

extension WindowBench {
  /// For people.
  static func table(_ rows: [Row], size: ScreenSize, renderer: String) -> TextTable {
    var table = TextTable([
      ("\(size.width)×\(size.height), \(renderer)", .left), ("pictures/s", .right), ("median", .right),
      ("95 %", .right), ("control steps/s", .right),
    ])
    for row in rows {
      table.add([
        row.name, row.picturesPerSecond.text(digits: 1), (row.quantile(0.5) * 1000).text(digits: 1) + " ms",
        (row.quantile(0.95) * 1000).text(digits: 1) + " ms", row.rate.map { $0.text(digits: 1) } ?? "",
      ])
    }
    return table
  }

  /// For machines.
  static func json(_ rows: [Row], size: ScreenSize) -> JSONValue {
    func rounded(_ value: Double) -> JSONValue { .number((value * 100).rounded() / 100) }
    return .object(
      [JSONMember("width", .integer(size.width)), JSONMember("height", .integer(size.height))]
        + rows.flatMap { row in
          [
            JSONMember(row.key + "_pictures_per_second", rounded(row.picturesPerSecond)),
            JSONMember(row.key + "_median_milliseconds", rounded(row.quantile(0.5) * 1000)),
          ]
        })
  }
}
