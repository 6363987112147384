import ArgumentParser

@main
struct SandboxCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sandbox", abstract: "A simulation sandbox for dynamic-inference robot policies.")
}
