import Synchronization

/// A request to stop that any thread can make and workers look at before every control step.
public final class Cancellation: Sendable {
  private let requested = Atomic<Bool>(false)
  private let parent: Cancellation?

  /// Not requested yet; a request to `parent` counts as one to this.
  public init(parent: Cancellation? = nil) { self.parent = parent }

  /// Whether work should stop.
  public var isRequested: Bool { requested.load(ordering: .acquiring) || parent?.isRequested == true }

  /// Asks workers to stop before their next control step; asking twice is the same as asking once.
  public func request() { requested.store(true, ordering: .releasing) }
}
