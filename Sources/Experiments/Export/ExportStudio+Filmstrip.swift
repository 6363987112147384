import Figures
import Pictures
import Vocabulary

extension ExportStudio {
  /// Writes a page for each view: the moments of each subtask side by side, the instruction under them, and a strip of
  /// exits between where there are any.
  func writeFilmstrips(_ settings: ExportRequest.Filmstrip, _ result: inout ExportResult) throws {
    for camera in request.cameras {
      for layer in request.layers {
        let page = try filmstrip(settings, camera, layer)
        let path = "\(request.output)/\(name)-filmstrip-\(Self.view(camera, layer))"
        let text = text(nil, nil, camera: camera, layer: layer)
        for format in settings.formats {
          try AtomicFile.write(try file(page, format, settings, text), to: "\(path).\(format.rawValue)")
          result.files.append("\(path).\(format.rawValue)")
        }
      }
    }
  }

  private func file(
    _ page: Drawing, _ format: PageFormat, _ settings: ExportRequest.Filmstrip, _ text: [PNG.Text]
  ) throws(RunError) -> [UInt8] {
    do {
      switch format {
      case .png: return try page.png(pixelsPerPoint: settings.dotsPerInch / 72, text: text, compression: .small)
      case .svg: return try page.svg()
      case .pdf: return try page.pdf(title: settings.title.isEmpty ? name : settings.title)
      }
    } catch {
      throw .picture(reason: error)
    }
  }

  private func filmstrip(
    _ settings: ExportRequest.Filmstrip, _ camera: String, _ layer: PictureLayer
  ) throws -> Drawing {
    let positions = Array(Set(moments.map(\.position))).sorted()
    let most = positions.map { position in moments.count { $0.position == position } }.max() ?? 1
    let across = min(most, settings.picturesAcross ?? most)
    let framesPerRow = across * max(1, settings.subtasksPerRow ?? positions.count)
    let shown = settings.pageWidth / 72 * settings.dotsPerInch / Double(framesPerRow)
    var segments: [Filmstrip.Segment] = []
    for position in positions {
      var frames: [Filmstrip.Frame] = []
      for moment in moments where moment.position == position {
        try course.show(moment)
        let image = try visible(layer, camera)
        // No larger than the page shows them, so that long strips of large pictures fit into memory.
        let small = image.shrunk(by: max(1, Int(Double(image.width) / shown)))
        frames.append(Filmstrip.Frame(small, label: most > 1 ? "step \(moment.step)" : ""))
        countOne()
      }
      let attempt = course.chain.attempts[position - 1]
      let end = StatePlace(position: position, step: attempt.steps)
      let words = attempt.outcome == "succeeded" ? "" : attempt.outcome == "timedOut" ? ", timed out" : ", diverged"
      segments.append(
        Filmstrip.Segment(
          frames: frames, caption: attempt.instruction, outcome: outcome(end), note: "\(attempt.steps) steps\(words)",
          strip: strip(end)))
    }
    var legend: [LegendEntry] = []
    if segments.contains(where: { !$0.strip.isEmpty }) {
      legend = (0..<course.exitCount).map { LegendEntry(color(ofExit: $0), "exit \($0 + 1)") }
    }
    if layer == .depth, let range = depthRange(camera) {
      for share in [0, 0.5, 1] as [Float] {
        let metres = range.near + (range.far - range.near) * share
        let centimetres = Int((metres * 100).rounded())
        legend.append(
          LegendEntry(
            range.color(metres), "\(centimetres / 100).\(centimetres % 100 < 10 ? "0" : "")\(centimetres % 100) m"))
      }
    }
    let strip = Filmstrip(
      title: settings.title, segments: segments, framesPerRow: framesPerRow, framesAcross: across,
      width: settings.pageWidth, legend: legend)
    do {
      return try strip.drawing()
    } catch {
      throw RunError.picture(reason: error)
    }
  }
}
