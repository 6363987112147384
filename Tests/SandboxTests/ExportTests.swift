import Evaluation
import Experiments
import Foundation
import Pictures
import Tabletop
import Testing
import Vocabulary

/// What `sandbox export` draws, read back by other programs' readers.
@Suite(.serialized) struct ExportTests {
  /// One chain of the expert, of which only beginnings and ends of subtasks are recorded; its actions are said to come
  /// from three exits.
  private static let run: Result<TemporaryFolder, any Error> = Result {
    let folder = try TemporaryFolder()
    let file = try folder.write(
      """
      {"name": "one", "seed": 3, "evaluation": {"chains": 2, "recordSteps": true},
       "report": {"frames": [0], "pictureSize": 32, "samples": 1, "frameEverySteps": 1000, "animation": false}}
      """, to: "one.json")
    let result = try Program.run(
      "run", file, "--output", folder.path + "/run", environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 0, "\(result.errors)")
    let exits = "import sqlite3, sys; c = sqlite3.connect(sys.argv[1]); c.execute('UPDATE steps SET exit = step % 3')"
    let changed = try Program.run(
      python(), ["-c", exits + "; c.commit()", folder.path + "/run/run.sqlite"])
    #expect(changed.status == 0, "\(changed.errors)")
    return folder
  }

  /// A Python that has Pillow and numpy.
  private static func python() throws -> String {
    let found = ["/usr/bin/python3", "/usr/local/bin/python3"].first { path in
      FileManager.default.isExecutableFile(atPath: path)
        && (try? Program.run(path, ["-c", "import PIL, numpy"]).status) == 0
    }
    return try #require(found, "python3 with Pillow and numpy is missing; ./sandbox test installs them")
  }

