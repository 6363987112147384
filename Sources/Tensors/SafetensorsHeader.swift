import Vocabulary

/// The header of a safetensors file, checked: eight bytes with its length, JSON, then the tensors' bytes.
struct SafetensorsHeader {
  var entries: [SafetensorsFile.Entry] = []
  var metadata: [String: String] = [:]
  private let path: String
  private let dataStart: Int
  private let fileSize: Int

  /// Reads it; nothing that the file says is believed unchecked.
  init(_ file: OpenFile) throws(SafetensorsError) {
    path = file.path
    fileSize = file.size
    guard fileSize >= 8 else { throw SafetensorsError(path: path, fault: .truncated(expected: 10, found: fileSize)) }
    let announced = UInt64(littleEndian: try file.read(0..<8, as: UInt64.self)[0])
    guard announced >= 2, announced <= SafetensorsFile.longestHeader else {
      throw SafetensorsError(path: path, fault: .headerLength(announced))
    }
    dataStart = 8 + Int(announced)
    guard fileSize >= dataStart else {
      throw SafetensorsError(path: path, fault: .truncated(expected: dataStart, found: fileSize))
    }
    let text = try file.read(8..<dataStart, as: UInt8.self)
    guard case .object(let members) = try parsed(text) else { throw fault(.header("it is not an object")) }
    for member in members {
      if member.name == "__metadata__" { metadata = try texts(member.value) } else { entries.append(try entry(member)) }
    }
    entries.sort { ($0.bytes.lowerBound, $0.bytes.upperBound) < ($1.bytes.lowerBound, $1.bytes.upperBound) }
    try checkLayout()
  }

  private func fault(_ fault: SafetensorsError.Fault) -> SafetensorsError { SafetensorsError(path: path, fault: fault) }

  private func parsed(_ text: [UInt8]) throws(SafetensorsError) -> JSONValue {
    do throws(JSONSyntaxError) { return try JSONDocument(text).value } catch {
      throw fault(.header("\(error.reason) (byte \(error.position.column) of line \(error.position.line))"))
    }
  }

  private func texts(_ value: JSONValue) throws(SafetensorsError) -> [String: String] {
    guard case .object(let members) = value else { throw fault(.header("__metadata__ is not an object")) }
    var texts: [String: String] = [:]
    for member in members {
      guard case .text(let text) = member.value else {
        throw fault(.header("\(member.name) in __metadata__ is not a text"))
      }
      texts[member.name] = text
    }
    return texts
  }

  private func entry(_ member: JSONMember) throws(SafetensorsError) -> SafetensorsFile.Entry {
    func wrong(_ reason: String) -> SafetensorsError { fault(.entry(name: member.name, reason)) }
    guard case .object(let parts) = member.value, Set(parts.map(\.name)) == ["dtype", "shape", "data_offsets"] else {
      throw wrong("an object with dtype, shape and data_offsets is expected")
    }
    guard case .text(let typeName)? = member.value["dtype"] else { throw wrong("dtype is not a text") }
    guard let type = SafetensorsFile.ElementType(rawValue: typeName) else {
      let known = SafetensorsFile.ElementType.allCases.map(\.rawValue).joined(separator: ", ")
      throw wrong("elements \(typeName.prefix(16)) are not read; \(known) are")
    }
    guard let shape = wholeNumbers(member.value["shape"]), shape.count <= 8 else {
      throw wrong("shape is not a list of at most eight whole numbers")
    }
    guard let offsets = wholeNumbers(member.value["data_offsets"]), offsets.count == 2, offsets[0] <= offsets[1],
      offsets[1] <= Int.max - dataStart
    else { throw wrong("data_offsets are not a start and an end") }
    var size = type.size
    for length in shape {
      let (product, overflow) = size.multipliedReportingOverflow(by: length)
      guard !overflow else { throw wrong("its shape \(shape) is too large") }
      size = product
    }
    guard offsets[1] - offsets[0] == size else {
      throw wrong("\(offsets[1] - offsets[0]) bytes for the shape \(shape), which needs \(size)")
    }
    return SafetensorsFile.Entry(
      name: member.name, elementType: type, shape: shape, bytes: (dataStart + offsets[0])..<(dataStart + offsets[1]))
  }

  private func wholeNumbers(_ value: JSONValue?) -> [Int]? {
    guard case .list(let values)? = value else { return nil }
    var numbers: [Int] = []
    for value in values {
      guard case .integer(let number) = value, number >= 0 else { return nil }
      numbers.append(number)
    }
    return numbers
  }

  /// Every byte after the header belongs to one tensor.
  private func checkLayout() throws(SafetensorsError) {
    var end = dataStart
    for entry in entries {
      guard entry.bytes.lowerBound == end else {
        let what = entry.bytes.lowerBound < end ? "overlaps the one before it" : "leaves a hole before it"
        throw fault(.layout("tensor \(entry.name) \(what)"))
      }
      end = entry.bytes.upperBound
    }
    guard fileSize >= end else { throw fault(.truncated(expected: end, found: fileSize)) }
    guard fileSize == end else { throw fault(.layout("\(fileSize - end) bytes at the end belong to no tensor")) }
  }
}
