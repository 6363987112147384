import Vocabulary

extension Image {
  /// The picture with another one of its size laid over it, as viewers do it: in encoded colours.
  public func covered(by upper: AlphaImage) -> Image {
    precondition(upper.width == width && upper.height == height, "what is laid over a picture has its size")
    var result = self
    for place in 0..<width * height {
      let alpha = Int(upper.pixels[4 * place + 3])
      guard alpha > 0 else { continue }
      for channel in 0..<3 {
        let (above, below) = (Int(upper.pixels[4 * place + channel]), Int(pixels[3 * place + channel]))
        result.pixels[3 * place + channel] = UInt8((above * alpha + below * (255 - alpha) + 127) / 255)
      }
    }
    return result
  }

  /// A picture with alpha on paper of one colour, white unless told.
  public init(_ image: AlphaImage, on paper: (red: UInt8, green: UInt8, blue: UInt8) = (255, 255, 255)) {
    var sheet = Image(width: image.width, height: image.height)
    for place in 0..<image.width * image.height {
      (sheet.pixels[3 * place], sheet.pixels[3 * place + 1], sheet.pixels[3 * place + 2]) = paper
    }
    self = sheet.covered(by: image)
  }

  /// The picture with another one set into its lower right corner, with a white border of some pixels, and some rows
  /// left free below; one that does not fit is left out.
  public func with(inset: Image, border: Int, rowsBelow: Int = 0) -> Image {
    let height = self.height - rowsBelow
    let left = width - inset.width - 2 * border
    let top = height - inset.height - 2 * border
    guard left >= 0, top >= 0 else { return self }
    var result = self
    for y in top..<height {
      for x in left..<width {
        let (column, row) = (x - left - border, y - top - border)
        let isInside = (0..<inset.width).contains(column) && (0..<inset.height).contains(row)
        for channel in 0..<3 {
          result.pixels[(y * width + x) * 3 + channel] =
            isInside ? inset.pixels[(row * inset.width + column) * 3 + channel] : 255
        }
      }
    }
    return result
  }
}

extension AlphaImage {
  /// Colours and how much of each pixel they cover.
  public init(_ image: Image, alpha: [UInt8]) {
    precondition(alpha.count == image.width * image.height, "there is one opacity a pixel")
    var pixels = [UInt8](repeating: 0, count: 4 * alpha.count)
    for place in alpha.indices {
      for channel in 0..<3 { pixels[4 * place + channel] = image.pixels[3 * place + channel] }
      pixels[4 * place + 3] = alpha[place]
    }
    self.init(width: image.width, height: image.height, pixels: pixels)
  }

  /// The picture with another one of its size laid over it (Porter and Duff 1984).
  public func covered(by upper: AlphaImage) -> AlphaImage {
    precondition(upper.width == width && upper.height == height, "what is laid over a picture has its size")
    var result = self
    for place in stride(from: 0, to: pixels.count, by: 4) {
      let above = Int(upper.pixels[place + 3])
      guard above > 0 else { continue }
      // Opacities in 1/255²: of what is above, and of what shows through from below.
      let (a, b) = (above * 255, Int(pixels[place + 3]) * (255 - above))
      for channel in place..<place + 3 {
        result.pixels[channel] = UInt8(
          (Int(upper.pixels[channel]) * a + Int(pixels[channel]) * b + (a + b) / 2) / (a + b))
      }
      result.pixels[place + 3] = UInt8((a + b + 127) / 255)
    }
    return result
  }
}
