import Evaluation
import Testing

// Printed by intervals.py beside this file (scipy): Wilson's and the exact interval for 95 %, then for 99 %.
private let references: [(successes: Int, trials: Int, ends: [Double])] = [
  (
    0, 10,
    [
      0.0, 0.27753279986288926, 0.0, 0.30849710781876294,
      0.0, 0.39885409330490806, 0.0, 0.4112959813475254,
    ]
  ),
  (
    1, 10,
    [
      0.017876213095072896, 0.4041500267952385, 0.0025285785444625728, 0.44501611702819543,
      0.011851503411032915, 0.5072317712328935, 0.0005011285754612697, 0.5442870568996879,
    ]
  ),
  (
    5, 10,
    [
      0.236593090512564, 0.7634069094874361, 0.1870860284474045, 0.8129139715525955,
      0.1842255182472355, 0.8157744817527646, 0.12831055393508328, 0.8716894460649167,
    ]
  ),
  (
    10, 10,
    [
      0.7224672001371109, 1.0, 0.6915028921812371, 1.0,
      0.6011459066950919, 1.0, 0.5887040186524746, 1.0,
    ]
  ),
  (
    48, 50,
    [
      0.8653990931249297, 0.9889611156723802, 0.8628623743960313, 0.9951185665738638,
      0.8200706959550845, 0.9921493796646979, 0.8274982403082083, 0.9979112751529656,
    ]
  ),
  (
    97, 100,
    [
      0.9154806357094724, 0.9897454759759611, 0.9148239470257197, 0.9937700284616938,
      0.889124722848905, 0.9923878306982215, 0.8945187462749218, 0.9965929298968202,
    ]
  ),
  (
    990, 1000,
    [
      0.9816905311296852, 0.9945592455544706, 0.9816867569448875, 0.9951944893089419,
      0.9780707139163345, 0.9954699444783268, 0.9787239412463835, 0.9962732170757473,
    ]
  ),
  (
    4999, 5000,
    [
      0.9988679109191603, 0.9999646942165605, 0.998886180619666, 0.9999949364512338,
      0.9982987908370146, 0.9999765184716624, 0.9985149292671527, 0.9999989974921378,
    ]
  ),
  (
    3, 7,
    [
      0.1582198552514697, 0.7495416354723428, 0.09898827844243689, 0.81594843235993,
      0.11637368051613817, 0.8102850959116125, 0.055299349980557536, 0.8822962483310521,
    ]
  ),
  (
    1, 1,
    [
      0.20654931437723745, 1.0, 0.025000000000000022, 1.0,
      0.13097754328018596, 1.0, 0.0050000000000000044, 1.0,
    ]
  ),
]

private let betaReferences: [(x: Double, a: Double, b: Double, value: Double)] = [
  (0.5, 0.5, 0.5, 0.5000000000000001),
  (0.1, 2, 3, 0.05230000000000001),
  (0.9, 2, 3, 0.9963),
  (0.01, 10, 1000, 0.5539577291544943),
  (0.999, 5000, 2, 0.040326671759193564),
  (0.3334, 100000.0, 200000.0, 0.5310411685846465),
  (1e-06, 0.1, 3, 0.29012283008975526),
]

private let quantileReferences: [(p: Double, value: Double)] = [
  (0.975, 1.959963984540054),
  (0.995, 2.5758293035489004),
  (0.5, 0.0),
  (0.0001, -3.7190164854556804),
  (1e-12, -7.034483825301131),
  (0.9, 1.2815515655446004),
]

@Suite struct IntervalTests {
  @Test func wilsonAndExactIntervalsAgreeWithScipy() {
    for (successes, trials, ends) in references {
      let proportion = Proportion(successes: successes, trials: trials)
      let intervals = [0.95, 0.99].flatMap {
        [proportion.wilson(confidence: $0), proportion.clopperPearson(confidence: $0)]
      }
      for (found, expected) in zip(intervals.flatMap { [$0.lower, $0.upper] }, ends) {
        #expect(abs(found - expected) < 1e-10, "\(successes) of \(trials): \(found), not \(expected)")
      }
    }
  }

  @Test func incompleteBetaAgreesWithScipy() {
    for (x, a, b, value) in betaReferences {
      let found = incompleteBeta(x, a: a, b: b)
      #expect(abs(found - value) < 1e-9 * value, "I_\(x)(\(a), \(b)): \(found), not \(value)")
    }
  }

  @Test func incompleteBetaIsInvertedAndMirrored() {
    for a in [0.5, 1, 7, 400] {
      for b in [0.5, 3, 90] {
        for p in [1e-6, 0.025, 0.5, 0.975] {
          let x = inverseIncompleteBeta(p, a: a, b: b)
          #expect(abs(incompleteBeta(x, a: a, b: b) - p) < 1e-10, "a \(a), b \(b), p \(p)")
          #expect(abs(incompleteBeta(x, a: a, b: b) + incompleteBeta(1 - x, a: b, b: a) - 1) < 1e-8)
        }
      }
    }
  }

  @Test func normalQuantilesAgreeWithScipy() {
    for (p, value) in quantileReferences {
      #expect(abs(normalQuantile(p) - value) < 1e-12, "quantile of \(p)")
    }
  }

  @Test func intervalsContainTheShareAndShrinkWithTrials() {
    for successes in 0...20 {
      var width = Double.infinity
      for factor in [1, 4, 16] {
        let proportion = Proportion(successes: successes * factor, trials: 20 * factor)
        for interval in [proportion.wilson(), proportion.clopperPearson()] {
          #expect(interval.lower <= proportion.share && proportion.share <= interval.upper, "\(proportion)")
        }
        let wilson = proportion.wilson()
        #expect(wilson.upper - wilson.lower < width, "\(proportion)")
        width = wilson.upper - wilson.lower
      }
    }
  }

  @Test func nothingIsKnownWithoutTrials() {
    let none = Proportion(successes: 0, trials: 0)
    #expect(none.wilson() == Interval(lower: 0, upper: 1))
    #expect(none.clopperPearson() == Interval(lower: 0, upper: 1))
  }
}
