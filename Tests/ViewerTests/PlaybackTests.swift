import Testing
import Viewer

@Suite struct PlaybackTests {
  @Test func timePassesAtThePaceAndStopsAtTheEnd() {
    var playback = Playback(count: 61, pace: .times(1), realTimeRate: 30)
    playback.pass(seconds: 0.5)
    #expect(playback.index == 15)
    playback.set(.times(2))
    playback.pass(seconds: 0.5)
    #expect(playback.index == 45)
    playback.set(.paused)
    playback.pass(seconds: 10)
    #expect(playback.index == 45 && !playback.isAtEnd)
    playback.set(.unlimited)
    playback.pass(seconds: 10)
    #expect(playback.index == 60 && playback.isAtEnd)
  }

  @Test func stepsAndPlacesStayWithinTheReplay() {
    var playback = Playback(count: 11, pace: .paused, realTimeRate: 30)
    playback.step(-5)
    #expect(playback.index == 0)
    playback.step(3)
    #expect(playback.index == 3)
    playback.step(100)
    #expect(playback.index == 10)
    playback.seek(0.5)
    #expect(playback.index == 5)
    playback.seek(-1)
    #expect(playback.index == 0)
  }

  @Test func goingOnAtTheEndBeginsAnew() {
    var playback = Playback(count: 11, pace: .paused, realTimeRate: 30)
    playback.seek(1)
    playback.set(.times(1))
    #expect(playback.index == 0)
    playback.seek(1)
    playback.set(.times(2))
    #expect(playback.isAtEnd)
  }
}

@Suite struct PacerTests {
  @Test(arguments: [(1.0, 60), (0.5, 30), (4.0, 240)])
  func stepsComeAtTheirPace(times: Double, expected: Int) {
    // A clock of milliseconds: two seconds.
    var pacer = Pacer(.times(times), realTimeRate: 30, now: 0)
    var steps = 0
    for millisecond in 0..<2000 where pacer.wait(at: Double(millisecond) / 1000) == 0 {
      pacer.stepped(at: Double(millisecond) / 1000)
      steps += 1
    }
    #expect(abs(steps - expected) <= 1)
  }

  @Test func whileItStandsStillOnlyOwedStepsAreDue() {
    var pacer = Pacer(.paused, realTimeRate: 30, now: 0)
    #expect(pacer.wait(at: 100) == nil)
    pacer.owe(2)
    for _ in 0..<2 {
      #expect(pacer.wait(at: 100) == 0)
      pacer.stepped(at: 100)
    }
    #expect(pacer.wait(at: 100) == nil)
  }

  @Test func lostTimeIsNotMadeUpFor() {
    var pacer = Pacer(.times(1), realTimeRate: 30, now: 0)
    var steps = 0
    // After ten seconds in which nothing could be done, no more than a tenth of a second is caught up on.
    while pacer.wait(at: 10) == 0 {
      pacer.stepped(at: 10)
      steps += 1
    }
    #expect(steps <= 5)
  }
}
