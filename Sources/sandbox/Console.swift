import Glibc

/// Writing to the terminal: results to stdout, everything else to stderr.
package enum Console {
  /// Whether stderr is a terminal, where a line can be drawn over.
  package static let isInteractive = isatty(STDERR_FILENO) == 1

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
