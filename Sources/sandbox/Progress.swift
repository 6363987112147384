import Glibc

/// How far something is that takes more than two seconds: a bar on a terminal, else a line now and then.
package struct Progress {
  private let title: String
  private let shortTitle: String
  private let unit: String
  private let total: Int
  private let first: Int
  private let isInteractive: Bool
  private let columns: () -> Int
  private let now: () -> Double
  private let write: (String) -> Void
  private let started: Double
  private var lastShown: Double
  /// What was shown last; nil before that.
  private var lastCount: Int?
  /// Whether a line has been shown.
  var isShown: Bool { lastCount != nil }

  /// Counts from `done` to `total`; nothing is shown in the first two seconds.
  ///
  /// - Parameters:
  ///   - title: what is going on, such as a run's name.
  ///   - shortTitle: the same for lines in which that leaves no room for how it goes; the title unless told.
  ///   - unit: what is counted, in the plural.
  ///   - done: how many were there before; they do not count for the speed.
  ///   - columns: the terminal's width, which a line never exceeds: a longer one could not be drawn over.
  package init(
    _ title: String, shortTitle: String? = nil, unit: String, total: Int, done: Int = 0,
    isInteractive: Bool = Console.isInteractive,
    columns: @escaping () -> Int = Console.columns, now: @escaping () -> Double = Progress.monotonicSeconds,
    write: @escaping (String) -> Void = Console.writeToStandardError
  ) {
    self.title = title
    self.shortTitle = shortTitle ?? title
    self.unit = unit
    self.total = total
    first = done
    self.isInteractive = isInteractive
    self.columns = columns
    self.now = now
    self.write = write
    started = now()
    lastShown = started
  }

  /// Seconds between two showings.
  private var interval: Double { lastCount == nil ? 2 : isInteractive ? 0.1 : 10 }

  /// Tells that `done` of all are there, with words on how it goes: as many remarks, from the first, as there is room for.
  package mutating func update(_ done: Int, _ remarks: String...) { update(done, remarks) }

  /// The same with a list of remarks.
  package mutating func update(_ done: Int, _ remarks: [String]) {
    let time = now()
    guard time - lastShown >= interval else { return }
    show(done, remarks, at: time)
  }

  /// Shows how far it is without waiting: for what follows on something that was shown.
  package mutating func showNow(_ done: Int, _ remarks: String...) { show(done, remarks, at: now()) }

  /// Leaves the last line standing, if one was shown.
  package mutating func finish(_ done: Int, _ remarks: String...) { finish(done, remarks) }

  /// The same with a list of remarks.
  package mutating func finish(_ done: Int, _ remarks: [String]) {
    guard let lastCount else { return }
    if isInteractive || lastCount != done { show(done, remarks, at: now()) }
    if isInteractive { write("\n") }
  }

  private mutating func show(_ done: Int, _ remarks: [String], at time: Double) {
    lastCount = done
    lastShown = time
    let seconds = time - started
    let made = done - first
    let left = made > 0 && done < total ? seconds / Double(made) * Double(total - done) : 0
    let times =
      done < total
      ? made > 0 ? "\(Progress.clock(left)) left" : "" : "in \(Progress.clock(seconds))"
    let count = "\(done) of \(total)"
    func line(_ title: String, _ remarks: ArraySlice<String>) -> String {
      ([title, times] + remarks).filter { !$0.isEmpty }.joined(separator: ", ")
    }
    let whole = "\(title): \(count) \(unit)"
    guard isInteractive else { return write(line(whole, remarks[...]) + "\n") }

    // Remarks are worth more than the long title, and a bar more than the last of them.
    let room = columns() - 1
    let lines = (0...remarks.count).reversed().flatMap { some in
      [whole, "\(shortTitle): \(count)"].map { line($0, remarks[..<some]) }
    }
    guard let text = lines.first(where: { $0.count + 1 + Self.shortestBar <= room }) else {
      return write("\r\u{1B}[2K\(line(whole, remarks[...]).prefix(max(0, room)))")
    }
    let width = min(24, room - text.count - 1)
    let filled = total > 0 ? width * done / total : width
    let bar = String(repeating: "█", count: filled) + String(repeating: "░", count: width - filled)
    write("\r\u{1B}[2K\(bar) \(text)")
  }

  /// Characters of the shortest bar.
  private static let shortestBar = 6

  /// Seconds as minutes and seconds.
  static func clock(_ seconds: Double) -> String {
    let whole = Int(seconds.rounded())
    if whole >= 3600 { return "\(whole / 3600) h \(whole / 60 % 60) min" }
    return whole >= 60 ? "\(whole / 60) min \(whole % 60) s" : "\(whole) s"
  }

  /// Seconds of a clock that only goes forward.
  package static func monotonicSeconds() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
