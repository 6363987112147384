import Figures
import Physics
import Pictures
import Rendering
import Tabletop
import Vocabulary

/// What of a view is shown.
public enum PictureLayer: String, CaseIterable, Hashable, Sendable {
  /// Colours.
  case color
  /// Distances along the viewing axis.
  case depth
  /// Which body is seen.
  case segmentation
}

/// The picture files that hold single frames.
public enum FrameFormat: String, CaseIterable, Hashable, Sendable {
  /// Colours with 8 bits, distances in millimetres with 16 bits, bodies in a palette; with text chunks.
  case png
  /// NumPy arrays: bytes, metres as 32-bit numbers, bodies as 32-bit integers.
  case npy
}

/// How pictures are drawn.
public struct PictureSettings: Hashable, Sendable {
  /// Pixels across and down.
  public var width: Int, height: Int
  /// Samples per pixel, 1 … 64.
  public var samples: Int
  /// How the edges of shadows look.
  public var shadows: ShadowQuality
  /// Whether there is nothing where nothing is seen.
  public var isTransparent: Bool
  /// Threads that draw.
  public var workers: Int

  /// Settings from their parts; two threads unless told.
  public init(
    width: Int, height: Int, samples: Int = 16, shadows: ShadowQuality = .soft, isTransparent: Bool = false,
    workers: Int = 2
  ) {
    (self.width, self.height, self.samples) = (width, height, samples)
    (self.shadows, self.isTransparent, self.workers) = (shadows, isTransparent, workers)
  }

  /// A few words for text chunks; equal words, equal pixels.
  var words: String {
    "\(samples) samples, \(shadows.rawValue) shadows" + (isTransparent ? ", transparent background" : "")
  }
}

/// One layer of a view.
public enum LayerPicture: Hashable, Sendable {
  /// Colours.
  case color(Image)
  /// Colours on nothing.
  case transparent(AlphaImage)
  /// Distances.
  case depth(DepthMap)
  /// Bodies.
  case segmentation(SegmentationMap)

  /// Draws what a camera sees in a world.
  ///
  /// With one sample, standard shadows and a background the pixels are those that agents see. Depth and bodies are
  /// those at the pixels' centres.
  /// - Returns: nil when `goesOn` stopped it.
  public init?(
    _ layer: PictureLayer, of world: TabletopEnvironment, from camera: CameraID, _ settings: PictureSettings,
    goesOn: (Double) -> Bool = { _ in true }
  ) {
    let (width, height) = (settings.width, settings.height)
    func plain(_ layers: Renderer.Layers) -> Renderer.Picture {
      world.picture(from: camera, width: width, height: height, layers: layers)
    }
    switch layer {
    case .depth: self = .depth(plain(.depth).depth!)
    case .segmentation: self = .segmentation(plain(.segmentation).segmentation!)
    case .color where settings.samples == 1 && settings.shadows == .standard && !settings.isTransparent:
      self = .color(plain(.image).image!)
    case .color:
      let request = StillRequest(
        width: width, height: height, samples: settings.samples, shadows: settings.shadows,
        isTransparent: settings.isTransparent, workers: settings.workers)
      guard let still = world.still(from: camera, request, goesOn: goesOn) else { return nil }
      if let alpha = still.alpha {
        self = .transparent(AlphaImage(still.image, alpha: alpha))
      } else {
        self = .color(still.image)
      }
    }
  }

  /// The file of the picture.
  ///
  /// - Throws: `ExportError.tooManyBodies`.
  public func file(_ format: FrameFormat, text: [PNG.Text]) throws(ExportError) -> [UInt8] {
    switch (self, format) {
    case (.color(let image), .png): return PNG.encode(image, text: text)
    case (.transparent(let image), .png): return PNG.encode(image, text: text)
    case (.depth(let map), .png): return PNG.encode(GrayImage(millimetresOf: map), text: text)
    case (.segmentation(let map), .png):
      guard let image = IndexedImage(bodiesOf: map) else { throw .tooManyBodies }
      return PNG.encode(image, text: text)
    case (.color(let image), .npy): return NPY.encode(image)
    case (.transparent(let image), .npy): return NPY.encode(image)
    case (.depth(let map), .npy): return NPY.encode(map)
    case (.segmentation(let map), .npy): return NPY.encode(map)
    }
  }

  /// The picture as people see it: distances in colours between two of them, bodies in theirs, nothing as white.
  ///
  /// - Throws: `ExportError.tooManyBodies`.
  func visible(_ range: DepthRange) throws(ExportError) -> Image {
    switch self {
    case .color(let image): return image
    case .transparent(let image): return Image(image)
    case .depth(let map): return range.image(of: map)
    case .segmentation(let map):
      guard let image = IndexedImage(bodiesOf: map) else { throw .tooManyBodies }
      return image.image
    }
  }

  /// The picture with an overlay, which only colours can have.
  func covered(by overlay: AlphaImage) -> LayerPicture {
    switch self {
    case .color(let image): .color(image.covered(by: overlay))
    case .transparent(let image): .transparent(image.covered(by: overlay))
    case .depth, .segmentation: self
    }
  }
}

/// The distances between which colours go, metres.
public struct DepthRange: Hashable, Sendable {
  /// The nearest and the farthest.
  let near: Float, far: Float

  /// From the nearest to the farthest that is seen in a picture, and a tenth more; beyond 10 m is out of sight.
  init(of map: DepthMap) {
    let seen = map.metres.filter { $0 < 10 }
    let (near, far) = (seen.min() ?? 0, seen.max() ?? 1)
    (self.near, self.far) = (max(near * 0.9, 0), far * 1.02)
  }

  init(near: Float, far: Float) { (self.near, self.far) = (near, far) }

  /// Near is bright, far is dark.
  func color(_ metres: Float) -> Color {
    Palette.sequential(1 - Double((metres - near) / max(far - near, 1e-6)))
  }

  /// A map in colours; black where nothing is seen.
  func image(of map: DepthMap) -> Image {
    let table = (0...255).map { step -> [UInt8] in
      let color = Palette.sequential(1 - Double(step) / 255)
      return [color.red, color.green, color.blue].map { UInt8(($0 * 255).rounded()) }
    }
    let scale = 255 / max(far - near, 1e-6)
    var image = Image(width: map.width, height: map.height)
    for (place, metres) in map.metres.enumerated() where metres.isFinite {
      let color = table[Int(min(max((metres - near) * scale, 0), 255).rounded())]
      for channel in 0..<3 { image.pixels[3 * place + channel] = color[channel] }
    }
    return image
  }
}
