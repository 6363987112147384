import Chains
import Episodes
import Evaluation
import TestSupport
import Testing
import Viewer
import Vocabulary

/// Scripted chains, as an evaluation and as a window's source have them.
enum ScriptedChains {
  static let chains = ScriptedWorld.chains(6)
  static let evaluation = ChainEvaluation(seed: 5, maximumSteps: 40) { subtask, stream in
    Instruction("\(subtask.rawValue) \(stream.index(below: 100))")
  }
  static let source = ChainSource(
    chains: chains, maximumSteps: 40, stream: { ChainSplit.test.stream(seed: 5, chain: $0) },
    instruction: evaluation.instruction)
  static let cast = Cast(agent: "wavering", scene: .d)

  static func session(_ agent: any Agent<ScriptedWorld> = WaveringAgent(), startingAt place: Int = 0) throws
    -> LiveSession<ScriptedWorld>
  {
    try LiveSession(world: ScriptedWorld(), agent: agent, cast: cast, source: source, startingAt: place, seconds: { 0 })
  }

  static func result(_ chain: Chain) throws -> ChainResult<ScriptedWorld.State> {
    try evaluation.run(chain, agent: WaveringAgent(), world: ScriptedWorld(), recording: Recording(steps: true))
  }
}

@Suite struct LiveSessionTests {
  @Test func chainsTakeTheSameCourseAsInAnEvaluation() throws {
    let session = try ScriptedChains.session()
    for chain in ScriptedChains.chains {
      var hashes = [session.world.stateHash]
      while !session.course.isOver {
        let before = session.course.current
        try session.advance()
        if session.course.attempts[before].outcome != nil { hashes.append(session.world.stateHash) }
      }
      let expected = try ScriptedChains.result(chain).rollout
      #expect(hashes == expected.stateHashes, "chain \(chain.index)")
      #expect(session.course.origin == .chain(chain.index) && !session.course.wasTouched)
      let attempts = session.course.attempts.prefix(expected.subtasks.count)
      #expect(attempts.map(\.outcome) == expected.subtasks.map(\.outcome))
      #expect(attempts.map(\.steps) == expected.subtasks.map(\.steps))
      #expect(attempts.map(\.instruction) == expected.subtasks.map(\.instruction.text))
      try session.goToChain(1)
    }
    #expect(session.chainPlace == 0)
  }

  @Test func resettingLeavesNothingBehind() throws {
    let session = try ScriptedChains.session(startingAt: 2)
    let start = session.world.stateHash
    func course() throws -> [ContentHash] {
      var hashes: [ContentHash] = []
      while !session.course.isOver {
        try session.advance()
        hashes.append(session.world.stateHash)
      }
      return hashes
    }
    let first = try course()
    session.drive(.hold(.close))
    try session.advance()
    session.drive(nil)
    try session.reset()
    #expect(session.world.stateHash == start && session.moment.trace.isEmpty && session.moment.decision == nil)
    #expect(try course() == first)
  }

  @Test func aTypedInstructionIsTriedFromTheStateThatIsThere() throws {
    let session = try ScriptedChains.session(WaveringAgent(willingness: 1))
    for _ in 0..<3 { try session.advance() }
    let clock = session.world.state.clock
    session.attempt(.openDrawer, instruction: "pull it open")
    #expect(session.course.origin == .typed && session.world.state.clock == clock)
    try session.advance()
    #expect(session.world.state.clock == clock + 1 && session.world.state.goal == .openDrawer)
    while !session.course.isOver { try session.advance() }
    #expect(session.course.attempt.outcome == .succeeded && session.course.attempt.instruction == "pull it open")
    let over = session.world.state
    try session.advance()
    #expect(session.world.state == over)
  }

