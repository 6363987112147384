extension Table {
  /// Columns padded with spaces, a line of dashes under the headings; for terminals.
  public func plainText() -> String {
    let texts = [columns.map(\.heading)] + rows.map { $0.map { Self.oneLine($0.text) } }
    let widths = columns.indices.map { column in texts.map { $0[column].count }.max() ?? 0 }
    func line(_ row: [String]) -> String {
      let cells = zip(zip(row, widths), columns).map { cell, column -> String in
        let missing = cell.1 - cell.0.count
        let before = column.alignment == .left ? 0 : column.alignment == .right ? missing : missing / 2
        return String(repeating: " ", count: before) + cell.0 + String(repeating: " ", count: missing - before)
      }
      let joined = cells.joined(separator: "  ")
      return String(joined[..<(joined.lastIndex { $0 != " " }.map { joined.index(after: $0) } ?? joined.startIndex)])
    }
    let rule = String(repeating: "-", count: widths.reduce(0, +) + 2 * (widths.count - 1))
    var lines = [line(texts[0]), rule]
    for (index, row) in texts.dropFirst().enumerated() {
      if index > 0, rules.contains(index) { lines.append(rule) }
      lines.append(line(row))
    }
    return lines.joined(separator: "\n") + "\n"
  }

  /// Comma-separated values as in RFC 4180, with line feeds; headings first.
  public func csv() -> String {
    func field(_ text: String) -> String {
      let needsQuotes = text.unicodeScalars.contains { ",\"\r\n".unicodeScalars.contains($0) }
      let isPadded = text.first == " " || text.last == " "
      return needsQuotes || isPadded ? "\"" + text.replacing("\"", with: "\"\"") + "\"" : text
    }
    let lines = [columns.map(\.heading)] + rows.map { $0.map(\.text) }
    return lines.map { line in
      // A single empty field would be an empty line, which readers skip.
      line == [""] ? "\"\"\n" : line.map(field).joined(separator: ",") + "\n"
    }.joined()
  }

  /// A `tabular` with the rules of LaTeX's `booktabs` package.
  public func latex() -> String {
    let alignments = columns.map { $0.alignment == .left ? "l" : $0.alignment == .right ? "r" : "c" }.joined()
    func line(_ cells: [String]) -> String { "  " + cells.joined(separator: " & ") + " \\\\" }
    var lines = ["\\begin{tabular}{\(alignments)}", "  \\toprule"]
    lines += [line(columns.map { Self.latexEscaped($0.heading) }), "  \\midrule"]
    for (index, row) in rows.enumerated() {
      if index > 0, rules.contains(index) { lines.append("  \\midrule") }
      lines.append(
        line(row.map { $0.isStrong ? "\\textbf{\(Self.latexEscaped($0.text))}" : Self.latexEscaped($0.text) }))
    }
    return (lines + ["  \\bottomrule", "\\end{tabular}"]).joined(separator: "\n") + "\n"
  }

  /// A table of GitHub's Markdown.
  public func markdown() -> String {
    func line(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |\n" }
    let marks = columns.map { $0.alignment == .left ? ":--" : $0.alignment == .right ? "--:" : ":-:" }
    return line(columns.map { Self.markdownEscaped($0.heading) }) + line(marks)
      + rows.map { row in
        line(
          row.map {
            let text = Self.markdownEscaped($0.text)
            return $0.isStrong && !text.isEmpty ? "**\(text)**" : text
          })
      }.joined()
  }

  /// An HTML `table` without style sheets, for notebooks.
  public func html() -> String {
    func row(_ cells: [String]) -> String { "    <tr>" + cells.joined() + "</tr>\n" }
    func cell(_ tag: String, _ text: String, _ column: Column) -> String {
      let side = column.alignment == .left ? "left" : column.alignment == .right ? "right" : "center"
      return "<\(tag) style=\"text-align: \(side)\">\(text)</\(tag)>"
    }
    let head = row(columns.map { cell("th", Self.htmlEscaped($0.heading), $0) })
    let body = rows.map { cells in
      row(
        zip(cells, columns).map { content, column in
          let text = Self.htmlEscaped(content.text)
          return cell("td", content.isStrong ? "<strong>\(text)</strong>" : text, column)
        })
    }
    return "<table>\n  <thead>\n\(head)  </thead>\n  <tbody>\n\(body.joined())  </tbody>\n</table>\n"
  }

  private static func oneLine(_ text: String) -> String {
    String(text.map { $0.isNewline ? " " : $0 })
  }

  /// A text as LaTeX sets it: special characters escaped, the typographic ones of our figures translated.
  public static func latexEscaped(_ text: String) -> String {
    let escaped = oneLine(text).map { latexCharacters[$0] ?? String($0) }.joined()
    // After the end of a row, a bracket or a star would be taken for an option of the line break.
    guard let first = escaped.first, first == "[" || first == "*" else { return escaped }
    return "{\(first)}" + escaped.dropFirst()
  }

  private static let latexCharacters: [Character: String] = [
    "\\": "\\textbackslash{}", "{": "\\{", "}": "\\}", "$": "\\$", "&": "\\&", "%": "\\%", "#": "\\#", "_": "\\_",
    "~": "\\textasciitilde{}", "^": "\\textasciicircum{}", "<": "\\textless{}", ">": "\\textgreater{}",
    "|": "\\textbar{}", "−": "$-$", "±": "$\\pm$", "×": "$\\times$", "·": "$\\cdot$", "≥": "$\\geq$", "≤": "$\\leq$",
    "≈": "$\\approx$", "°": "$^\\circ$", "µ": "$\\mu$", "→": "$\\rightarrow$", "–": "--", "—": "---",
    "…": "\\ldots{}", "“": "``", "”": "''", "‘": "`", "’": "'", "✓": "$\\checkmark$", "∞": "$\\infty$",
  ]

  private static func markdownEscaped(_ text: String) -> String {
    oneLine(text).map { "\\`*_{}[]<>|#~$".contains($0) ? "\\\($0)" : String($0) }.joined()
  }

  static func htmlEscaped(_ text: String) -> String {
    text.map { character in
      switch character {
      case "&": "&amp;"
      case "<": "&lt;"
      case ">": "&gt;"
      case "\"": "&quot;"
      default: String(character)
      }
    }.joined()
  }
}
