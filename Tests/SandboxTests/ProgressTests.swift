import Testing
import sandbox

@Suite struct ProgressTests {
  /// A clock that stands until it is told.
  private final class Stage {
    var time = 100.0
    var written = ""
    var columns = 80
    func progress(isInteractive: Bool, total: Int = 10, done: Int = 0) -> Progress {
      Progress(
        "quickstart", unit: "chains", total: total, done: done, isInteractive: isInteractive,
        columns: { self.columns }, now: { self.time }, write: { self.written += $0 })
    }
  }

  @Test(arguments: [true, false]) func nothingIsShownInTheFirstTwoSeconds(isInteractive: Bool) {
    let stage = Stage()
    var progress = stage.progress(isInteractive: isInteractive)
    stage.time += 1.9
    progress.update(9)
    progress.finish(10)
    #expect(stage.written.isEmpty)
  }

  @Test func linesArePlainWithoutATerminal() {
    let stage = Stage()
    var progress = stage.progress(isInteractive: false)
    stage.time += 4
    progress.update(2, "4.50 of 5")
    stage.time += 4
    progress.update(3)
    stage.time += 8
    progress.finish(10)
    #expect(stage.written == "quickstart: 2 of 10 chains, 16 s left, 4.50 of 5\nquickstart: 10 of 10 chains, in 16 s\n")
  }

  @Test func theLastLineIsNotWrittenTwice() {
    let stage = Stage()
    var progress = stage.progress(isInteractive: false)
    stage.time += 4
    progress.update(10)
    stage.time += 4
    progress.finish(10)
    #expect(stage.written == "quickstart: 10 of 10 chains, in 4 s\n")
  }

  @Test func aBarFillsOnATerminal() {
    let stage = Stage()
    var progress = stage.progress(isInteractive: true)
    stage.time += 3
    progress.update(5)
    #expect(stage.written.contains(String(repeating: "█", count: 12) + String(repeating: "░", count: 12)))
    progress.finish(10)
    #expect(stage.written.hasSuffix(String(repeating: "█", count: 24) + " quickstart: 10 of 10 chains, in 3 s\n"))
  }

  @Test func aLineNeverExceedsTheTerminal() {
    for columns in 1...200 {
      let stage = Stage()
      stage.columns = columns
      var progress = stage.progress(isInteractive: true)
      stage.time += 3
      progress.update(5, "expert in scene D: 4.77 of 5")
      let line = stage.written.split(separator: "\u{1B}[2K").last ?? ""
      #expect(line.count < max(columns, 2), "\(columns) columns: \(line)")
      if columns >= 80 { #expect(line.contains("█") && line.hasSuffix("4.77 of 5"), "\(columns) columns: \(line)") }
    }
  }

  @Test(arguments: [
    (80, "round 12: 12345 of 16000, 1 h 59 min left, loss 0.1234, 1812 frames/s"),
    (
      140,
      "round 12: 12345 of 16000, 1 h 59 min left, loss 0.1234, 1812 frames/s, exits 0.123 0.123 0.123 0.123 0.123 0.123, "
        + "phase decoder"
    ),
    (
      200,
      "desk, training of round 12: 12345 of 16000 steps, 1 h 59 min left, loss 0.1234, 1812 frames/s, "
        + "exits 0.123 0.123 0.123 0.123 0.123 0.123, phase decoder, 93 GFLOP/s"
    ),
  ])
  func aTrainingShowsAsMuchAsThereIsRoomForAndItsBar(columns: Int, text: String) {
    let stage = Stage()
    var progress = Progress(
      "desk, training of round 12", shortTitle: "round 12", unit: "steps", total: 16000, done: 12245,
      isInteractive: true, columns: { columns }, now: { stage.time }, write: { stage.written += $0 })
    stage.time += 196.3
    progress.update(
      12345,
      [
        "loss 0.1234", "1812 frames/s", "exits 0.123 0.123 0.123 0.123 0.123 0.123", "phase decoder", "93 GFLOP/s",
      ])
    let line = stage.written.split(separator: "\u{1B}[2K").last ?? ""
    #expect(line.hasSuffix(" " + text), "\(line)")
    #expect(line.count < columns && line.prefix { "█░".contains($0) }.count >= 6, "\(line)")
  }

  @Test func whatFollowsOnSomethingLongIsShownAtOnce() {
    let stage = Stage()
    var progress = stage.progress(isInteractive: false, total: 2)
    progress.showNow(0)
    #expect(stage.written == "quickstart: 0 of 2 chains\n")
  }

  @Test func whatWasThereBeforeDoesNotCountForTheSpeed() {
    let stage = Stage()
    var progress = stage.progress(isInteractive: false, total: 100, done: 50)
    stage.time += 10
    progress.update(60)
    #expect(stage.written == "quickstart: 60 of 100 chains, 40 s left\n")
  }
}
