import Figures
import Foundation
import Glibc
import Physics
import Pictures
import Vocabulary

extension Provenance {
  /// This program on this machine.
  ///
  /// - Parameter checkout: the root of the program's checkout, whose commit is asked of git.
  public static func current(checkout: String?) -> Provenance {
    Provenance(
      gitRevision: checkout.flatMap(revision) ?? "unknown", swift: "\(_SwiftStdlibVersion.current)",
      mujoco: engineVersion,
      libraries: [PNG.versions, Fonts.versions, "SQLite \(RecordLibrary.version)"], cpu: processor,
      system: system)
  }

  /// The commit, with "-dirty" where files under version control differ from it; nil without git or outside of one.
  private static func revision(of checkout: String) -> String? {
    let git = Process()
    git.executableURL = URL(fileURLWithPath: "/usr/bin/env")
    git.arguments = [
      "git", "-c", "safe.directory=\(checkout)", "-C", checkout, "describe", "--always", "--dirty", "--abbrev=40",
      "--exclude=*",
    ]
    let output = Pipe()
    git.standardOutput = output
    git.standardError = FileHandle.nullDevice
    git.standardInput = FileHandle.nullDevice
    guard (try? git.run()) != nil else { return nil }
    let text = String(decoding: output.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
    git.waitUntilExit()
    guard git.terminationStatus == 0 else { return nil }
    return text.trimmingCharacters(in: .whitespacesAndNewlines)
  }

  private static var processor: String {
    guard let text = try? String(contentsOfFile: "/proc/cpuinfo", encoding: .utf8),
      let line = text.split(separator: "\n").first(where: { $0.hasPrefix("model name") }),
      let colon = line.firstIndex(of: ":")
    else { return "unknown" }
    return line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
  }

  private static var system: String {
    let text = (try? String(contentsOfFile: "/etc/os-release", encoding: .utf8)) ?? ""
    let line = text.split(separator: "\n").first { $0.hasPrefix("PRETTY_NAME=") }
    return line.map { $0.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: ["\""]) } ?? "Linux"
  }
}
