import CCrypto

extension ContentHash {
  /// The library that computes hashes, as in "3.0.16" of OpenSSL.
  public static var libraryVersion: String {
    let words = unsafe String(cString: OpenSSL_version(OPENSSL_VERSION)).split(separator: " ")
    return words.count > 1 ? String(words[1]) : words.joined()
  }
}
