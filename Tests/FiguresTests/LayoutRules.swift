import Figures
import Testing
import Vocabulary

/// What holds for every figure: texts lie on the page and do not touch each other or the pictures.
func expectTidy(_ drawing: Drawing, _ coordinate: String, location: SourceLocation = #_sourceLocation) {
  let labels = drawing.labels
  for (index, label) in labels.enumerated() {
    #expect(
      drawing.page.contains(label.bounds, tolerance: 0.01), "\(coordinate): \"\(label.text)\" is off the page",
      sourceLocation: location)
    #expect(!label.text.isEmpty, "\(coordinate)", sourceLocation: location)
    for other in labels[(index + 1)...] {
      #expect(
        !label.bounds.overlaps(other.bounds, tolerance: 0.01),
        "\(coordinate): \"\(label.text)\" overlaps \"\(other.text)\"", sourceLocation: location)
    }
    for image in drawing.images {
      #expect(
        !label.bounds.overlaps(image, tolerance: 0.01), "\(coordinate): \"\(label.text)\" lies over a picture",
        sourceLocation: location)
    }
  }
  for image in drawing.images {
    #expect(
      drawing.page.contains(image, tolerance: 0.01), "\(coordinate): a picture is off the page",
      sourceLocation: location)
  }
}

/// Words of all lengths, among them one without a space to break at and one that the font lacks.
func randomText(words: Int, _ stream: inout RandomStream) -> String {
  let vocabulary = [
    "push", "the", "red", "block", "into", "drawer", "a", "incomprehensibilities", "“quoted”", "–", "größer", "x",
    "push_into_drawer_and_then_close_it_without_touching_anything_else", "机器人", "two\nlines", "100 %",
  ]
  return (0..<words).map { _ in stream.choose(from: vocabulary) }.joined(separator: " ")
}

/// A picture of one colour with a darker half, so that its place can be seen.
func testImage(_ width: Int, _ height: Int, shade: UInt8 = 200) -> Image {
  var image = Image(width: width, height: height)
  for y in 0..<height {
    for x in 0..<width {
      let index = (y * width + x) * 3
      image.pixels[index] = x * 2 < width ? shade : shade / 2
      image.pixels[index + 1] = UInt8(y * 255 / height)
      image.pixels[index + 2] = UInt8(x * 255 / width)
    }
  }
  return image
}
