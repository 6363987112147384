import Foundation
import Pictures
import Vocabulary

/// The files that hold animations.
public enum AnimationFormat: String, CaseIterable, Hashable, Sendable {
  /// Animated PNG: every colour, plays in browsers.
  case apng
  /// GIF: 255 colours a frame, plays everywhere.
  case gif
  /// H.264 through ffmpeg: for talks and web pages.
  case mp4

  /// How such files are called.
  var fileExtension: String { self == .apng ? "png" : rawValue }
}

/// An animation that grows frame by frame into a file, which appears when it is complete.
protocol AnimationFile {
  /// Adds a picture that is shown for some time.
  mutating func append(_ image: Image, milliseconds: Int) throws
  /// Completes the file.
  mutating func finish() throws
}

/// An animated PNG on disk.
struct AnimatedPNGFile: AnimationFile {
  private var animation: AnimatedPNG
  private let file: AtomicFile.Writer

  init(_ path: String, width: Int, height: Int, text: [PNG.Text]) throws(FileError) {
    animation = AnimatedPNG(width: width, height: height, text: text)
    file = try AtomicFile.Writer(path)
  }

  mutating func append(_ image: Image, milliseconds: Int) throws {
    animation.append(image, milliseconds: milliseconds)
    try file.append(animation.takeBytes())
  }

  mutating func finish() throws {
    let ending = animation.finish()
    try file.append(ending.rest)
    try file.overwrite(ending.control, at: ending.controlOffset)
    try file.commit()
  }
}

/// A GIF on disk.
struct GIFFile: AnimationFile {
  private var animation: AnimatedGIF
  private let file: AtomicFile.Writer

  init(_ path: String, width: Int, height: Int, text: [PNG.Text]) throws(FileError) {
    animation = AnimatedGIF(
      width: width, height: height, comment: text.map { "\($0.key): \($0.value)" }.joined(separator: "\n"))
    file = try AtomicFile.Writer(path)
  }

  mutating func append(_ image: Image, milliseconds: Int) throws {
    animation.append(image, milliseconds: milliseconds)
    try file.append(animation.takeBytes())
  }

  mutating func finish() throws {
    try file.append(animation.finish())
    try file.commit()
  }
}

/// A film that ffmpeg writes from the pixels it is given.
struct FilmFile: AnimationFile {
  private let path: String
  private let partial: String
  private let process: Process
  private let input: FileHandle
  private let errors: String
  /// Frames a second, as a fraction.
  private let rate: (count: Int, seconds: Int)
  private var milliseconds = 0
  private var written = 0

  /// Where ffmpeg is on the PATH, if it is.
  static func encoder() -> String? {
    let folders = (ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin").split(separator: ":")
    return folders.map { "\($0)/ffmpeg" }.first { FileManager.default.isExecutableFile(atPath: $0) }
  }

  init(
    _ path: String, encoder: String, width: Int, height: Int, rate: (count: Int, seconds: Int), text: [PNG.Text]
  ) throws {
    (self.path, self.rate) = (path, rate)
    partial = path + ".partial"
    errors = path + ".partial.log"
    // A film that ends early must fail the write, not end the process.
    _ = signal(SIGPIPE, SIG_IGN)
    process = Process()
    process.executableURL = URL(fileURLWithPath: encoder)
    let comment = text.map { "\($0.key): \($0.value)" }.joined(separator: "; ")
    process.arguments =
      ["-y", "-loglevel", "error", "-f", "rawvideo", "-pix_fmt", "rgb24", "-s", "\(width)x\(height)"]
      + ["-r", "\(rate.count)/\(rate.seconds)", "-i", "-"]
      // Players want even sides, and know BT.709 best.
      + ["-vf", "pad=ceil(iw/2)*2:ceil(ih/2)*2,scale=out_color_matrix=bt709:out_range=tv"]
      + ["-c:v", "libx264", "-preset", "slow", "-crf", "16", "-pix_fmt", "yuv420p"]
      + ["-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"]
      + ["-metadata", "comment=\(comment)", "-fflags", "+bitexact", "-flags:v", "+bitexact"]
      + ["-movflags", "+faststart", "-f", "mp4", partial]
    _ = FileManager.default.createFile(atPath: errors, contents: nil)
    let pipe = Pipe()
    process.standardInput = pipe
    process.standardOutput = FileHandle.nullDevice
    process.standardError = FileHandle(forWritingAtPath: errors) ?? FileHandle.nullDevice
    input = pipe.fileHandleForWriting
    do {
      try process.run()
    } catch {
      try? FileManager.default.removeItem(atPath: errors)
      throw ExportError.encoder(path: path, words: error.localizedDescription)
    }
  }

  mutating func append(_ image: Image, milliseconds: Int) throws {
    self.milliseconds += milliseconds
    let due = (self.milliseconds * rate.count + 500 * rate.seconds) / (1000 * rate.seconds)
    let data = Data(image.pixels)
    while written < due {
      do {
        try input.write(contentsOf: data)
      } catch {
        throw failure()
      }
      written += 1
    }
  }

  mutating func finish() throws {
    try? input.close()
    process.waitUntilExit()
    guard process.terminationReason == .exit, process.terminationStatus == 0 else { throw failure() }
    try? FileManager.default.removeItem(atPath: errors)
    guard unsafe rename(partial, path) == 0 else {
      throw FileError(path: path, operation: .rename, code: errno)
    }
  }

  /// Ends ffmpeg and takes away what it left.
  func giveUp() {
    try? input.close()
    // Killed: a polite signal may be blocked where this program was started with signals blocked.
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    for file in [partial, errors] { try? FileManager.default.removeItem(atPath: file) }
  }

  private func failure() -> ExportError {
    try? input.close()
    process.waitUntilExit()
    let text = (try? String(contentsOfFile: errors, encoding: .utf8)) ?? ""
    let words = text.split(separator: "\n").last.map(String.init) ?? "it ended with \(process.terminationStatus)"
    giveUp()
    return .encoder(path: path, words: words)
  }
}
