import Chains
import Figures
import Foundation
import Vocabulary

// Filmstrips and animations of the chosen chains.
extension Report {
  /// The largest animation that is put into the notebook; larger ones are only named.
  private static let largestAnimation = 6 << 20

  func appendPictures(to notebook: inout Notebook) throws {
    let chosen = Set(experiment.report.frames)
    var isFirst = true
    for entry in entries {
      var isAnimated = false
      for chain in try folder.record.chains(of: entry) where chosen.contains(chain.chain) {
        if isFirst {
          notebook.append(
            markdown: """
              ## Chains

              Drawn from the states in the record, the hand's camera set into the corner. All frames are in `frames/`.
              """)
        }
        let places = PicturePlaces(entry, chain: chain.chain)
        var outputs: [Notebook.Output] = []
        if size(of: places.filmstrip) != nil { outputs.append(picture(places.filmstrip, width: 900)) }
        // One animation an entry: they are large.
        if !isAnimated, let size = size(of: places.animation) {
          isAnimated = true
          outputs.append(
            size <= Self.largestAnimation
              ? picture(places.animation, width: nil) : .text("\(places.animation): \(size) bytes\n"))
        }
        isFirst = false
        notebook.append(
          code: """
            # \(entry), chain \(chain.chain): \(chain.completed) of \(Chain.length) in a row
            for row in record.execute(
                "SELECT position, subtask, instruction, outcome, steps FROM subtasks"
                " WHERE agent = '\(entry.agent)' AND scene = '\(entry.scene.rawValue)' AND chain = \(chain.chain)"
            ):
                print(row)
            """, outputs: outputs)
      }
    }
  }

  private func picture(_ name: String, width: Int?) -> Notebook.Output {
    let url = URL(fileURLWithPath: folder.path + "/" + name)
    return .storedPicture(width: width, alternative: name) { Array(try Data(contentsOf: url)) }
  }

  /// Bytes of a file of the run; nil when there is none.
  private func size(of name: String) -> Int? {
    try? URL(fileURLWithPath: folder.path + "/" + name).resourceValues(forKeys: [.fileSizeKey]).fileSize
  }
}
