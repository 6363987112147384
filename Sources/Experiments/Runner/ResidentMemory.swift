import Vocabulary

/// What this process has in memory, as the system tells it; bytes.
public enum ResidentMemory {
  /// Just now; 0 where the system does not tell.
  public static func now() throws(ReadingError) -> Int { try bytes("VmRSS") }

  /// The most that it ever was; 0 where the system does not tell.
  public static func peak() throws(ReadingError) -> Int { try bytes("VmHWM") }

  /// Writes the peak into a run's `wall-clock/memory.json`, unless a process before this one had more.
  static func notePeak(in folder: String) throws {
    let place = folder + "/" + ReportFiles.Place.wallClock.rawValue
    try makeFolder(place)
    let (path, key) = (place + "/memory.json", "peak_resident_bytes")
    var peak = try peak()
    if let bytes = try? readFile(path), case .integer(let before)? = try? JSONDocument(bytes).value[key] {
      peak = max(peak, before)
    }
    try AtomicFile.write(JSONValue.object([JSONMember(key, .integer(peak))]).text, to: path, durable: false)
  }

  /// A line of the system's account of this process.
  private static func bytes(_ key: String) throws(ReadingError) -> Int {
    let text = String(decoding: try readFile("/proc/self/status"), as: UTF8.self)
    for line in text.split(separator: "\n") where line.hasPrefix(key + ":") {
      if let kilobytes = line.split(whereSeparator: { !$0.isNumber }).first.flatMap({ Int($0) }) {
        return kilobytes * 1024
      }
    }
    return 0
  }
}
