import Figures
import Testing
import Vocabulary

@Suite struct TableTests {
  static let table = {
    var table = Table([Table.Column("Subtask"), Table.Column("Success", .right), Table.Column("ok", .center)])
    table.append(["open_drawer", "97.0% ± 1", "x"])
    table.append([Table.Cell("a, \"b\" & c|d", isStrong: true), "−3", ""])
    table.appendRule()
    table.append(["[two\nlines]", "<5>", "$"])
    return table
  }()

  @Test func plainTextIsAligned() {
    #expect(
      Self.table.plainText() == """
        Subtask         Success  ok
        ---------------------------
        open_drawer   97.0% ± 1  x
        a, "b" & c|d         −3
        ---------------------------
        [two lines]         <5>  $

        """)
  }

  @Test func commaSeparatedValuesAreQuotedWhereNeeded() {
    #expect(
      Self.table.csv() == """
        Subtask,Success,ok
        open_drawer,97.0% ± 1,x
        "a, ""b"" & c|d",−3,
        "[two
        lines]",<5>,$

        """)
  }

  @Test func specialCharactersOfLaTeXAreEscaped() {
    #expect(
      Self.table.latex() == #"""
        \begin{tabular}{lrc}
          \toprule
          Subtask & Success & ok \\
          \midrule
          open\_drawer & 97.0\% $\pm$ 1 & x \\
          \textbf{a, "b" \& c\textbar{}d} & $-$3 &  \\
          \midrule
          {[}two lines] & \textless{}5\textgreater{} & \$ \\
          \bottomrule
        \end{tabular}

        """#)
    let escaped = ##"\textbackslash{}\{\}\$\&\%\#\_\textasciitilde{}\textasciicircum{}"##
    #expect(Table.latexEscaped(##"\{}$&%#_~^"##) == escaped)
    #expect(Table.latexEscaped("*x") == "{*}x")
  }

  @Test func markdownAndHTMLAreEscaped() {
    #expect(
      Self.table.markdown() == #"""
        | Subtask | Success | ok |
        | :-- | --: | :-: |
        | open\_drawer | 97.0% ± 1 | x |
        | **a, "b" & c\|d** | −3 |  |
        | \[two lines\] | \<5\> | \$ |

        """#)
    let html = Self.table.html()
    #expect(html.contains(#"<td style="text-align: left"><strong>a, &quot;b&quot; &amp; c|d</strong></td>"#))
    #expect(html.contains(#"<td style="text-align: right">&lt;5&gt;</td>"#))
    #expect(html.matches(of: /<tr>/).count == 4 && html.matches(of: /<\/tr>/).count == 4)
  }

  /// Reads comma-separated values by the rules of RFC 4180.
  static func parsed(_ csv: String) -> [[String]] {
    var rows: [[String]] = [[]]
    var field = ""
    var isQuoted = false
    var characters = Array(csv.unicodeScalars)[...]
    while let character = characters.popFirst() {
      if isQuoted {
        if character == "\"", characters.first == "\"" {
          field.unicodeScalars.append(character)
          characters.removeFirst()
        } else if character == "\"" {
          isQuoted = false
        } else {
          field.unicodeScalars.append(character)
        }
      } else if character == "\"" {
        isQuoted = true
      } else if character == "," || character == "\n" {
        rows[rows.count - 1].append(field)
        field = ""
        if character == "\n" { rows.append([]) }
      } else {
        field.unicodeScalars.append(character)
      }
    }
    return rows.dropLast()
  }

  @Test func commaSeparatedValuesComeBackAsTheyWere() {
    for seed in 0..<200 {
      var stream = RandomStream(seed: 51).split("csv", seed)
      let columns = 1 + stream.index(below: 4)
      func text() -> String {
        (0..<stream.index(below: 6)).map { _ in stream.choose(from: ["a", ",", "\"", "\n", "\r", " ", "é", "\r\n"]) }
          .joined()
      }
      var table = Table((0..<columns).map { _ in Table.Column(text()) })
      let rows = (0..<stream.index(below: 5)).map { _ in (0..<columns).map { _ in text() } }
      for row in rows { table.append(row.map { Table.Cell($0) }) }
      let read = Self.parsed(table.csv())
      #expect(read == [table.columns.map(\.heading)] + rows, "seed \(seed)")
    }
  }

  @Test func numbersAreWrittenTheSameEverywhere() {
    let cases: [(Double, Int, String)] = [
      (0, 0, "0"), (0.5, 0, "1"), (-0.4, 0, "0"), (-0.5, 0, "−1"), (3.14159, 2, "3.14"), (0.05, 1, "0.1"),
      (12, 3, "12.000"), (-1234.5, 1, "−1234.5"), (0.0004, 3, "0.000"), (999.9996, 3, "1000.000"), (.nan, 1, "nan"),
      (-.infinity, 1, "−inf"),
    ]
    for (value, places, text) in cases { #expect(NumberText.fixed(value, places: places) == text) }
    #expect(NumberText.percent(0.9734) == "97.3%")
  }
}
