import Pictures
import Vocabulary

extension ExportStudio {
  /// Writes every moment's pictures to `<chain>/<subtask>-<step>-<view>`; files that were drawn in the same way from
  /// the same states are left as they are.
  func writeFrames(_ frames: ExportRequest.Frames, _ result: inout ExportResult) throws {
    let folder = "\(request.output)/\(name)"
    try makeFolder(folder)
    for moment in moments {
      let hash = try course.show(moment)
      let digits = String(moment.step)
      let step = String(repeating: "0", count: max(0, 3 - digits.count)) + digits
      for camera in request.cameras {
        for layer in request.layers {
          defer { countOne() }
          let path = "\(folder)/\(moment.position)-\(step)-\(Self.view(camera, layer))"
          let text = text(moment, hash, camera: camera, layer: layer)
          let missing = frames.formats.filter { $0 != .png || !Self.isThere(path + ".png", text) }
          result.kept += frames.formats.count - missing.count
          result.files += frames.formats.map { "\(path).\($0.rawValue)" }
          guard !missing.isEmpty else { continue }
          var picture = try draw(layer, camera, request.picture)
          let overlay = request.hasOverlays && layer == .color ? overlay(moment) : nil
          if case .color(let image) = picture { picture = .color(try withInset(image, layer, overlay)) }
          if let overlay {
            picture = picture.covered(
              by: try overlay.image(width: request.picture.width, height: request.picture.height))
          }
          for format in missing {
            try AtomicFile.write(
              try picture.file(format, text: text), to: "\(path).\(format.rawValue)", durable: false)
          }
        }
      }
    }
  }

  /// Whether a PNG file is there that says the same of itself.
  private static func isThere(_ path: String, _ text: [PNG.Text]) -> Bool {
    guard let bytes = try? readFile(path), let found = try? PNG.decode(bytes) else { return false }
    return found.text.map { [$0.key, $0.value] } == text.map { [$0.key, $0.value] }
  }
}
