import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct RunFolderTests {
  @Test func oneProcessAtATimeWorksInAFolder() throws {
    let folder = try TemporaryFolder()
    let run = ScriptedRun()
    do {
      let first = try run.open(folder("run"))
      do {
        _ = try run.open(folder("run"))
        Issue.record("the folder was opened twice")
      } catch RunError.locked(let path, let process) {
        #expect(path == first.path && process == Int(getpid()))
      }
      do {
        _ = try run.open(folder("run"), fresh: true)
        Issue.record("a folder in use was moved")
      } catch RunError.locked {
        #expect(FileManager.default.fileExists(atPath: folder("run/run.sqlite")))
      }
    }
    _ = try run.open(folder("run"))
  }

  @Test func anotherExperimentIsRefusedAndNamed() throws {
    let folder = try TemporaryFolder()
    _ = try ScriptedRun().open(folder("run"))
    let before = try ScriptedRun.content(of: folder("run"))
    var other = ScriptedRun()
    other.seed = 2
    do {
      _ = try other.open(folder("run"))
      Issue.record("the experiment has another seed")
    } catch let error as RunError {
      #expect(error.kind == .input)
      #expect(error.description.contains("seed is 1 there and 2 here"), "\(error)")
      #expect(error.description.contains("--fresh"))
    }
    #expect(try ScriptedRun.content(of: folder("run")) == before)
  }

  @Test func theNumberOfWorkersMayChange() throws {
    let folder = try TemporaryFolder()
    _ = try ScriptedRun().open(folder("run"))
    var other = ScriptedRun()
    other.workers = 7
    _ = try other.open(folder("run"))
  }

  @Test func aNewerProgramMayGoOnAndIsWrittenDown() throws {
    let folder = try TemporaryFolder()
    var run = ScriptedRun()
    var revisions: [JSONValue?] = []
    for revision in ["one", "one", "two", "three", "three"] {
      run.revision = revision
      _ = try run.open(folder("run"))
      let text = try String(contentsOfFile: folder("run/manifest.json"), encoding: .utf8)
      let manifest = try JSONDocument(text).value
      #expect(manifest["git_revision"] == .text(revision))
      revisions.append(manifest["earlier_git_revisions"])
    }
    let two = JSONValue.list([.text("one"), .text("two")])
    #expect(revisions == [nil, nil, .list([.text("one")]), two, two])
  }

  @Test func whatDiffersOfAnAgentIsNamedAndLongValuesAreCut() throws {
    let folder = try TemporaryFolder()
    let run = ScriptedRun()
    _ = try run.open(folder("run"))
    func difference(_ change: (inout Experiment) -> Void) throws -> String {
      var other = try run.experiment
      change(&other)
      do {
        try RunFolder.check(path: folder("run"), experiment: other, fresh: false)
        return ""
      } catch RunError.otherExperiment(_, let difference) {
        return difference
      }
    }
    #expect(try difference { _ in } == "")
    #expect(try difference { $0.agents[1].thresholds = [0.25] } == "agents[1].thresholds is [] there and [0.25] here")
    #expect(try difference { $0.agents[0].budget.chains = 7 } == "agents[0].budget.chains is 40 there and 7 here")
    let long = try difference { $0.agents[1].thresholds = (0..<200).map(Double.init) }
    #expect(long.hasPrefix("agents[1].thresholds is [] there and [0") && long.hasSuffix("… here") && long.count < 120)
    // Another number of agents is told from where the lists part.
    let more = try difference { $0.agents.append($0.agents[0]) }
    #expect(more.hasPrefix("agents is …") && more.count < 160, "\(more)")
  }

  @Test func changedScenesChainsOrSentencesAreAnotherExperiment() throws {
    let folder = try TemporaryFolder()
    var first = ScriptedRun()
    first.sentences = "{}"
    _ = try first.open(folder("run"))
    var (scenes, chains, sentences) = (first, first, first)
    scenes.sceneSalt = "with a new table top"
    chains.chains = ScriptedWorld.chains(7)
    sentences.sentences = #"{"open_drawer": ["pull"]}"#
    for (run, name) in [(scenes, "scene A"), (chains, "chains"), (sentences, "instructions")] {
      do {
        _ = try run.open(folder("run"))
        Issue.record("changed \(name) went unnoticed")
      } catch RunError.otherExperiment(_, let difference) {
        #expect(difference.hasPrefix(name), "\(difference)")
      }
    }
  }

  @Test func aRunFromBeforeAKeyGoesOnWithItsStandardValue() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    let path = folder("run/experiment.json")
    let text = try String(contentsOfFile: path, encoding: .utf8)
    let older = text.split(separator: "\n").filter { !$0.contains("\"split\"") }.joined(separator: "\n")
    #expect(older.count < text.count)
    try AtomicFile.write(older, to: path)
    try ScriptedRun().run(in: folder("run"))
    var other = ScriptedRun()
    other.split = "validation"
    do {
      _ = try other.open(folder("run"))
      Issue.record("the run is a test")
    } catch RunError.otherExperiment(_, let difference) {
      #expect(difference == #"evaluation.split is "test" there and "validation" here"#)
    }
  }

  @Test func freshMovesARunAside() throws {
    let folder = try TemporaryFolder()
    _ = try ScriptedRun().open(folder("run"))
    try "kept".write(toFile: folder("run/note.txt"), atomically: false, encoding: .utf8)
    var other = ScriptedRun()
    other.seed = 2
    #expect(try other.open(folder("run"), fresh: true).movedAside == folder("run") + ".1")
    #expect(FileManager.default.fileExists(atPath: folder("run.1/note.txt")))
    #expect(!FileManager.default.fileExists(atPath: folder("run/note.txt")))
    #expect(try other.open(folder("run"), fresh: true).movedAside == folder("run") + ".2")
    #expect(try other.open(folder("another"), fresh: true).movedAside == nil)
  }

  @Test func aFolderThatHoldsNoRunIsLeftAlone() throws {
    let folder = try TemporaryFolder()
    try FileManager.default.createDirectory(atPath: folder("mine"), withIntermediateDirectories: true)
    try "mine".write(toFile: folder("mine/thesis.tex"), atomically: false, encoding: .utf8)
    for fresh in [false, true] {
      do {
        _ = try ScriptedRun().open(folder("mine"), fresh: fresh)
        Issue.record("a foreign folder was taken")
      } catch RunError.notARun(let path) {
        #expect(path == folder("mine"))
      }
    }
    #expect(try TemporaryFolder.contents(of: folder("mine")).keys.sorted() == ["thesis.tex"])
  }

  @Test func aStartThatWasCutShortIsMadeGood() throws {
    // Killed after each of the first writings: the lock, half an experiment, an empty record.
    for files in [[".lock"], [".lock", "experiment.json.partial"]] {
      let folder = try TemporaryFolder()
      try FileManager.default.createDirectory(atPath: folder("run"), withIntermediateDirectories: true)
      for name in files { try "{".write(toFile: folder("run/" + name), atomically: false, encoding: .utf8) }
      _ = try ScriptedRun().open(folder("run"))
    }
    let folder = try TemporaryFolder()
    _ = try ScriptedRun().open(folder("run"))
    try Data().write(to: URL(fileURLWithPath: folder("run/run.sqlite")))
    _ = try ScriptedRun().open(folder("run"))
  }

  @Test func aDamagedRecordIsRefused() throws {
    let folder = try TemporaryFolder()
    try ScriptedRun().run(in: folder("run"))
    let path = folder("run/run.sqlite")
    let whole = try Data(contentsOf: URL(fileURLWithPath: path))
    // The header; a page in the middle; the end cut off.
    var header = whole
    header.replaceSubrange(0..<16, with: Data("no database here".utf8))
    var middle = whole
    for page in [1, 2, 3, 5, 8] {
      middle.replaceSubrange(page * 4096..<page * 4096 + 900, with: Data(repeating: 0xA5, count: 900))
    }
    let cut = whole.prefix(whole.count / 2)
    for (name, data) in [("header", header), ("middle", middle), ("cut", cut)] {
      try data.write(to: URL(fileURLWithPath: path))
      do {
        _ = try ScriptedRun().open(folder("run"))
        Issue.record("\(name) went unnoticed")
      } catch RunError.record(.damaged(let found, _)) {
        #expect(found == path)
      }
      let left = try Data(contentsOf: URL(fileURLWithPath: path))
      #expect(left == data, "\(name): a damaged record is left as it is")
    }
  }

  @Test func anotherProgramsDatabaseIsRefused() throws {
    let folder = try TemporaryFolder()
    #expect(throws: RecordError.self) { _ = try RunRecord(reading: folder("absent.sqlite")) }
    try Data().write(to: URL(fileURLWithPath: folder("empty.sqlite")))
    #expect(throws: RecordError.foreign(path: folder("empty.sqlite"))) {
      _ = try RunRecord(reading: folder("empty.sqlite"))
    }
  }
}
