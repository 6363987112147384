import Glibc

/// Whole stretches of open files, however many calls they take.
public enum FileBytes {
  /// Writes all bytes: at the end of what was written before, or at a place.
  ///
  /// - Returns: the system's error number; nil where all is well.
  public static func write(_ bytes: [UInt8], to file: Int32, at offset: Int? = nil) -> Int32? {
    unsafe bytes.withUnsafeBytes { buffer in
      var done = 0
      while done < buffer.count {
        let (rest, count) = unsafe (buffer.baseAddress! + done, buffer.count - done)
        let written =
          if let offset { unsafe pwrite(file, rest, count, off_t(offset + done)) } else {
            unsafe Glibc.write(file, rest, count)
          }
        if written >= 0 { done += written } else if errno != EINTR { return errno }
      }
      return nil
    }
  }

  /// Fills a buffer from a place of a file.
  ///
  /// - Returns: how many bytes there were, fewer only where the file ends or cannot be read; then its error number.
  @unsafe public static func read(
    into buffer: UnsafeMutableRawBufferPointer, from file: Int32, at offset: Int
  ) -> (count: Int, code: Int32?) {
    var done = 0
    while done < buffer.count {
      let got = unsafe pread(file, buffer.baseAddress! + done, buffer.count - done, off_t(offset + done))
      if got < 0 && errno == EINTR { continue }
      if got < 0 { return (done, errno) }
      if got == 0 { break }
      done += got
    }
    return (done, nil)
  }
}
