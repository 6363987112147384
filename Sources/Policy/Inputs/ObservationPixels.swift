import Vocabulary

/// Both pictures as the network takes them: planes of red, green and blue, 8 bits each.
///
/// Training and acting make them here alone. Averages over squares of pixels are rounded to the nearest, halves upwards.
public struct ObservationPixels: Hashable, Sendable {
  /// The fixed camera: `3 · size · size` bytes.
  public var staticPlanes: [UInt8]
  /// The hand camera: `3 · size · size` bytes.
  public var gripperPlanes: [UInt8]

  /// The pixels of an observation.
  ///
  /// - Throws: `PolicyError.pictureSize` where a picture is not of the size that the policy was made for.
  public init(_ observation: Observation, _ configuration: PolicyConfiguration) throws(PolicyError) {
    staticPlanes = try Self.planes(of: observation.staticCamera, configuration.staticCamera, named: "static")
    gripperPlanes = try Self.planes(of: observation.gripperCamera, configuration.gripperCamera, named: "gripper")
  }

  private static func planes(
    of picture: Image, _ camera: CameraConfiguration, named name: String
  ) throws(PolicyError) -> [UInt8] {
    guard picture.width == camera.pictureSize, picture.height == camera.pictureSize else {
      throw .pictureSize(
        camera: name, width: picture.width, height: picture.height, expected: camera.pictureSize)
    }
    var planes = [UInt8](repeating: 0, count: 3 * camera.inputSize * camera.inputSize)
    writePlanes(of: picture.pixels, camera, into: &planes, at: 0)
    return planes
  }

  /// Writes one picture's planes into a batch.
  ///
  /// - Parameters:
  ///   - pixels: `pictureSize · pictureSize · 3` bytes: red, green, blue; rows from the top.
  ///   - planes: takes `3 · inputSize · inputSize` bytes from `offset` on.
  public static func writePlanes(
    of pixels: [UInt8], _ camera: CameraConfiguration, into planes: inout [UInt8], at offset: Int
  ) {
    let (size, reduction, pitch) = (camera.inputSize, camera.reduction, camera.pictureSize * 3)
    precondition(pixels.count == camera.pictureSize * pitch, "a picture of the camera's size")
    precondition(offset >= 0 && planes.count - offset >= 3 * size * size, "room for the planes")
    let source = pixels.span
    var target = planes.mutableSpan
    if reduction == 2 { return halve(source, size: size, pitch: pitch, into: &target, at: offset) }
    let area = reduction * reduction
    for y in 0..<size {
      for x in 0..<size {
        for channel in 0..<3 {
          var sum = area / 2
          for row in 0..<reduction {
            let start = (y * reduction + row) * pitch + x * reduction * 3 + channel
            for column in 0..<reduction { sum += Int(source[start + 3 * column]) }
          }
          target[offset + (channel * size + y) * size + x] = UInt8(sum / area)
        }
      }
    }
  }

  /// Means of 2×2 pixels.
  private static func halve(
    _ source: Span<UInt8>, size: Int, pitch: Int, into target: inout MutableSpan<UInt8>, at offset: Int
  ) {
    for channel in 0..<3 {
      for y in 0..<size {
        let (upper, place) = (2 * y * pitch + channel, offset + (channel * size + y) * size)
        for x in 0..<size {
          let start = upper + 6 * x
          let above = UInt16(source[start]) + UInt16(source[start + 3])
          let below = UInt16(source[start + pitch]) + UInt16(source[start + pitch + 3])
          target[place + x] = UInt8((above + below + 2) >> 2)
        }
      }
    }
  }
}
