import Foundation
import Testing

/// What Package.swift declares: SwiftPM alone does not stop imports of modules that are not declared.
private struct DeclaredTarget {
  var name: String
  var level: Int
  var dependencies: Set<String>

  /// The targets below the "// Level N" comments, tests left out.
  static func all() throws -> [DeclaredTarget] {
    let text = try String(contentsOfFile: Program.root + "/Package.swift", encoding: .utf8)
    var targets: [DeclaredTarget] = []
    for (level, section) in text.split(separator: "// Level ").dropFirst().enumerated() {
      let number = try #require(Int(section.prefix { $0.isNumber }), "level \(level)")
      let own = section.split(separator: "// Tests:")[0]
      for match in own.matches(of: /arget\(\s*name: "(\w+)"(?:,\s*dependencies: \[([^\]]*)\])?/) {
        let dependencies = (match.2 ?? "").matches(of: /"(\w+)"/).map { String($0.1) }
        targets.append(DeclaredTarget(name: String(match.1), level: number, dependencies: Set(dependencies)))
      }
      for match in own.matches(of: /systemLibrary\(name: "(\w+)"/) {
        targets.append(DeclaredTarget(name: String(match.1), level: number, dependencies: []))
      }
    }
    return targets
  }
}

@Suite struct ArchitectureTests {
  @Test func dependenciesPointDown() throws {
    let targets = try DeclaredTarget.all()
    let levels = Dictionary(uniqueKeysWithValues: targets.map { ($0.name, $0.level) })
    #expect(levels["Vocabulary"] == 1 && levels["sandbox"] == 8 && targets.count >= 18)
    for target in targets where target.level > 0 {
      for dependency in target.dependencies {
        guard let level = levels[dependency] else { continue }
        #expect(level < target.level, "\(target.name) of level \(target.level) depends on \(dependency) of \(level)")
      }
    }
  }

  @Test func whatIsImportedIsDeclared() throws {
    let targets = try DeclaredTarget.all()
    let names = Set(targets.map(\.name))
    for target in targets {
      let folder = Program.root + "/Sources/" + target.name
      let files = FileManager.default.enumerator(atPath: folder)?.compactMap { $0 as? String } ?? []
      #expect(!files.isEmpty, "\(target.name)")
      for file in files where file.hasSuffix(".swift") {
        let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
        for match in text.matches(of: /(?m)^(?:package |public |internal |@\w+ )*import (\w+)/) {
          let module = String(match.1)
          guard names.contains(module) else { continue }
          #expect(target.dependencies.contains(module), "\(target.name)/\(file) imports \(module) without declaring it")
        }
      }
    }
  }

  @Test func theArchitecturePageNamesEveryTarget() throws {
    let page = try String(contentsOfFile: Program.root + "/ARCHITECTURE.md", encoding: .utf8)
    for target in try DeclaredTarget.all() { #expect(page.contains("`\(target.name)`"), "\(target.name)") }
  }
}
