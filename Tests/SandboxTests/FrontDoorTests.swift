import Foundation
import Testing

/// The front door in a checkout of its own with a toolchain that only notes what it is asked for.
private struct FakeCheckout {
  let folder: TemporaryFolder
  var root: String { folder.path }

  init() throws {
    folder = try TemporaryFolder()
    for directory in ["bin", "Sources/Module"] {
      try FileManager.default.createDirectory(atPath: folder.path + "/" + directory, withIntermediateDirectories: true)
    }
    try Program.copy(Program.root + "/sandbox", to: folder.path + "/sandbox")
    _ = try folder.write("// a package\n", to: "Package.swift")
    _ = try folder.write("// one\n", to: "Sources/Module/One.swift")
    _ = try folder.write("// two\n", to: "Sources/Module/Two.swift")
    try program(
      "swift",
      """
      echo "$*" >> "$ROOT/calls"
      if [ -e "$ROOT/broken" ]; then echo "One.swift:1: error: it does not compile"; exit 1; fi
      mkdir -p "$ROOT/.build/release"
      printf '#!/bin/sh\\necho "$SANDBOX_ROOT|$*"\\n[ "$1" != fail ] || exit 7\\n' > "$ROOT/.build/release/sandbox"
      chmod +x "$ROOT/.build/release/sandbox"
      """)
  }

  /// Puts a shell script on the PATH, before what the machine has.
  private func program(_ name: String, _ script: String) throws {
    let file = try folder.write("#!/bin/sh\n\(script)\n", to: "bin/\(name)")
    try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: file)
  }

  /// Takes root, libtorch and a font away; the system's package lists have the packages given alone.
  func takeAway(listing packages: [String]) throws {
    try program("id", "echo 1000")
    try program("sudo", "exit 1")
    try program("apt-get", "touch \"$ROOT/installed\"; exit 1")
    try program(
      "apt-cache",
      """
      [ "$1" = madison ] || exit 1
      case " \(packages.joined(separator: " ")) " in *" $2 "*) echo "$2 | 1.0 | http://example.org stable/main" ;; esac
      """)
    let door = root + "/sandbox"
    var text = try String(contentsOfFile: door, encoding: .utf8)
    for file in ["/usr/include/ATen/ATen.h", "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"] {
      text = text.replacing(":\(file)\"", with: ":\(file).missing\"")
    }
    try Data(text.utf8).write(to: URL(fileURLWithPath: door))
  }

  func run(
    _ arguments: String..., program: String? = nil, in directory: String? = nil, libtorch: String? = nil
  ) throws -> Program.Result {
    let path = ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"
    var environment = ["PATH": "\(root)/bin:\(path)", "ROOT": root]
    environment["SANDBOX_LIBTORCH"] = libtorch
    // The tests' own front door exports the variable; where none is given, there must be none.
    let clean = libtorch == nil ? ["--unset=SANDBOX_LIBTORCH"] : []
    return try Program.run(
      "/usr/bin/env", clean + [program ?? root + "/sandbox"] + arguments, in: directory, environment: environment)
  }

  /// How often the toolchain was asked to build.
  var builds: Int {
    let calls = (try? String(contentsOfFile: root + "/calls", encoding: .utf8)) ?? ""
    return calls.split(separator: "\n").count { $0.hasPrefix("build ") }
  }
}

@Suite struct FrontDoorTests {
  @Test func itBuildsOnceAndPassesArgumentsAndExitCodeOn() throws {
    let checkout = try FakeCheckout()
    let first = try checkout.run("run", "two words", "--dry-run")
    #expect(first.status == 0, "\(first.errors)")
    #expect(first.output == "\(checkout.root)|run two words --dry-run\n")
    #expect(first.errors.contains("building (release)"))
    let second = try checkout.run("fail")
    #expect(second.status == 7)
    #expect(second.errors.isEmpty)
    #expect(checkout.builds == 1)
  }

  @Test(arguments: ["changed", "added", "removed", "package", "front door"])
  func itBuildsAgainWhenASourceIs(what: String) throws {
    let checkout = try FakeCheckout()
    _ = try checkout.run()
    switch what {
    case "changed": _ = try checkout.folder.write("// changed\n", to: "Sources/Module/One.swift")
    case "added": _ = try checkout.folder.write("// three\n", to: "Sources/Module/Three.swift")
    case "removed": try FileManager.default.removeItem(atPath: checkout.root + "/Sources/Module/Two.swift")
    case "package": _ = try checkout.folder.write("// another package\n", to: "Package.swift")
    default:
      try FileManager.default.setAttributes([.modificationDate: Date()], ofItemAtPath: checkout.root + "/sandbox")
    }
    let result = try checkout.run()
    #expect(result.status == 0)
    #expect(checkout.builds == 2)
    _ = try checkout.run()
    #expect(checkout.builds == 2)
  }