  /// Exports into a folder of its own, and has it read.
  @discardableResult
  private func export(_ arguments: [String], width: Int, height: Int, reads: Bool = true) throws -> (
    folder: TemporaryFolder, output: String
  ) {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      Program.path, ["export", Self.run.get().path + "/run", "--output", folder.path + "/out"] + arguments,
      environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 0, "\(arguments): \(result.errors)")
    guard reads else { return (folder, result.output) }
    let reader = Program.root + "/Tests/SandboxTests/read_exports.py"
    let read = try Program.run(Self.python(), [reader, folder.path + "/out", "\(width)", "\(height)"])
    #expect(read.status == 0, "\(arguments): \(read.errors)")
    return (folder, read.output)
  }

  private static let views = ["--camera", "static,gripper", "--layer", "color,depth,segmentation"]

  @Test func framesOfEveryViewAreReadInBothFormats() throws {
    for looks in [[], ["--transparent"], ["--overlays", "--inset", "gripper"], ["--transparent", "--overlays"]] {
      let files = try export(
        ["--frames", "--format", "png,npy", "--step", "first,7,last", "--subtask", "1,2", "--width", "72"]
          + ["--height", "56", "--samples", "2"] + Self.views + looks, width: 72, height: 56
      ).output.split(separator: "\n")
      #expect(files.count == 2 * 3 * 2 * 3 * 2, "\(files)")
      #expect(files.contains("expert-D-0000/1-000-static.png"), "\(files)")
      #expect(files.contains("expert-D-0000/2-007-gripper-segmentation.npy"), "\(files)")
    }
  }

  @Test func filmstripsOfEveryViewAreReadInAllFormats() throws {
    let files = try export(
      ["--filmstrip", "--format", "png,svg,pdf", "--pictures", "2", "--size", "40", "--samples", "1", "--dpi", "150"]
        + Self.views, width: 40, height: 40
    ).output.split(separator: "\n")
    #expect(files.count == 2 * 3 * 3, "\(files)")
  }

  @Test func animationsOfEveryViewAreReadInAllFormats() throws {
    for looks in [["--overlays"], ["--no-overlays"]] {
      let files = try export(
        ["--animation", "--format", "apng,gif,mp4", "--every", "9", "--subtask", "1,2", "--width", "75"]
          + ["--height", "64", "--samples", "1", "--shadows", "standard"] + Self.views + looks, width: 75, height: 64
      ).output.split(separator: "\n")
      #expect(files.count == 2 * 3 * (FileManager.default.isExecutableFile(atPath: "/usr/bin/ffmpeg") ? 3 : 2))
    }
  }

  @Test func withoutEncoderAFilmBecomesAnAnimatedPNGAndSaysSo() throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      Program.path,
      ["export", Self.run.get().path + "/run", "--animation", "--format", "mp4", "--size", "32", "--samples", "1"]
        + ["--shadows", "standard", "--every", "30", "--output", folder.path],
      environment: ["SANDBOX_ROOT": Program.root, "PATH": "/nowhere"])
    #expect(result.status == 0 && result.errors.contains("ffmpeg is not on the PATH"), "\(result.errors)")
    #expect(result.output == folder.path + "/expert-D-0000-static.png\n")
    #expect(folder.contents == ["expert-D-0000-static.png"])
  }

  @Test func depthArraysAreTheRenderersDepth() throws {
    let folder = try export(
      ["--frames", "--format", "npy", "--layer", "depth", "--step", "5", "--subtask", "1", "--size", "50"],
      width: 50, height: 50, reads: false
    ).folder
    let bytes = Array(
      try Data(contentsOf: URL(fileURLWithPath: folder.path + "/out/expert-D-0000/1-005-static-depth.npy")))
    let archive = try RunArchive(path: Self.run.get().path + "/run")
    let entry = RunEntry(agent: "expert", scene: .d)
    let course = try ChainCourse(archive.record.chains(of: entry)[0], of: entry, in: archive)
    let moment = StatePlace(position: 1, step: 5)
    try course.prepare([moment], cancellation: Cancellation())
    try course.show(moment)
    let drawn = course.world.picture(
      from: course.world.scene.staticCamera, width: 50, height: 50, layers: .depth)
    #expect(bytes == NPY.encode(try #require(drawn.depth)))
  }

  @Test func frameAndExportDrawWhatAgentsSee() throws {
    let folder = try export(
      ["--frames", "--step", "first", "--subtask", "1", "--size", "200", "--samples", "1", "--shadows", "standard"],
      width: 200, height: 200, reads: false
    ).folder
    let file = folder.path + "/out/expert-D-0000/1-000-static.png"
    let picture = try PNG.decode(Array(Data(contentsOf: URL(fileURLWithPath: file))))
    let archive = try RunArchive(path: Self.run.get().path + "/run")
    let entry = RunEntry(agent: "expert", scene: .d)
    let course = try ChainCourse(archive.record.chains(of: entry)[0], of: entry, in: archive)
    let hash = try course.show(StatePlace(position: 1, step: 0))
    #expect(picture.pixels == .rgb(course.world.observe().staticCamera))
    #expect(picture["State hash"] == hash.hexadecimal && picture["Camera"] == "static" && picture["Run"] == "one")
  }

  @Test func anExportGoesOnWithWhatIsMissing() throws {
    let folder = try TemporaryFolder()
    let arguments =
      ["export", try Self.run.get().path + "/run", "--frames", "--size", "48", "--samples", "2", "--output"]
      + [folder.path]
    let first = try Program.run(Program.path, arguments, environment: ["SANDBOX_ROOT": Program.root])
    #expect(first.status == 0 && first.output == "5 files in \(folder.path)\n", "\(first.output)\(first.errors)")
    let contents = try RunCommandTests.contents(folder.path).filter { !$0.key.hasPrefix("table") }
    let name = try #require(contents.keys.sorted().first)
    try FileManager.default.removeItem(atPath: folder.path + "/" + name)
    let again = try Program.run(Program.path, arguments, environment: ["SANDBOX_ROOT": Program.root])
    #expect(again.output == "5 files in \(folder.path), 4 of them were there already\n", "\(again.output)")
    #expect(try RunCommandTests.contents(folder.path).filter { !$0.key.hasPrefix("table") } == contents)
    // Drawn in another way, everything is drawn anew.
    let other = try Program.run(
      Program.path, arguments + ["--shadows", "standard"], environment: ["SANDBOX_ROOT": Program.root])
    #expect(other.output == "5 files in \(folder.path)\n", "\(other.output)")
  }

  @Test func anInterruptedExportKeepsWholeFilesOnly() throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      "/usr/bin/timeout",
      [
        "--foreground", "--signal=INT", "--preserve-status", "4", Program.path, "export", Self.run.get().path + "/run",
        "--output",
      ]
        + [folder.path, "--animation", "--format", "apng,gif,mp4", "--size", "1080", "--samples", "64"],
      environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 130 && result.output.isEmpty, "\(result.status) \(result.errors)")
    #expect(folder.contents.isEmpty, "\(folder.contents)")
  }

  @Test(arguments: [
    (["--frames", "--chain", "7"], "the run has no chain 7; it has chains 0 to 1"),
    (["--frames", "--subtask", "6"], "it has subtasks 1 to"),
    (["--frames", "--subtask", "1", "--step", "400"], "subtask 1 has steps 0 to "),
    (["--frames", "--camera", "statik"], "did you mean static?"),
    (["--frames", "--camera", "x", "--inset", "y"], "it has static"),
    (["--frames", "--agent", "nobody"], "it has expert"), (["--frames", "--scene", "A"], "it has D"),
    (["--frames", "--scene", "E"], "there are A, B, C, D"), (["--frames", "--format", "gif"], "there are png, npy"),
    (["--animation", "--transparent"], "--transparent is for frames and filmstrips"),
    (["--filmstrip", "--format", "csv"], "there are png, svg, pdf"), (["--layer", "x", "--frames"], "there is no x"),
    (["--frames", "--width", "3841"], "--width is a whole number from 16 to 3840"),
    (["--frames", "--samples", "65"], "--samples is a whole number from 1 to 64"),
    (["--frames", "--step", "9-3"], "9-3"), (["--frames", "--filmstrip"], "--filmstrip"),
    (["--frames", "--table", "steps"], "leave out --frames"), (["--format", "png"], "there are csv, jsonl"),
  ])
  func wrongInputSaysWhatThereIs(arguments: [String], words: String) throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      Program.path, ["export", Self.run.get().path + "/run", "--output", folder.path + "/out"] + arguments,
      environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains(words), "\(result.errors)")
    #expect(folder.contents.isEmpty)
  }

  @Test func rowsOfTablesAreChosenByFlags() throws {
    let run = try Self.run.get().path + "/run"
    let all = try Program.run("export", run, "--table", "subtasks").output.split(separator: "\n")
    let some = try Program.run("export", run, "--table", "subtasks", "--chain", "1", "--agent", "expert").output
      .split(separator: "\n")
    #expect(some.first == all.first && some.dropFirst().allSatisfy { $0.hasPrefix("1,D,expert,") })
    #expect(some.dropFirst().count == all.count { $0.hasPrefix("1,") } && some.count > 1)
    let steps = try Program.run("export", run, "--table", "steps", "--chain", "0", "--format", "jsonl").output
    let row = try #require(
      JSONSerialization.jsonObject(with: Data(steps.prefix { $0 != "\n" }.utf8)) as? [String: Any])
    #expect(row["chain"] as? Int == 0 && row["exit"] as? Int == 1)
  }

  @Test func aLargeFrameOfAStateIsDrawnInAllLayers() throws {
    let folder = try TemporaryFolder()
    let result = try Program.run(
      "frame", "--width", "640", "--height", "360", "--samples", "3", "--shadows", "soft", "--transparent", "--output",
      folder.path + "/a.png", "--depth", folder.path + "/d.npy", "--segmentation", folder.path + "/s.png",
      environment: ["SANDBOX_ROOT": Program.root])
    #expect(result.status == 0, "\(result.errors)")
    let script = """
      import sys, numpy; from PIL import Image
      a, d, s = numpy.array(Image.open('a.png')), numpy.load('d.npy'), numpy.array(Image.open('s.png'))
      assert a.shape == (360, 640, 4) and d.shape == s.shape == (360, 640)
      assert (a[..., 3] == 0).any() and (a[..., 3] == 255).any() and numpy.unique(s).size > 5
      assert abs(numpy.median(d[a[..., 3] == 255]) - 4) < 3.9
      """
    let read = try Program.run(Self.python(), ["-c", script], in: folder.path)
    #expect(read.status == 0, "\(read.errors)")
  }
}
