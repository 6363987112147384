import Chains
import Tabletop
import Vocabulary

extension Experiment {
  /// The resolved file: every key with its value, in the schema's order.
  public var text: String { json.text }

  /// The same as a value.
  public var json: JSONValue { completeJSON }

  /// Reads and validates an experiment file.
  ///
  /// - Parameters:
  ///   - path: the file; what it names is relative to its directory.
  ///   - overrides: `key=value` texts that replace values, as `--set` gives them; files they name are relative to
  ///     the current directory.
  /// - Throws: the first thing that is wrong, with its place, its key and what is allowed.
  public init(contentsOf path: String, overrides: [String] = []) throws(SchemaError) {
    let bytes: [UInt8]
    do {
      bytes = try readFile(path)
    } catch {
      throw SchemaError(source: path, position: nil, path: "", problem: .unreadable(error.reason))
    }
    let file = absolutePath(path, from: currentDirectory())
    try self.init(
      bytes, source: path, directory: String(file[..<(file.lastIndex(of: "/") ?? file.startIndex)]),
      overrides: overrides)
    if name.isEmpty { name = Experiment.name(ofFile: file) }
  }

  /// Reads and validates an experiment's text.
  ///
  /// - Parameters:
  ///   - source: named in errors.
  ///   - directory: where the paths of files start from.
  public init(
    _ bytes: [UInt8], source: String, directory: String, overrides: [String] = []
  ) throws(SchemaError) {
    let document: JSONDocument
    do {
      document = try JSONDocument(bytes)
    } catch {
      throw SchemaError(source: source, position: error.position, path: "", problem: .syntax(error.reason))
    }
    let keys = Experiment.descriptions
    let file = Validation(source: source, positions: document.positions, directory: directory, keys: keys)
    var completed = try file.complete(document.value)
    for text in overrides {
      let override = Validation(
        source: "--set \(text)", positions: [:], directory: currentDirectory(), keys: keys)
      completed = try override.complete(try override.setting(text, in: completed))
    }
    self.init(completed: completed)
    for index in agents.indices where agents[index].name.isEmpty { agents[index].name = agents[index].kind.rawValue }
    file.completeLearning(&self)
    try file.countChains(&self)
    try file.checkTogether(self)
    try file.checkLearning(self)
    try file.expandBudgets(&self)
    try file.checkComparisons(self)
  }

  /// A name made from a file's: without directory and extension, other characters than a name's as "-".
  static func name(ofFile path: String) -> String {
    let last = path.split(separator: "/").last ?? "experiment"
    let stem = last.lastIndex(of: ".").map { last[..<$0] } ?? last
    let cleaned = stem.prefix(60).map { Validation.isName("a\($0)") ? $0 : "-" }
    let name = String(cleaned.drop { !Validation.isName(String($0)) })
    return name.isEmpty ? "experiment" : name
  }
}

extension Validation {
  /// Settles how many chains there are; a file of chains must hold that many that can be started, and be one.
  func countChains(_ experiment: inout Experiment) throws(SchemaError) {
    guard let path = experiment.evaluation.chainsFile else {
      if experiment.evaluation.chains == 0 { experiment.evaluation.chains = 10 }
      return
    }
    let file: ChainFile
    do {
      file = try ChainFile(readFile(path))
    } catch {
      throw self.error(.badFile(path, "\(error)"), path: "evaluation.chainsFile")
    }
    let wanted = experiment.evaluation.chains
    let count = file.chains.count
    if wanted == 0 { experiment.evaluation.chains = count }
    if wanted > count {
      let allowed = "evaluation.chainsFile holds \(count == 1 ? "1 chain" : "\(count) chains")"
      throw error(.contradiction(found: "\(wanted)", allowed: allowed), path: "evaluation.chains")
    }
    let starts = experiment.evaluation.starts
    if let first = file.unstartable(among: experiment.evaluation.chains, { starts.refusal(of: $0) }).first {
      throw error(.badFile(path, "\(first)"), path: "evaluation.chainsFile")
    }
  }

