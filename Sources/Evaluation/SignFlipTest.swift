/// Fisher's randomisation test of paired differences (The Design of Experiments, 1935, § 21), exact and two-sided.
///
/// The probability, when each difference is as likely to have the other sign, of a sum at least as far from 0 as the
/// observed one. All 2ⁿ sums are counted by adding one difference after the other to the distribution of sums (Pagano
/// and Tritchler 1983), so nothing is drawn; differences of 0 change nothing.
///
/// - Parameter differences: whole numbers; the work grows as their count times the sum of their sizes.
public func signFlipProbability(_ differences: [Int]) -> Double {
  let sizes = differences.map { abs($0) }.filter { $0 > 0 }
  let observed = abs(differences.reduce(0) { $0 + $1 })
  // Sums of those with a plus sign, 0 … total; a sum with signs is 2 · plus − total.
  let total = sizes.reduce(0) { $0 + $1 }
  var shares = [Double](repeating: 0, count: total + 1)
  shares[0] = 1
  var reach = 0
  for size in sizes {
    reach += size
    for sum in stride(from: reach, through: 0, by: -1) {
      let without = sum <= reach - size ? shares[sum] : 0
      let with = sum >= size ? shares[sum - size] : 0
      shares[sum] = (without + with) / 2
    }
  }
  var probability = 0.0
  for (plus, share) in shares.enumerated() where abs(2 * plus - total) >= observed { probability += share }
  return min(1, probability)
}