  @Test func theHandActsInPlaceOfTheAgentAndGivesBack() throws {
    let session = try ScriptedChains.session(WaveringAgent(willingness: 1))
    session.drive(.hold(.open))
    for _ in 0..<100 { try session.advance() }
    // Keeping still makes no progress, and is not counted against the agent.
    #expect(session.world.state.clock == 100 && session.world.state.progress == 0)
    #expect(session.course.attempt.steps == 0 && session.course.attempt.outcome == nil && session.course.wasTouched)
    #expect(session.moment.trace.allSatisfy(\.isByHand) && session.moment.averages.decisions == 0)
    session.drive(nil)
    try session.advance()
    #expect(session.course.attempt.steps == 1 && session.moment.trace.last?.isByHand == false)
    while !session.course.isOver { try session.advance() }
    #expect(session.course.completed == Chain.length)
  }

  @Test func aSubtaskDoneByHandIsDone() throws {
    let session = try ScriptedChains.session(WaveringAgent(willingness: 0))
    session.drive(.relativePose(translation: Vector3(1, 0, 0), rotation: .zero, gripper: .open))
    while session.course.current == 0 { try session.advance() }
    #expect(session.course.attempts[0].outcome == .succeeded && session.course.attempts[0].steps == 0)
  }

  @Test func theMomentTellsExitsCostAndAverages() throws {
    let session = try ScriptedChains.session(WaveringAgent(willingness: 1))
    for _ in 0..<3 { try session.advance() }
    let moment = session.moment
    #expect(moment.trace.count == 3 && moment.trace[0].beginsSubtask && !moment.trace[1].beginsSubtask)
    #expect(moment.decision?.exit == 1 && moment.averages.multiplyAccumulates == 1000)
    // The agent tells its own time, which comes before the clock's.
    let told = try #require(moment.decision?.seconds)
    #expect(moment.trace.allSatisfy { $0.latency == told } && abs((moment.averages.latency ?? 0) - told) < 1e-12)
    let number = moment.number
    try session.advance()
    #expect(session.moment.number != number)
  }
}

@Suite struct CarriedOnTests {
  @Test func whatAnEarlierStepDecidedIsShownAndCountedOnce() {
    let decided = Decision(.hold(.open), exit: 2, multiplyAccumulates: 500, differences: [0.3, 0.1], seconds: 0.01)
    let carriedOn = Decision(.hold(.close), exit: 2)
    let shown = carriedOn.shown(after: decided)
    #expect(shown.action == carriedOn.action && shown.differences == [0.3, 0.1] && shown.multiplyAccumulates == 500)
    #expect(decided.shown(after: carriedOn) == decided && carriedOn.shown(after: nil) == carriedOn)
    // An agent without exits decides at every step, at no cost.
    #expect(Decision(.hold(.open)).shown(after: decided) == Decision(.hold(.open)))
    var averages = Averages()
    for decision in [decided, carriedOn, carriedOn] {
      averages.add(
        StepTrace(
          exit: decision.exit, multiplyAccumulates: decision.multiplyAccumulates, latency: decision.seconds))
    }
    #expect(averages.decisions == 1 && averages.multiplyAccumulates == 500 && averages.latency == 0.01)
  }
}

