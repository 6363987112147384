import Episodes
import Evaluation
import Figures
import Pictures
import Vocabulary

/// A chain as an animation in real time: the fixed camera, the hand's set into a corner, the instruction below.
///
/// Its file grows with it, so that of all its frames only one is in memory.
struct ChainAnimation {
  private let captions: [Image]
  private let millisecondsPerFrame: Double
  private var animation: AnimatedPNG
  private let file: AtomicFile.Writer

  /// An animation without frames that will be the file at `path`; `text` becomes text chunks.
  init(_ job: PictureJob, text: [PNG.Text], path: String) throws {
    do throws(FigureError) {
      captions = try Self.captions(of: job.chain, width: job.settings.pictureSize)
    } catch {
      throw RunError.picture(reason: error)
    }
    millisecondsPerFrame = Double(job.settings.animationEverySteps) * 1000 / Double(controlStepsPerSecond)
    animation = AnimatedPNG(
      width: job.settings.pictureSize, height: job.settings.pictureSize + captions[0].height, text: text)
    file = try AtomicFile.Writer(path)
  }

  /// Adds a moment of a subtask, whose last one stays for a while.
  mutating func append(_ picture: Image, inset: Image, position: Int, isLast: Bool) throws(FileError) {
    var image = picture
    image.set(inset, border: max(1, picture.width / 200))
    let caption = captions[position - 1]
    let whole = Image(width: image.width, height: image.height + caption.height, pixels: image.pixels + caption.pixels)
    animation.append(whole, milliseconds: isLast ? 700 : Int(millisecondsPerFrame.rounded()))
    try file.append(animation.takeBytes())
  }

  /// Completes the file; without frames there will be none.
  mutating func finish() throws(FileError) {
    guard animation.frameCount > 0 else { return }
    let ending = animation.finish()
    try file.append(ending.rest)
    try file.overwrite(ending.control, at: ending.controlOffset)
    try file.commit()
  }

  /// A strip for each subtask with its instruction, all of the same height, `width` pixels wide.
  private static func captions(of chain: RecordedChain, width: Int) throws(FigureError) -> [Image] {
    // A filmstrip's page under its only frame, which may be as low as can be.
    let pixelsPerPoint = Double(width) / 200
    var captions: [Image] = []
    for (index, attempt) in chain.attempts.enumerated() {
      let succeeded = attempt.outcome == Outcome.succeeded.word
      let strip = Filmstrip(
        segments: [
          Filmstrip.Segment(
            frames: [Filmstrip.Frame(Image(width: 100, height: 1))], caption: attempt.instruction,
            note: "\(index + 1) of 5: \(attempt.subtask.rawValue)\(succeeded ? "" : ", \(attempt.outcome)")")
        ], framesPerRow: 1, width: Double(width) / pixelsPerPoint)
      let layout = try strip.layout()
      let page = try strip.drawing().image(pixelsPerPoint: pixelsPerPoint)
      let top = Int((layout.segments[0].frames[0].bottom * pixelsPerPoint).rounded(.up))
      captions.append(page.cropped(from: top, width: width))
    }
    let height = captions.map(\.height).max() ?? 0
    return captions.map { $0.extended(to: height) }
  }
}

extension Image {
  /// Puts a picture into the lower right corner, with a white border of some pixels around it.
  fileprivate mutating func set(_ inset: Image, border: Int) {
    let left = width - inset.width - border
    let top = height - inset.height - border
    guard left >= border, top >= border else { return }
    for y in (top - border)..<height {
      for x in (left - border)..<width {
        let (column, row) = (x - left, y - top)
        let isInside = (0..<inset.width).contains(column) && (0..<inset.height).contains(row)
        for channel in 0..<3 {
          pixels[(y * width + x) * 3 + channel] =
            isInside ? inset.pixels[(row * inset.width + column) * 3 + channel] : 255
        }
      }
    }
  }

  /// The rows from `top` on, cut or filled with white to a width.
  fileprivate func cropped(from top: Int, width wanted: Int) -> Image {
    var result: [UInt8] = []
    for y in min(top, height - 1)..<height {
      let row = pixels[(y * width * 3)..<((y + 1) * width * 3)]
      result += row.prefix(wanted * 3)
      result += [UInt8](repeating: 255, count: max(0, wanted - width) * 3)
    }
    return Image(width: wanted, height: result.count / (wanted * 3), pixels: result)
  }

  /// White rows below, up to a height.
  fileprivate func extended(to wanted: Int) -> Image {
    Image(
      width: width, height: wanted,
      pixels: pixels + [UInt8](repeating: 255, count: max(0, wanted - height) * width * 3))
  }
}
