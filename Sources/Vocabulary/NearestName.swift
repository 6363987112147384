/// The known name that a misspelt one most likely stands for; nil where none is near.
///
/// Near is an edit distance of at most a third of the misspelt name's length, and of at most 2 for short names. Of
/// several equally near candidates the first is taken. Upper and lower case are not told apart.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let limit = max(2, name.count / 3)
  var best: (name: String, distance: Int)?
  for candidate in candidates {
    let distance = editDistance(name.lowercased(), candidate.lowercased())
    if distance <= limit, distance < best?.distance ?? .max { best = (candidate, distance) }
  }
  return best?.name
}

/// How many characters must be inserted, deleted, replaced or swapped with their neighbour to turn one into the other.
///
/// The restricted Damerau–Levenshtein distance: no part of the text is edited twice.
public func editDistance(_ first: String, _ second: String) -> Int {
  let a = Array(first)
  let b = Array(second)
  // Three rows of the table: distances of a's prefix, and of the two prefixes before it, to all of b's prefixes.
  var beforeLast = [Int]()
  var last = Array(0...b.count)
  for i in a.indices {
    var row = [i + 1]
    for j in b.indices {
      var distance = min(last[j + 1] + 1, row[j] + 1, last[j] + (a[i] == b[j] ? 0 : 1))
      if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { distance = min(distance, beforeLast[j - 1] + 1) }
      row.append(distance)
    }
    beforeLast = last
    last = row
  }
  return last[b.count]
}
