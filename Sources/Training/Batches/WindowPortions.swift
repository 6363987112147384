extension TrainingConfiguration {
  /// A replica's share of a batch's windows, by their places: as many at a time as go through a network at once.
  ///
  /// Those of a portion have sentences of like lengths, for all are padded to the longest; the portions are dealt
  /// there and back, so that each replica has as much to do as any other.
  package func portions(sentenceLengths lengths: [Int], replica: Int, of replicas: Int) -> [[Int]] {
    let places = lengths.indices.sorted { (lengths[$0], $0) < (lengths[$1], $1) }
    let most = replicas * max(1, rowsAtOnce / window)
    let rounds = (places.count + most - 1) / most
    return (0..<rounds).map { round in
      let portion = round * replicas + (round.isMultiple(of: 2) ? replica : replicas - 1 - replica)
      let count = rounds * replicas
      return Array(places[portion * places.count / count..<(portion + 1) * places.count / count])
    }.filter { !$0.isEmpty }
  }
}
