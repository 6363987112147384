import CPNG
import Vocabulary

/// Why bytes are not a picture.
public enum PictureError: Error, Hashable, Sendable, CustomStringConvertible {
  /// The bytes are no PNG file, are damaged, or end early; with libpng's reason.
  case unreadable(reason: String)

  /// One sentence for the user.
  public var description: String {
    switch self {
    case .unreadable(let reason): "not a readable PNG file: \(reason)"
    }
  }
}

extension PNG {
  /// The pixels of a file, in the format closest to the file's.
  public enum Pixels: Hashable, Sendable {
    /// 8-bit colours; palettes and 8-bit grey are read as colours too.
    case rgb(Image)
    /// 8-bit colours with alpha.
    case rgba(AlphaImage)
    /// 16-bit grey.
    case gray(GrayImage)
  }

  /// Everything read from a file.
  public struct Contents: Sendable {
    /// The picture.
    public let pixels: Pixels
    /// The text chunks, in the file's order.
    public let text: [Text]

    /// The first text with a key.
    public subscript(key: String) -> String? { text.first { $0.key == key }?.value }
  }

  /// Reads a file; pictures of more than 1 GiB are refused, and so is every damage that a checksum shows.
  public static func decode(_ bytes: [UInt8]) throws(PictureError) -> Contents {
    var picture = unsafe cpng_picture()
    let (status, message) = unsafe withMessage { message in
      unsafe bytes.withUnsafeBufferPointer { bytes in
        unsafe cpng_decode(bytes.baseAddress, bytes.count, 1 << 30, &picture, message)
      }
    }
    guard status == 0 else { throw .unreadable(reason: message) }
    defer { unsafe cpng_release(&picture) }
    let text = (0..<(unsafe picture.text_count)).map { index in
      let chunk = unsafe picture.text[index]
      return unsafe (key: String(cString: chunk.key), value: String(cString: chunk.value))
    }
    return unsafe Contents(pixels: pixels(of: picture), text: text)
  }

  /// Reads a file that holds an RGB picture, such as a rendered frame.
  public static func decodeImage(_ bytes: [UInt8]) throws(PictureError) -> Image {
    guard case .rgb(let image) = try decode(bytes).pixels else {
      throw .unreadable(reason: "the picture is not 8-bit RGB")
    }
    return image
  }

  private static func pixels(of picture: cpng_picture) -> Pixels {
    let width = unsafe Int(picture.width)
    let height = unsafe Int(picture.height)
    let bytes = unsafe UnsafeRawBufferPointer(start: picture.pixels, count: picture.pixel_bytes)
    switch unsafe Int(picture.format) {
    case CPNG_RGB: return unsafe .rgb(Image(width: width, height: height, pixels: Array(bytes)))
    case CPNG_RGBA: return unsafe .rgba(AlphaImage(width: width, height: height, pixels: Array(bytes)))
    default:
      let values = unsafe Array(bytes.bindMemory(to: UInt16.self))
      return .gray(GrayImage(width: width, height: height, values: values))
    }
  }
}
