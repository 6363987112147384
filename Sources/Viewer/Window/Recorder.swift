import Dispatch
import Foundation
import Pictures
import Synchronization
import Vocabulary

/// Writes what the window shows to an animated PNG, on a thread of its own; the file appears when it is ended.
final class Recorder: Sendable {
  private enum Item: Sendable {
    case picture(PixelBuffer, milliseconds: Int)
    case end
  }

  private let items = Mutex<[Item]>([])
  private let available = DispatchSemaphore(value: 0)
  private let ended = DispatchSemaphore(value: 0)
  private let failure = Mutex<FileError?>(nil)

  /// The file that will be there.
  let path: String
  /// Pictures per second.
  static let rate = 10.0
  /// Pictures that wait to be written at most; more are left out, and the one before is shown for longer.
  private static let mostWaiting = 20

  /// Begins a recording.
  init(path: String) {
    self.path = path
    let thread = Thread { [self] in
      do throws(FileError) {
        try write()
      } catch {
        failure.withLock { $0 = error }
      }
      ended.signal()
    }
    thread.name = "recording"
    thread.start()
  }

  /// Whether there is room for a picture.
  var hasRoom: Bool { items.withLock { $0.count < Self.mostWaiting } }

  /// Adds a picture that is shown for so long.
  func add(_ picture: PixelBuffer, milliseconds: Int) {
    items.withLock { $0.append(.picture(picture, milliseconds: milliseconds)) }
    available.signal()
  }

  /// Ends the recording and waits until the file is there.
  func finish() throws(FileError) {
    items.withLock { $0.append(.end) }
    available.signal()
    ended.wait()
    if let error = failure.withLock({ $0 }) { throw error }
  }

  private func write() throws(FileError) {
    var animation: AnimatedPNG?
    var file: AtomicFile.Writer?
    while true {
      available.wait()
      let item = items.withLock { $0.removeFirst() }
      guard case .picture(let picture, let milliseconds) = item else { break }
      let image = picture.image
      if animation == nil {
        animation = AnimatedPNG(width: image.width, height: image.height, text: [("Software", "sandbox")])
        file = try AtomicFile.Writer(path)
      }
      // A window whose size changed goes on in the size that the recording began with.
      guard let width = animation?.width, let height = animation?.height else { continue }
      animation?.append(image.fitted(width: width, height: height), milliseconds: milliseconds)
      if let bytes = animation?.takeBytes() { try file?.append(bytes) }
    }
    guard let ending = animation?.finish(), let file else { return }
    try file.append(ending.rest)
    try file.overwrite(ending.control, at: ending.controlOffset)
    try file.commit(durable: true)
  }
}

extension Image {
  /// The picture cut to a size, or with black at its right and lower border.
  fileprivate func fitted(width: Int, height: Int) -> Image {
    guard width != self.width || height != self.height else { return self }
    var result = Image(width: width, height: height)
    for y in 0..<min(height, self.height) {
      for x in 0..<(min(width, self.width) * 3) {
        result.pixels[y * width * 3 + x] = pixels[y * self.width * 3 + x]
      }
    }
    return result
  }
}