  /// What no single key can tell.
  func checkTogether(_ experiment: Experiment) throws(SchemaError) {
    var names = Set<String>()
    for (index, agent) in experiment.agents.enumerated() where !names.insert(agent.name).inserted {
      let problem = SchemaError.Problem.contradiction(
        found: "the name \"\(agent.name)\"", allowed: "another agent has it; give each its own \"name\"")
      throw error(problem, path: "agents[\(index)].name")
    }
    let chains = experiment.evaluation.chains
    for (index, chain) in experiment.report.frames.enumerated() where chain >= chains {
      let problem = SchemaError.Problem.contradiction(
        found: "chain \(chain)",
        allowed: chains == 1
          ? "evaluation.chains is 1, so the only chain is number 0"
          : "evaluation.chains is \(chains), so chains are numbered 0 to \(chains - 1)")
      throw error(problem, path: "report.frames[\(index)]")
    }
  }

  /// The object with one value replaced, as `key=value` says; still to be checked.
  func setting(_ text: String, in object: JSONValue) throws(SchemaError) -> JSONValue {
    guard let sign = text.firstIndex(of: "="), sign != text.startIndex else {
      throw error(.malformedOverride, path: "")
    }
    let path = text[..<sign].trimmingBlanks
    let written = String(text[text.index(after: sign)...])
    // What is not JSON is taken as a text, so that words need no quotes of their own; a name may look like a number.
    var value = (try? JSONDocument(written))?.value ?? .text(written)
    let steps = OverridePath.steps(of: path)
    let general = OverridePath.general(steps)
    switch SchemaRow.rows(of: keys).first(where: { $0.path == general })?.form {
    case .name?: value = .text(written)
    case .optionalName? where value != .null: value = .text(written)
    default: break
    }
    return try setting(value, at: steps, in: object, path: path)
  }

  private func setting(
    _ value: JSONValue, at steps: [OverridePath.Step], in whole: JSONValue?, path: String
  ) throws(SchemaError) -> JSONValue {
    guard let step = steps.first else { return value }
    let rest = Array(steps.dropFirst())
    switch (step, whole) {
    case (.member(let name), .object(var members)):
      let index = members.firstIndex { $0.name == name }
      let changed = try setting(value, at: rest, in: index.map { members[$0].value }, path: path)
      if let index { members[index].value = changed } else { members.append(JSONMember(name, changed)) }
      return .object(members)
    case (.member(let name), nil):
      return .object([JSONMember(name, try setting(value, at: rest, in: nil, path: path))])
    case (.entry(let index), .list(var values)) where values.indices.contains(index):
      values[index] = try setting(value, at: rest, in: values[index], path: path)
      return .list(values)
    case (.entry(let index), .list(let values)):
      throw error(
        .notAllowed(found: "[\(index)]", allowed: "an entry: the list has \(values.count), counted from 0"), path: path)
    default:
      throw error(.unknownKey(nearest: nil, known: SchemaRow.rows(of: keys).map(\.path)), path: path)
    }
  }
}

/// Paths such as `agents[1].kind`.
enum OverridePath {
  /// One step into a value.
  enum Step: Hashable { case member(String), entry(Int) }

  /// The path as the schema has it: `agents[].kind`.
  static func general(_ steps: [Step]) -> String {
    steps.reduce(into: "") { path, step in
      switch step {
      case .member(let name): path += path.isEmpty ? name : "." + name
      case .entry: path += "[]"
      }
    }
  }

  static func steps(of path: String) -> [Step] {
    path.split(separator: ".", omittingEmptySubsequences: false).flatMap { part in
      var steps: [Step] = []
      var name = part
      while name.last == "]", let open = name.lastIndex(of: "["),
        let index = Int(name[name.index(after: open)..<name.index(before: name.endIndex)]), index >= 0
      {
        steps.insert(.entry(index), at: 0)
        name = name[..<open]
      }
      return [.member(String(name))] + steps
    }
  }
}

extension Substring {
  /// Without blanks at its ends.
  fileprivate var trimmingBlanks: String {
    String(drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}
