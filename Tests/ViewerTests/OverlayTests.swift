import Chains
import Episodes
import Figures
import Foundation
import Pictures
import Testing
import Viewer
import Vocabulary

@Suite struct OverlayTests {
  private static let attempts = [
    ("open the drawer", Subtask.openDrawer), ("push the pink block to the left", .pushPinkBlockLeft),
    ("the green lamp should be switched off", .turnOffLED), ("lift the red block", .liftRedBlockTable),
    ("put the block into the drawer", .placeInDrawer),
  ].map { ChainCourse.Attempt($0.1, instruction: $0.0) }

  /// The third subtask of a chain, carried out by a policy with six exits.
  static func content() -> OverlayContent {
    var course = ChainCourse(.chain(12), attempts)
    course.attempts[0].outcome = .succeeded
    course.attempts[0].steps = 48
    course.attempts[1].outcome = .succeeded
    course.attempts[1].steps = 98
    course.current = 2
    course.attempts[2].steps = 57
    var averages = Averages()
    var trace: [StepTrace] = []
    for index in 0..<230 {
      let step = StepTrace(
        exit: (index * index / 7) % 6, multiplyAccumulates: 3_000_000 * (1 + index % 6), latency: 0.004,
        beginsSubtask: index == 173)
      trace.append(step)
      averages.add(step)
    }
    trace[229] = StepTrace(exit: 3, multiplyAccumulates: 12_345_678, latency: 0.0123)
    let decision = Decision(
      .hold(.close), exit: 3, multiplyAccumulates: 12_345_678, differences: [0.31, 0.22, 0.14, 0.04],
      parts: [
        ComputePart("static camera", multiplyAccumulates: 6_000_000),
        ComputePart("layer 1", multiplyAccumulates: 4_000_000),
        ComputePart("head", multiplyAccumulates: 2_345_678),
      ])
    return OverlayContent(
      cast: Cast(agent: "dynamic", scene: .d, thresholds: [0.1, 0.1, 0.08, 0.05, 0.05, .infinity], exits: 6),
      course: course, decision: decision, trace: trace, averages: averages, rate: 29.97,
      readings: WorldReadings(
        ledIsOn: true, bulbIsOn: false, tcp: Vector3(0.1, -0.02, 0.56), gripperWidth: 0.04, door: 0.12, drawer: 0.01),
      timeline: Timeline(
        length: 400, position: 203,
        ends: [Timeline.End(step: 48, succeeded: true), Timeline.End(step: 146, succeeded: true)]),
      picturesPerSecond: 59.8)
  }

  private static func layout(_ size: ScreenSize, _ model: ViewerModel) -> ViewerLayout {
    ViewerLayout(
      size, view: model.view, arrangement: model.arrangement, showsOverlays: model.showsOverlays, hasTimeline: true)
  }

  private static func drawing(
    _ size: ScreenSize = ScreenSize(width: 1280, height: 720), keys: [Key] = [], content: OverlayContent = content()
  ) throws -> Drawing {
    var model = ViewerModel(.live, orbit: OrbitCamera(eye: Vector3(0, -1, 1), target: .zero))
    for key in keys { _ = model.handle(.key(key, .pressed), layout: layout(size, model), reader: InstructionReader()) }
    return try Overlay(model, content, layout(size, model)).drawing
  }

  private static func text(_ drawing: Drawing) -> String { drawing.labels.map(\.text).joined(separator: "\n") }

