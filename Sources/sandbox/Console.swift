import Glibc

/// Writing to the terminal: results to stdout, everything else to stderr.
package enum Console {
  /// Whether stderr is a terminal, where a line can be drawn over.
  package static let isInteractive = isatty(STDERR_FILENO) == 1

  /// Characters in a line of the terminal behind stderr; 80 where it does not tell.
  package static func columns() -> Int {
    var size = winsize()
    return unsafe ioctl(STDERR_FILENO, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0 ? Int(size.ws_col) : 80
  }

  /// A line on stderr.
  static func note(_ line: String) { writeToStandardError(line + "\n") }

  /// An error on stderr.
  static func complain(_ text: String) { writeToStandardError("sandbox: \(text)\n") }

  /// Text on stderr as it is.
  package static func writeToStandardError(_ text: String) {
    var bytes = Array(text.utf8)[...]
    while !bytes.isEmpty {
      let written = unsafe bytes.withUnsafeBytes { unsafe write(STDERR_FILENO, $0.baseAddress, $0.count) }
      if written < 0 && errno != EINTR { return }
      bytes = bytes.dropFirst(max(0, written))
    }
  }
}