@Suite struct ReplayTrackTests {
  @Test(arguments: ScriptedChains.chains.indices)
  func everyMomentIsTheOneThatWasThere(place: Int) throws {
    let live = try ScriptedChains.session(startingAt: place)
    var states = [live.world.state]
    while !live.course.isOver {
      try live.advance()
      states.append(live.world.state)
    }
    let track = try ReplayTrack(ScriptedChains.session(startingAt: place))
    #expect((0..<track.count).map { track.moment($0).state } == states)
    #expect(track.course == live.course)
    #expect(
      track.ends.count == live.course.attempts.count { $0.outcome != nil } && track.ends.last?.step == track.count - 1)
    let last = track.moment(track.count - 1)
    #expect(last.trace.count == min(StepTrace.kept, track.count - 1) && track.moment(0).trace.isEmpty)
    #expect(last.averages.decisions == track.count - 1)
  }

  @Test func recordedActionsTakeTheSameCourse() throws {
    for (place, chain) in ScriptedChains.chains.enumerated() {
      let result = try ScriptedChains.result(chain)
      let recorded = RecordedAgent<ScriptedWorld>(result.steps.map(\.decision))
      let session = try ScriptedChains.session(recorded, startingAt: place)
      var last = session.world.stateHash
      let track = try ReplayTrack(session) { _ in last = session.world.stateHash }
      #expect(last == result.rollout.stateHashes.last && track.count == result.steps.count + 1)
    }
  }

  @Test func aReplayGoesThroughItsMomentsByTheClock() throws {
    var now = 0.0
    let source = ReplaySource<ScriptedWorld.State>(chainCount: 6, startingAt: 1, seconds: { now }) {
      .init(try ReplayTrack(ScriptedChains.session(startingAt: $0)), notice: "place \($0)")
    }
    func loaded() throws -> Moment<ScriptedWorld.State> {
      while true { if let moment = try source.moment() { return moment } }
    }
    #expect(try loaded().course.origin == .chain(ScriptedChains.chains[1].index))
    #expect(source.takeNotice() == "place 1" && source.takeNotice() == nil)
    #expect(source.timeline?.position == 0)
    now = 0.1
    let third = try loaded()
    #expect(source.timeline?.position == 3 && third.averages.decisions == 3)
    source.perform(.pace(.paused))
    now = 100
    source.perform(.step(-1))
    #expect(try loaded().averages.decisions == 2)
    source.perform(.seek(1))
    _ = try loaded()
    #expect(source.timeline.map { $0.position == $0.length } == true)
    source.perform(.chain(-1))
    #expect(source.timeline == nil)
    let first = try loaded()
    #expect(first.course.origin == .chain(ScriptedChains.chains[0].index) && first.number != third.number)
  }
}

@Suite struct SpectatorTests {
  @Test(arguments: [1, 3])
  func lookingOnChangesNothing(workers: Int) throws {
    func hashes(_ wrap: @escaping @Sendable (any Agent<ScriptedWorld>) -> any Agent<ScriptedWorld>) throws -> [Int:
      ContentHash]
    {
      var hashes: [Int: ContentHash] = [:]
      _ = try ScriptedChains.evaluation.run(
        ScriptedChains.chains, workers: workers, makeWorker: { (ScriptedWorld(), wrap(WaveringAgent())) },
        deliver: { hashes[$0.rollout.chain] = $0.rollout.stateHash })
      return hashes
    }
    let spectator = Spectator<ScriptedWorld>(ScriptedChains.source)
    let wrapping = spectator.wrapping
    #expect(try hashes { wrapping($0, ScriptedChains.cast) } == hashes { $0 })
    let moment = try #require(spectator.moment())
    #expect(moment.cast == ScriptedChains.cast && !moment.trace.isEmpty)
    guard case .chain(let number) = moment.course.origin else {
      Issue.record("the chain is known")
      return
    }
    #expect(ScriptedChains.chains.contains { $0.index == number })
  }

  @Test func aWorkerThatIsHeldUpWaitsAndGoesOnWhenTheWindowIsClosed() throws {
    let spectator = Spectator<ScriptedWorld>(ScriptedChains.source, pace: .paused)
    let wrapping = spectator.wrapping
    let (end, source) = (spectator.end, ScriptedChains.evaluation)
    spectator.perform(.step(4))
    let expected = try ScriptedChains.result(ScriptedChains.chains[0]).rollout
    let job = Background {
      try source.run(
        ScriptedChains.chains[0], agent: wrapping(WaveringAgent(), ScriptedChains.cast), world: ScriptedWorld()
      ).rollout
    }
    // Four steps are owed and no more are taken until the end.
    while spectator.moment()?.trace.count != 4 {}
    #expect(spectator.moment()?.trace.count == 4 && !spectator.hasEnded)
    end()
    #expect(try job.value() == expected)
    #expect(spectator.hasEnded)
  }
}