  @Test func everythingThatAResearcherAsksForIsTold() throws {
    let text = Self.text(try Self.drawing())
    for words in [
      "the green lamp should be switched off", "chain 12 · subtask 3 of 5 · turn_off_led · step 57 of 360",
      "4 of 6", "12.3 M MAC", "mean 10.4 M", "12.3 ms", "mean 4.0 ms", "30.0 Hz", "of 30 Hz",
      "60 pictures/s", "0.040", "0.310", "LED", "bulb", "exits of the last 10 s", "exit 6", "dynamic · scene D",
      "step 203 of 400", "head", "0.100  −0.020  0.560",
    ] { #expect(text.contains(words), "\(words) in \(text)") }
  }

  @Test func whereThereIsRoomTheChainHasCalvinsNames() throws {
    let text = Self.text(try Self.drawing(ScreenSize(width: 1920, height: 1200)))
    #expect(text.contains("open_drawer, done") && text.contains("place_in_drawer"))
  }

  @Test func lampsExitsAndOutcomesChangeWhatIsShown() throws {
    let before = try Self.drawing()
    var content = Self.content()
    content.readings?.ledIsOn = false
    #expect(try Self.drawing(content: content) != before)
    content = Self.content()
    content.trace[100].exit = 5
    #expect(try Self.drawing(content: content) != before)
    content = Self.content()
    content.course?.attempts[2].outcome = .timedOut
    content.course?.isOver = true
    let after = try Self.drawing(content: content)
    #expect(Self.text(after).contains("timed out after 57 steps") && Self.text(after).contains("2 of 5 in a row"))
  }

  @Test(arguments: ViewerLayoutTests.sizes)
  func wordsStayInTheWindowAndDoNotRunIntoEachOther(size: ScreenSize) throws {
    let drawing = try Self.drawing(size)
    let labels = drawing.labels
    for (index, label) in labels.enumerated() where !label.text.isEmpty {
      #expect(drawing.page.contains(label.bounds, tolerance: 1), "\(label.text) \(label.bounds)")
      for other in labels[(index + 1)...] where !other.text.isEmpty {
        #expect(!label.bounds.overlaps(other.bounds, tolerance: 2.5), "\(label.text) | \(other.text)")
      }
    }
    #expect(labels.count >= 5)
  }

  @Test(arguments: ViewerLayoutTests.sizes)
  func theHelpListsEveryKeyAndFits(size: ScreenSize) throws {
    let drawing = try Self.drawing(size, keys: [.letter("h")])
    let text = Self.text(drawing)
    for row in KeyTable.rows(for: .live) {
      #expect(text.contains(row.keys) && text.contains(row.action), "\(row.keys)")
    }
    for label in drawing.labels { #expect(drawing.page.contains(label.bounds, tolerance: 1), "\(label.text)") }
  }

  @Test func overlaysOffLeaveThePicturesAlone() throws {
    #expect(try Self.drawing(keys: [.letter("o")]).elements.isEmpty)
  }

  @Test func anAgentWithoutExitsSaysSo() throws {
    var content = Self.content()
    content.cast = Cast(agent: "expert", scene: .a)
    content.decision = Decision(.hold(.open))
    content.trace = [StepTrace(exit: nil, multiplyAccumulates: 0, latency: 0.001)]
    let text = Self.text(try Self.drawing(content: content))
    #expect(text.contains("acts without exits") && text.contains("steps of the last 10 s") && !text.contains("MAC"))
  }

  @Test func itIsPaintedOverThePicturesInItsColors() throws {
    let size = ScreenSize(width: 1280, height: 720)
    let ground = UInt32(0x2040A0)
    var picture = PixelBuffer(width: size.width, height: size.height, color: ground)
    let drawing = try Self.drawing()
    try drawing.paint(over: &picture.pixels, width: size.width, height: size.height, scale: 1)
    let colors = Dictionary(picture.pixels.map { ($0 & 0xFFFFFF, 1) }, uniquingKeysWith: +)
    // The lit LED is green, the bulb is not lit; exits have their colours; views are left alone.
    #expect(colors[0x35E06A] ?? 0 > 40 && colors[0xFFE14A] == nil)
    #expect(colors[ground] ?? 0 > picture.pixels.count / 3)
    #expect(colors.values.count { $0 > 300 } >= 7)
    if let folder = ProcessInfo.processInfo.environment["SANDBOX_PICTURES"] {
      try AtomicFile.write(PNG.encode(picture.image), to: folder + "/overlay.png")
    }
  }
}