  @Test func aFailingBuildShowsTheCompilersErrorsAndIsTriedAgain() throws {
    let checkout = try FakeCheckout()
    _ = try checkout.folder.write("", to: "broken")
    let result = try checkout.run("schema")
    #expect(result.status == 3)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("error: it does not compile") && result.errors.contains("the build failed"))
    try FileManager.default.removeItem(atPath: checkout.root + "/broken")
    #expect(try checkout.run("schema").status == 0)
    #expect(checkout.builds == 2)
  }

  @Test(arguments: [["install", "--help"], ["help", "install"], ["test", "--help"], ["help", "test"]])
  func helpOnItsOwnCommandsDoesNothingElse(arguments: [String]) throws {
    let checkout = try FakeCheckout()
    let result = try checkout.run(arguments[0], arguments[1])
    #expect(result.status == 0 && result.errors.isEmpty, "\(result.errors)")
    #expect(result.output.hasPrefix("OVERVIEW: ") && result.output.contains("USAGE: ./sandbox"), "\(result.output)")
    #expect(checkout.builds == 0)
  }

  @Test func anotherLibtorchIsCheckedBuiltWithAndRemembered() throws {
    let checkout = try FakeCheckout()
    let libtorch = checkout.root + "/libtorch"
    let refused = try checkout.run("schema", libtorch: libtorch)
    #expect(refused.status == 3 && checkout.builds == 0)
    #expect(refused.errors.contains("SANDBOX_LIBTORCH is \(libtorch)") && refused.errors.contains("libtorch_cpu.so"))
    for (folder, file) in [("include/ATen", "ATen.h"), ("lib", "libtorch_cpu.so")] {
      try FileManager.default.createDirectory(atPath: "\(libtorch)/\(folder)", withIntermediateDirectories: true)
      _ = try checkout.folder.write("", to: "libtorch/\(folder)/\(file)")
    }
    #expect(try checkout.run("schema", libtorch: libtorch).status == 0)
    #expect(checkout.builds == 1)
    // Remembered without the variable; without libtorch again, it is built again.
    #expect(try checkout.run("schema").status == 0)
    #expect(checkout.builds == 1)
    #expect(try checkout.run("schema", libtorch: "").status == 0)
    #expect(checkout.builds == 2)
  }

  /// Lists with libtorch, lists without it, and no lists, which tell nothing.
  @Test(arguments: [["git", "libtorch-dev"], ["git"], []])
  func aPackageThatTheSystemDoesNotHaveIsNotAskedFor(listed: [String]) throws {
    let checkout = try FakeCheckout()
    try checkout.takeAway(listing: listed)
    let hasNone = listed == ["git"]
    for command in ["schema", "doctor"] {
      let result = try checkout.run(command)
      #expect(result.status == 3)
      let lines = (result.output + result.errors).split(separator: "\n")
      #expect(lines.contains { $0.hasSuffix("SANDBOX_LIBTORCH=DIR ./sandbox") } == hasNone, "\(lines)")
      let install = try #require(lines.first { $0.contains("apt-get install") })
      #expect(install.contains("fonts-dejavu-core"))
      #expect(install.contains("libtorch-dev") == !hasNone, "\(install)")
    }
    #expect(checkout.builds == 0 && !FileManager.default.fileExists(atPath: checkout.root + "/installed"))
  }

  @Test func installingTakesNoArguments() throws {
    let result = try FakeCheckout().run("install", "somewhere")
    #expect(result.status == 2 && result.output.isEmpty)
    #expect(result.errors.contains("install takes no arguments"))
  }

  @Test func itIsFoundThroughALinkFromAnyDirectory() throws {
    let checkout = try FakeCheckout()
    let elsewhere = try TemporaryFolder()
    let link = elsewhere.path + "/sandbox"
    try FileManager.default.createSymbolicLink(atPath: link, withDestinationPath: checkout.root + "/sandbox")
    let result = try checkout.run("doctor", program: link, in: elsewhere.path)
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.hasSuffix("\(checkout.root)|doctor\n"))
  }
}
