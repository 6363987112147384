/// Rows of text under headings, written in the formats that papers and notebooks read.
public struct Table: Hashable, Sendable {
  /// Where a column's texts stand.
  public enum Alignment: Hashable, Sendable {
    /// Words.
    case left
    /// Numbers.
    case right
    /// Marks.
    case center
  }

  /// A column's heading and alignment.
  public struct Column: Hashable, Sendable {
    /// The heading.
    public var heading: String
    /// Where the texts stand.
    public var alignment: Alignment

    /// A column from its parts.
    public init(_ heading: String, _ alignment: Alignment = .left) {
      self.heading = heading
      self.alignment = alignment
    }
  }

  /// One text; strong ones are set bold where a format can.
  public struct Cell: Hashable, Sendable, ExpressibleByStringInterpolation {
    /// The characters.
    public var text: String
    /// Whether it stands out, as the best of its column.
    public var isStrong: Bool

    /// A cell from its parts.
    public init(_ text: String, isStrong: Bool = false) {
      self.text = text
      self.isStrong = isStrong
    }

    /// An ordinary cell.
    public init(stringLiteral value: String) { self.init(value) }
  }

  /// The columns.
  public let columns: [Column]
  /// The rows, each with a cell for each column.
  public private(set) var rows: [[Cell]] = []
  /// Numbers of the rows that a line is drawn above.
  public private(set) var rules: Set<Int> = []

  /// A table without rows.
  public init(_ columns: [Column]) {
    precondition(!columns.isEmpty, "a table has columns")
    self.columns = columns
  }

  /// Adds a row, which must have a cell for each column.
  public mutating func append(_ row: [Cell]) {
    precondition(row.count == columns.count, "a row has a cell for each column")
    rows.append(row)
  }

  /// Draws a line above the next row.
  public mutating func appendRule() { rules.insert(rows.count) }
}
