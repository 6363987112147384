import ArgumentParser
import Experiments
import Figures
import Glibc
import Physics
import Pictures
import Tensors
import Vocabulary

struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor", abstract: "Print the versions of everything loaded, and what the machine lacks.",
    discussion: """
      Prints versions, processor features, display and free disk space. What is missing comes with the command that \
      installs it, and the exit code is then 3. It works before the program can be built, too.
      """)

  func run() throws {
    for (name, value) in Doctor.findings() { print("\(name.padded(to: 12))\(value)") }
    let lacks = Doctor.lacks()
    for lack in lacks { print("missing: \(lack)") }
    guard lacks.isEmpty else { throw CommandStatus.machine }
    print("nothing is missing")
  }
}

/// What there is to know about the machine.
enum Doctor {
  /// Names and values, in the order of printing.
  static func findings() -> [(name: String, value: String)] {
    let features = Processor.neededFeatures.filter { !(Processor.missingFeatures() ?? []).contains($0) }
    return [
      ("sandbox", (try? Checkout.root()) ?? "outside its checkout"),
      ("Swift", "\(_SwiftStdlibVersion.current), the standard library"),
      ("MuJoCo", engineVersion),
      ("libtorch", torchVersion),
      ("pictures", PNG.versions),
      ("figures", Fonts.versions),
      ("SQLite", RecordLibrary.version),
      ("OpenSSL", ContentHash.libraryVersion),
      ("processor", "\(Processor.name), \(Processor.threadCount) threads"),
      ("features", features.joined(separator: " ")),
      (
        "display",
        environmentVariable("WAYLAND_DISPLAY") ?? environmentVariable("DISPLAY") ?? "none; only the window needs one"
      ),
      ("free disk", freeDisk().map { "\(gigabytes($0)) GB in the current directory" } ?? "unknown"),
    ]
  }

  /// What is missing, each with what to do.
  static func lacks() -> [String] {
    var lacks: [String] = []
    if let features = Processor.missingFeatures() {
      lacks.append("processor features \(features.joined(separator: ", ")); x86-64-v3 is needed")
    }
    if (try? Checkout.root()) == nil { lacks.append("the folder Scenes; start through the checkout's ./sandbox") }
    do {
      _ = try Fonts.installed()
    } catch {
      lacks.append("\(error)")
    }
    do {
      try Torch.load()
    } catch {
      lacks.append(ErrorText.report(error).text)
    }
    if let free = freeDisk(), free < 1_000_000_000 {
      lacks.append("disk space: \(gigabytes(free)) GB are free in the current directory; 1 GB is enough for a run")
    }
    return lacks
  }

  /// libtorch's version, and what it multiplies matrices with.
  private static var torchVersion: String {
    guard let versions = try? Torch.versions() else { return "missing" }
    return "\(versions.libtorch), BLAS \(versions.blas ?? "its own"), \(versions.instructions.rawValue)"
  }

  private static func freeDisk() -> Int? {
    var information = statvfs()
    guard unsafe statvfs(".", &information) == 0 else { return nil }
    return Int(information.f_bavail) * Int(information.f_frsize)
  }

  private static func gigabytes(_ bytes: Int) -> String {
    let tenths = bytes / 100_000_000
    return "\(tenths / 10).\(tenths % 10)"
  }
}

extension String {
  /// With blanks behind it up to a width.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}
