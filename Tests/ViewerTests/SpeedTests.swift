import Testing
import Viewer

@Suite struct SpeedTests {
  @Test func fasterAndSlowerAreInverseWithinTheirRange() {
    #expect(Speed.realTime.faster.slower == .realTime && Speed.realTime.slower.faster == .realTime)
    #expect(Speed.realTime.times == 1 && Speed.realTime.text == "1×")
    var speed = Speed.realTime
    for _ in 0..<20 { speed = speed.slower }
    #expect(speed.times == 0.125 && speed.pace == .times(0.125))
    for _ in 0..<20 { speed = speed.faster }
    #expect(speed == .unlimited && speed.times == nil && speed.pace == .unlimited && speed.text == "max")
  }
}
