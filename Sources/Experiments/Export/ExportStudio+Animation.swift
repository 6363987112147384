import Episodes
import Evaluation
import Pictures
import Vocabulary

extension ExportStudio {
  /// Writes an animation for each view, in all formats at once, each frame drawn once.
  ///
  /// Where ffmpeg is not installed, a film becomes an animated PNG, and a note says so.
  func writeAnimations(_ animation: ExportRequest.Animation, _ result: inout ExportResult) throws {
    let encoder = FilmFile.encoder()
    var formats = animation.formats
    if encoder == nil, let film = formats.firstIndex(of: .mp4) {
      formats.remove(at: film)
      if !formats.contains(.apng) { formats.append(.apng) }
      let note = "ffmpeg is not on the PATH: instead of MP4 an animated PNG was written; apt-get install ffmpeg"
      if !result.notes.contains(note) { result.notes.append(note) }
    }
    for camera in request.cameras {
      for layer in request.layers {
        let path = "\(request.output)/\(name)-\(Self.view(camera, layer))"
        let text = text(nil, nil, camera: camera, layer: layer)
        let (width, height) = (request.picture.width, request.picture.height)
        var files: [any AnimationFile] = []
        var film: FilmFile?
        for format in formats {
          let file = "\(path).\(format.fileExtension)"
          switch format {
          case .apng: files.append(try AnimatedPNGFile(file, width: width, height: height, text: text))
          case .gif: files.append(try GIFFile(file, width: width, height: height, text: text))
          case .mp4:
            // A film runs at one rate: that of the control steps, or of every second, third … one.
            let interval = commonInterval
            film = try FilmFile(
              file, encoder: encoder ?? "ffmpeg", width: width, height: height,
              rate: (Int((Double(controlStepsPerSecond) * animation.speed * 100).rounded()), 100 * interval),
              text: text)
            if let film { files.append(film) }
          }
        }
        do {
          try play(animation, camera, layer, &files)
        } catch {
          film?.giveUp()
          // Ctrl-C reaches ffmpeg too, whose end then is no fault of its own.
          throw export.cancellation.isRequested ? ExportError.cancelled : error
        }
        result.files += formats.map { "\(path).\($0.fileExtension)" }
      }
    }
  }

  private func play(
    _ animation: ExportRequest.Animation, _ camera: String, _ layer: PictureLayer, _ files: inout [any AnimationFile]
  ) throws {
    for (index, moment) in moments.enumerated() {
      // A subtask begins with what is seen at the end of the one before.
      let next = moments.dropFirst(index + 1).first
      try course.show(moment)
      let overlay = request.hasOverlays ? overlay(moment) : nil
      var image = try visible(layer, camera, overlay: overlay)
      if let overlay { image = image.covered(by: try overlay.image(width: image.width, height: image.height)) }
      let time = milliseconds(from: moment, to: next, animation.speed)
      for file in files.indices { try files[file].append(image, milliseconds: time) }
      countOne()
    }
    for file in files.indices { try files[file].finish() }
  }

  /// How long a moment is shown: until the next one in the same subtask; the end of a subtask for 0.7 s.
  private func milliseconds(from moment: StatePlace, to next: StatePlace?, _ speed: Double) -> Int {
    guard let next, next.position == moment.position else { return 700 }
    let seconds = Double(next.step - moment.step) / Double(controlStepsPerSecond) / speed
    return max(10, Int((seconds * 1000).rounded()))
  }

  /// Control steps from one moment to the next, where that is the same nearly everywhere.
  private var commonInterval: Int {
    var counts: [Int: Int] = [:]
    for (a, b) in zip(moments, moments.dropFirst()) where a.position == b.position {
      counts[b.step - a.step, default: 0] += 1
    }
    return counts.max { ($0.value, -$0.key) < ($1.value, -$1.key) }?.key ?? 1
  }
}
