/// A Jupyter notebook (format 4.5) whose results are in the file: it shows without being run.
public struct Notebook: Sendable {
  /// What a code cell produced.
  public enum Output: Sendable {
    /// Printed text.
    case text(String)
    /// A table, as HTML with plain text beside it.
    case table(Table)
    /// A picture or an animation as a PNG file, shown `width` pixels wide (nil for its own width); `alternative` says
    /// in words what is seen.
    case picture(png: [UInt8], width: Int? = nil, alternative: String)
    /// A picture like `picture`, read when the notebook is written: one of many is in memory at a time.
    case storedPicture(width: Int? = nil, alternative: String, read: @Sendable () throws -> [UInt8])
    /// A vector picture; viewers that do not trust a notebook show the PNG file instead, where there is one.
    case vector(svg: [UInt8], png: [UInt8]? = nil, alternative: String)
    /// HTML with plain text beside it.
    case html(String, plain: String)
  }

  private var cells: [JSONText] = []
  private var executions = 0

  /// A notebook without cells.
  public init() {}

  /// Adds text.
  public mutating func append(markdown: String) {
    cells.append(
      .object([
        "cell_type": .string("markdown"), "id": .string(identifier), "metadata": .object([:]),
        "source": .lines(markdown),
      ]))
  }

  /// Adds Python code with what it produced.
  public mutating func append(code: String, outputs: [Output] = []) {
    executions += 1
    cells.append(
      .object([
        "cell_type": .string("code"), "execution_count": .number(executions), "id": .string(identifier),
        "metadata": .object([:]), "outputs": .array(outputs.map(Self.json)), "source": .lines(code),
      ]))
  }

  /// The file; equal notebooks give equal bytes.
  ///
  /// - Throws: what reading a stored picture throws.
  public func encoded() throws -> [UInt8] {
    var bytes: [UInt8] = []
    try write { bytes += $0 }
    return bytes
  }

  /// Gives the file to `append`, piece by piece.
  ///
  /// - Throws: what reading a stored picture throws, or `append`.
  public func write(_ append: ([UInt8]) throws -> Void) throws {
    let notebook = JSONText.object([
      "cells": .array(cells),
      "metadata": .object([
        "kernelspec": .object([
          "display_name": .string("Python 3"), "language": .string("python"), "name": .string("python3"),
        ]),
        "language_info": .object(["name": .string("python")]),
      ]),
      "nbformat": .number(4), "nbformat_minor": .number(5),
    ])
    try withoutActuallyEscaping(append) { append in
      var sink = JSONSink(append: append)
      try notebook.write(to: &sink)
      sink.bytes.append(0x0A)
      try sink.flush()
    }
  }

  /// Cells are named by their number, so that the same content gives the same file.
  private var identifier: String { "cell-\(cells.count + 1)" }

  private static func json(_ output: Output) -> JSONText {
    switch output {
    case .text(let text):
      return .object(["name": .string("stdout"), "output_type": .string("stream"), "text": .lines(text)])
    case .table(let table):
      return display(["text/html": .lines(table.html()), "text/plain": .lines(table.plainText())])
    case .picture(let png, let width, let alternative): return picture({ png }, width, alternative)
    case .storedPicture(let width, let alternative, let read): return picture(read, width, alternative)
    case .vector(let svg, let png, let alternative):
      var data: [String: JSONText] = [
        "image/svg+xml": .lines(String(decoding: svg, as: UTF8.self)), "text/plain": .lines(alternative),
      ]
      if let png { data["image/png"] = .base64 { png } }
      let metadata = JSONText.object(["alt": .string(alternative)])
      return display(
        data, metadata: png == nil ? ["image/svg+xml": metadata] : ["image/png": metadata, "image/svg+xml": metadata])
    case .html(let html, let plain):
      return display(["text/html": .lines(html), "text/plain": .lines(plain)])
    }
  }

  private static func picture(
    _ read: @escaping @Sendable () throws -> [UInt8], _ width: Int?, _ alternative: String
  ) -> JSONText {
    var metadata: [String: JSONText] = ["alt": .string(alternative)]
    if let width { metadata["width"] = .number(width) }
    return display(
      ["image/png": .base64(read), "text/plain": .lines(alternative)], metadata: ["image/png": .object(metadata)])
  }

  private static func display(_ data: [String: JSONText], metadata: [String: JSONText] = [:]) -> JSONText {
    .object(["data": .object(data), "metadata": .object(metadata), "output_type": .string("display_data")])
  }
}
