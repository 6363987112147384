import Figures
import Testing

@Suite struct FontTests {
  @Test func aMissingFontIsAnError() {
    let error = #expect(throws: FigureError.self) { try Fonts(folders: ["/nowhere", "/nowhere/else"]) }
    #expect(error == .missingFont(file: "DejaVuSans.ttf", folders: ["/nowhere", "/nowhere/else"]))
    #expect(
      error?.description
        == "the font DejaVuSans.ttf is in none of /nowhere, /nowhere/else; install fonts-dejavu-core")
  }

  @Test func theInstalledFontIsFound() throws { _ = try Fonts.installed() }

  @Test func versionsAreNamed() { #expect(Fonts.versions.contains(/^Cairo 1\.\d+\.\d+, FreeType 2\.\d+\.\d+$/)) }
}
