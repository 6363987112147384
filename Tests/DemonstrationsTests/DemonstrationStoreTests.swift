import Chains
import Demonstrations
import Episodes
import Evaluation
import Foundation
import Tabletop
import TestSupport
import Testing
import Vocabulary

@Suite struct DemonstrationStoreTests {
  @Test func aReplayShowsBitForBitWhatTheRecordingRunSawInEverySceneAndCamera() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named(SceneName.allCases)
    let witness = Witness(RandomAgent<TabletopEnvironment>())
    var plan = shortPlan(SceneName.allCases, subtasks: [.turnOnLED, .liftRedBlockTable], round: 1)
    plan.learnerSteps = 30
    plan.maximumSteps = 3
    let store = try record(plan, scenes: scenes, into: folder("store"), learner: witness)
    let replay = try DemonstrationReplay([store], scenes: scenes)
    var seen = witness.observations.makeIterator()
    var compared: [SceneName: Int] = [:]
    for index in store.entries.indices {
      let episode = try store.episode(index)
      for (decision, moment) in episode.moments.enumerated() where moment.actor == .learner {
        let next = seen.next()
        let observation = try #require(next)
        let again = try replay.observation(of: moment, in: episode.scene)
        let place = "scene \(episode.scene.rawValue), episode \(index), decision \(decision)"
        #expect(again.staticCamera == observation.staticCamera, "\(place)")
        #expect(again.gripperCamera == observation.gripperCamera, "\(place)")
        #expect(again.robot == observation.robot && again.targetLead == observation.targetLead, "\(place)")
        compared[episode.scene, default: 0] += 1
      }
    }
    #expect(seen.next() == nil && compared.count == 4 && compared.values.allSatisfy { $0 >= 10 })
  }

  @Test func labelsAreWhatTheExpertDoesWhenItIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.a])
    let witness = Witness(DisturbedAgent(ExpertAgent(scenes[.a]!), share: 0.5, stream: RandomStream(seed: 3)))
    var plan = shortPlan([.a], subtasks: [.pushBlueBlockLeft, .openDrawer], round: 1)
    plan.horizon = 5
    plan.learnerSteps = plan.maximumSteps
    let store = try record(plan, scenes: scenes, into: folder("store"), learner: witness)
    let world = TabletopEnvironment(scene: scenes[.a]!)
    let expert = Expert(world.scene)
    var place = 0
    for index in store.entries.indices {
      for moment in try store.episode(index).moments where moment.actor == .learner {
        try world.restore(witness.states[place])
        var commands: [Float] = []
        for _ in 0..<plan.horizon {
          let action = expert.action(for: witness.subtasks[place], ExpertView(world))
          commands += try #require(action.relativeNumbers).map(Float.init)
          try world.step(action)
        }
        #expect(moment.commands == commands, "decision \(place)")
        place += 1
      }
    }
    #expect(place == witness.states.count && place > 20)
  }

  @Test func withoutDisturbanceTheLabelsAreTheStepsThemselves() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.d])
    var plan = shortPlan([.d], subtasks: [.openDrawer])
    plan.disturbedShare = 0
    let short = try record(plan, scenes: scenes, into: folder("short")).episode(0)
    plan.horizon = 7
    let long = try record(plan, scenes: scenes, into: folder("long")).episode(0)
    // Looking further ahead changes nothing that happens.
    #expect(short.steps == long.steps && short.moments.map(\.visible) == long.moments.map(\.visible))
    let commands = short.moments.flatMap(\.commands)
    for (decision, moment) in long.moments.enumerated() where 21 * decision + 49 <= 7 * short.steps {
      #expect(moment.commands == Array(commands[21 * decision..<21 * decision + 49]), "decision \(decision)")
    }
    #expect(short.ending == .succeeded && short.moments.allSatisfy { $0.actor == .expert })
  }

  @Test func aThirdOfTheDecisionsIsDisturbedAndTheExpertStillArrives() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.d])
    var plan = shortPlan([.d], subtasks: [.openDrawer, .turnOnLED, .moveSliderLeft])
    plan.episodes = 4
    let store = try record(plan, scenes: scenes, into: folder("store"))
    let moments = try store.entries.indices.flatMap { try store.episode($0).moments }
    let share = Double(moments.count { $0.actor == .disturbance }) / Double(moments.count)
    #expect((0.2...0.46).contains(share), "\(share)")
    #expect(store.entries.count { $0.episode.ending == .succeeded } >= 11)
  }

  @Test func theExpertTakesOverFromALearnerThatGetsNowhere() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.c])
    var plan = shortPlan([.c], subtasks: [.closeDrawer], round: 2)
    plan.learnerSteps = 30
    let episode = try record(
      plan, scenes: scenes, into: folder("store"), learner: IdleAgent<TabletopEnvironment>()
    ).episode(0)
    #expect(episode.ending == .succeeded)
    #expect(episode.moments.prefix(10).allSatisfy { $0.actor == .learner })
    #expect(episode.moments.dropFirst(10).allSatisfy { $0.actor != .learner } && episode.moments.count > 12)
    // The labels of the idle stretch already say where to go.
    #expect(episode.moments[0].commands[..<3].contains { $0 != 0 })
  }

  @Test func bytesDependNeitherOnOrderNorOnInterruptions() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.b, .d])
    var plan = shortPlan([.b, .d], subtasks: [.turnOnLED, .closeDrawer])
    plan.chains = 1
    plan.validationEpisodes = 1
    plan.maximumSteps = 60
    try record(plan, scenes: scenes, into: folder("one"))
    try record(plan, scenes: scenes, into: folder("other"), reversed: true)
    let whole = try readFile(folder("one/episodes.bin"))
    #expect(try readFile(folder("other/episodes.bin")) == whole)
    var stream = RandomStream(seed: 5)
    for cut in [0, 1, 47, 48, 49, whole.count - 1] + (0..<4).map({ _ in stream.index(below: whole.count) }) {
      try AtomicFile.write(Array(whole[..<cut]), to: folder("other/episodes.bin"), durable: false)
      if cut > 0 {
        #expect(throws: DemonstrationError.self) { try DemonstrationStore(folder: folder("other")) }
      }
      try record(plan, scenes: scenes, into: folder("other"))
      #expect(try readFile(folder("other/episodes.bin")) == whole, "cut at \(cut)")
    }
  }

  @Test func aStoreOfAnotherPlanOrSceneIsRefused() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.a, .b])
    var plan = shortPlan([.a])
    plan.maximumSteps = 6
    let store = try record(plan, scenes: scenes, into: folder("store"))
    var other = plan
    other.disturbedShare = 0.5
    #expect(
      throws: DemonstrationError.otherPlan(
        folder: folder("store"), difference: "disturbedShare is 0.33 there and 0.5 here")
    ) { try DemonstrationWriter(folder: folder("store"), header: StoreHeader(other, scenes: scenes)) }
    #expect(throws: DemonstrationError.sceneNotRecorded(.b)) { try store.check(scenes[.b]!) }
    // A scene that has changed since, under the same letter.
    let changed = try TabletopScene(.a, model: scenes[.b]!.model)
    #expect(throws: DemonstrationError.self) { try store.check(changed) }
    #expect(throws: DemonstrationError.self) { try DemonstrationReplay([store], scenes: [.a: changed]) }
    #expect(throws: DemonstrationError.noStore(folder: folder("nothing"))) {
      try DemonstrationStore(folder: folder("nothing"))
    }
  }

  @Test func statisticsCountWhatIsThere() throws {
    let folder = try TemporaryFolder()
    let scenes = try CompiledScenes.named([.d])
    var plan = shortPlan([.d], subtasks: [.openDrawer, .turnOnLED])
    plan.validationEpisodes = 1
    let store = try record(plan, scenes: scenes, into: folder("store"))
    let statistics = try DemonstrationStatistics(store)
    #expect(statistics.rows.map(\.subtask) == [.openDrawer, .turnOnLED])
    for row in statistics.rows {
      #expect(row.episodes == 1 && row.validation == 1 && row.commands == 3 * row.decisions)
      #expect(row.histograms.allSatisfy { $0.reduce(0, +) == row.commands })
    }
  }
}
