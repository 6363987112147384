import Glibc

/// The regularised incomplete beta function I_x(a, b): the distribution function of a beta variable at `x` in 0 … 1.
///
/// Lentz's algorithm on the continued fraction DLMF 8.17.22, on the side of the mean where it converges fast; relative
/// error below 1e-9 for parameters up to 1e5 (the logarithms of the gamma function cost the digits).
public func incompleteBeta(_ x: Double, a: Double, b: Double) -> Double {
  precondition(a > 0 && b > 0, "both parameters of a beta variable are positive")
  if x <= 0 { return 0 }
  if x >= 1 { return 1 }
  if x > (a + 1) / (a + b + 2) { return 1 - incompleteBeta(1 - x, a: b, b: a) }
  let scale = exp(a * log(x) + b * log1p(-x) + logGamma(a + b) - logGamma(a) - logGamma(b)) / a
  return scale / continuedFraction(x, a: a, b: b)
}

/// The `x` at which I_x(a, b) is `p`: the quantile of a beta variable, by bisection to the last bits.
public func inverseIncompleteBeta(_ p: Double, a: Double, b: Double) -> Double {
  var low = 0.0
  var high = 1.0
  for _ in 0..<100 {
    let middle = (low + high) / 2
    if incompleteBeta(middle, a: a, b: b) < p { low = middle } else { high = middle }
  }
  return (low + high) / 2
}

/// 1 + d1/(1 + d2/(1 + …)), from the front, with products kept away from zero.
private func continuedFraction(_ x: Double, a: Double, b: Double) -> Double {
  let tiny = 1e-300
  var c = 1.0
  var d = 0.0
  var value = 1.0
  for n in 1...10_000 {
    let m = Double(n / 2)
    let numerator =
      n % 2 == 0
      ? m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      : -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
    d = 1 + numerator * d
    if abs(d) < tiny { d = tiny }
    d = 1 / d
    c = 1 + numerator / c
    if abs(c) < tiny { c = tiny }
    value *= c * d
    if abs(c * d - 1) < 1e-15 { break }
  }
  return value
}

/// ln Γ(x) for positive `x`, without the C library's global sign.
private func logGamma(_ x: Double) -> Double {
  var sign: Int32 = 0
  return unsafe lgamma_r(x, &sign)
}
