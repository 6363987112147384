import Episodes
import Experiments
import Foundation
import TestSupport
import Testing
import Vocabulary

@Suite struct LatencyFileTests {
  private static let file = LatencyFile(
    LatencyProfile(
      comparingActions: [0.0042, 0.0069], comparingFeatures: [0.0039, 0.0055], direct: [0.0038, 0.0053]),
    policy: "preset tiny", weights: "int8", processor: "one of many")

  @Test func itReadsBackAsWritten() throws {
    #expect(try LatencyFile(Array(Self.file.json.text.utf8)) == Self.file)
  }

  @Test func whatIsNoProfileIsRefusedWithAReason() {
    let times = #""seconds_comparing_actions": [0.1, 0.2], "seconds_comparing_features": [0.1, 0.2]"#
    let cases = [
      ("", "JSON"), ("{}", "format 2"), (#"{"format": 1}"#, "format 2"),
      (#"{"format": 2, "seconds_direct": [0.1]}"#, "seconds_comparing_actions is no list"),
      (#"{"format": 2, \#(times)}"#, "seconds_direct is no list"),
      (#"{"format": 2, \#(times), "seconds_direct": [0.1]}"#, "not of one length"),
      (#"{"format": 2, \#(times), "seconds_direct": [0.1, -1]}"#, "no number of seconds"),
      (#"{"format": 2, \#(times), "seconds_direct": [0.1, "x"]}"#, "no number of seconds"),
      (#"{"format": 2, \#(times), "seconds_direct": [0.1, 1e9]}"#, "no number of seconds"),
    ]
    for (text, reason) in cases {
      let fault = #expect(throws: LatencyFile.Fault.self) { try LatencyFile(Array(text.utf8)) }
      #expect(reason == "JSON" || fault?.description.contains(reason) == true, "\(text): \(fault?.description ?? "")")
    }
  }

  @Test func whatDoesNotGoTogetherIsRefusedWithItsPlace() throws {
    let folder = try TemporaryFolder()
    try Data(Self.file.json.text.utf8).write(to: URL(fileURLWithPath: folder("profile.json")))
    try Data("{}".utf8).write(to: URL(fileURLWithPath: folder("other.json")))
    func message(_ latency: String, kind: String = "policy") -> String {
      let text =
        #"{"demonstrations": {"episodes": 1}, "agents": [{"kind": "\#(kind)", "latency": \#(latency)}]}"#
      do throws(SchemaError) {
        _ = try Experiment(Array(text.utf8), source: "x.json", directory: folder.path)
        return ""
      } catch { return error.message }
    }
    #expect(message(#"{"profile": "profile.json", "slowdown": 4, "rate": 10, "meanwhile": "still"}"#) == "")
    #expect(message(#"{"rate": 7}"#).contains("agents[0].latency.rate: 7 does not go"))
    #expect(message(#"{"rate": 7}"#).contains("one of 1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 16, 20, 24, 30, 40, 48, 60"))
    #expect(message(#"{"rate": 10}"#, kind: "expert").contains("only an agent of kind policy has one"))
    #expect(message(#"{"profile": "profile.jsn"}"#).contains("there is no file"))
    #expect(message(#"{"profile": "other.json"}"#).contains("it is no profile of format 2"))
    #expect(
      message(#"{"profile": "profile.json", "multiplyAccumulatesPerSecond": 1e9}"#).contains("stands in for a profile"))
    #expect(message(#"{"meanwhile": "stil"}"#).contains("did you mean \"still\"?"))
  }
}
