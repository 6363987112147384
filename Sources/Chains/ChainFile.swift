import Vocabulary

/// Chains as JSON lines: one object a line with CALVIN's symbolic state and five subtask names.
///
/// ```
/// {"initial_state":{"led":0,…,"grasped":0},"sequence":["open_drawer",…]}
/// ```
/// Further keys and empty lines are ignored, so files of other programs can be read.
public struct ChainFile: Hashable, Sendable {
  /// The chains in the file's order, with indices from 0.
  public let chains: [Chain]
  /// The line that each chain stands on, from 1.
  public let lines: [Int]

  /// Reads the bytes of a file.
  ///
  /// - Throws: the first fault, with its line.
  public init(_ bytes: [UInt8]) throws(ChainFileError) {
    var chains: [Chain] = []
    var lines: [Int] = []
    for (index, line) in bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).enumerated() {
      if line.allSatisfy({ $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") || $0 == UInt8(ascii: "\r") }) {
        continue
      }
      do throws(ChainFileError.Fault) {
        let reader = ChainLineReader(value: try ChainLineReader.value(of: Array(line)))
        chains.append(try reader.chain(index: chains.count))
        lines.append(index + 1)
      } catch {
        throw ChainFileError(line: index + 1, fault: error)
      }
    }
    if chains.isEmpty { throw ChainFileError(line: 1, fault: .noChains) }
    self.chains = chains
    self.lines = lines
  }

  /// Reads a text.
  public init(_ text: String) throws(ChainFileError) { try self.init(Array(text.utf8)) }

  /// The file's text for some chains: the same chains give the same bytes.
  public static func text(of chains: [Chain]) -> String { chains.map { $0.json + "\n" }.joined() }
}

extension Chain {
  /// The chain as one line of a chain file, without its index and without a line break.
  public var json: String {
    let names = subtasks.map { "\"\($0.rawValue)\"" }.joined(separator: ",")
    return "{\"initial_state\":\(initial.json),\"sequence\":[\(names)]}"
  }
}
