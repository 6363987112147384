import Foundation
import Testing
import Training

@Suite struct ConfigurationTests {
  @Test func everyStepHasItsPhase() throws {
    var configuration = TrainingConfiguration()
    configuration.encoders.steps = 3
    configuration.joint.steps = 0
    configuration.heads.steps = 2
    let places = (0..<6).map { configuration.place(ofStep: $0) }
    #expect(places.map { $0?.phase.kind } == [.encoders, .encoders, .encoders, .heads, .heads, nil])
    #expect(places.map { $0?.step } == [0, 1, 2, 0, 1, nil])
    #expect(configuration.steps == 5)
  }

  @Test func theRateRisesThenFollowsItsSchedule() {
    var joint = PolicyPhase()
    joint.steps = 1000
    joint.warmUpSteps = 100
    joint.finalShare = 0.1
    let cosine = (0..<1000).map { joint.phase(.joint).rateShare(atStep: $0) }
    #expect(cosine[0] > 0 && cosine[0] < 0.02)
    #expect(zip(cosine[..<100], cosine[1...100]).allSatisfy { $0 < $1 })
    #expect(cosine[100] == 1)
    #expect(zip(cosine[100...], cosine[101...]).allSatisfy { $0 > $1 })
    #expect(abs(cosine[550] - 0.55) < 1e-12, "half way between the full rate and a tenth")
    #expect(abs(cosine[999] - 0.1) < 1e-4)
    joint.schedule = .constant
    #expect((100..<1000).allSatisfy { joint.phase(.joint).rateShare(atStep: $0) == 1 })
  }

  @Test func settingsSurviveJSON() throws {
    var configuration = TrainingConfiguration()
    configuration.loss.pose = .absolute
    configuration.heads.schedule = .constant
    let data = try JSONEncoder().encode(configuration)
    #expect(try JSONDecoder().decode(TrainingConfiguration.self, from: data) == configuration)
  }

  @Test func scalesOfAllAxesAreOneNumberInJSON() throws {
    let forms: [(AxisScales, String)] = [
      (AxisScales(0.5), "[0.5]"), (try #require(AxisScales([0.25, 0.25, 0.25])), "[0.25]"),
      (try #require(AxisScales([0.25, 0.5, 1])), "[[0.25,0.5,1]]"),
    ]
    for (scales, text) in forms {
      let data = try JSONEncoder().encode([scales])
      #expect(String(decoding: data, as: UTF8.self) == text)
      #expect(try JSONDecoder().decode([AxisScales].self, from: data) == [scales])
    }
    #expect(AxisScales([1, 1]) == nil)
    #expect(throws: DecodingError.self) { try JSONDecoder().decode([AxisScales].self, from: Data("[[1,1]]".utf8)) }
  }
}
