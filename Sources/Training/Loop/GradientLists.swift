import Synchronization

/// Lists of gradients that go from the replicas to their sum and back: so large that a new one for every step would be
/// paid for page by page each time.
final class GradientLists: Sendable {
  private let lists: Mutex<[[Float]]>

  /// A place for each replica's list, empty at first.
  init(_ replicas: Int) { lists = Mutex([[Float]](repeating: [], count: replicas)) }

  /// Hands over a replica's list and keeps none.
  func take(_ number: Int) -> [Float] {
    lists.withLock { lists in
      defer { lists[number] = [] }
      return lists[number]
    }
  }

  /// Takes a list back, for a replica's next step.
  func give(_ list: consuming [Float], _ number: Int) { lists.withLock { $0[number] = list } }
}
