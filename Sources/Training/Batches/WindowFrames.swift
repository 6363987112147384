import Policy
import Vocabulary

/// A replica's windows as rows: window by window, each with as many decisions as any other, blank ones included.
struct WindowFrames: Sendable {
  /// The windows.
  let windows: [WindowChoice]
  /// The decisions with a loss: `windows · window` rows.
  private(set) var learned: FrameBatch
  /// How much each of them counts; 0 for blank ones.
  private(set) var weights: [Float] = []
  /// The decisions before: `windows · warmUp` rows; a window that begins early has blank ones first.
  private(set) var warmUp: FrameBatch
  /// Decisions with a loss in a window.
  let length: Int
  /// Decisions before them.
  let warmUpLength: Int

  /// Reads windows.
  ///
  /// - Parameters:
  ///   - batch: room for a number of rows.
  ///   - append: adds a decision to a batch; the window's place in the list comes first.
  ///   - weight: how much a decision counts, by episode and decision.
  init(
    _ windows: [WindowChoice], length: Int, warmUpLength: Int, batch: (_ capacity: Int) -> FrameBatch,
    append: (_ window: Int, _ episode: Int, _ decision: Int, _ batch: inout FrameBatch) throws -> Void,
    weight: (_ episode: Int, _ decision: Int) -> Float
  ) throws {
    self.windows = windows
    self.length = length
    self.warmUpLength = warmUpLength
    learned = batch(windows.count * length)
    warmUp = batch(windows.count * warmUpLength)
    for (index, window) in windows.enumerated() {
      for _ in window.warmUp..<max(window.warmUp, warmUpLength) { warmUp.appendBlank() }
      for decision in window.decisions {
        if decision < window.first {
          try append(index, window.episode, decision, &warmUp)
        } else {
          try append(index, window.episode, decision, &learned)
          weights.append(weight(window.episode, decision))
        }
      }
      for _ in window.count..<length {
        learned.appendBlank()
        weights.append(0)
      }
    }
  }

  /// Whether each window has a decision at a place of the warm-up.
  func isActive(atWarmUp place: Int) -> [Bool] { windows.map { place >= warmUpLength - $0.warmUp } }
}

extension ExitSampling {
  /// The exits of the decisions with a loss, for rows of `length`; blank rows have exit 0.
  func learned(_ exits: KeyPath<ExitSampling, [Int]>, _ window: WindowChoice, length: Int) -> [Int] {
    self[keyPath: exits][window.warmUp...] + [Int](repeating: 0, count: length - window.count)
  }

  /// The exits of the warm-up's decisions, for rows of `length`.
  func warmUp(_ exits: KeyPath<ExitSampling, [Int]>, _ window: WindowChoice, length: Int) -> [Int] {
    [Int](repeating: 0, count: length - window.warmUp) + self[keyPath: exits][..<window.warmUp]
  }
}
