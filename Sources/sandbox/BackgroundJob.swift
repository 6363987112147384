import Dispatch
import Foundation
import Synchronization

/// Work on a thread of its own, while the main thread belongs to a window.
final class BackgroundJob<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  /// Begins the work; `atEnd` is called on its thread when it is over, whatever came of it.
  init(_ name: String, atEnd: @escaping @Sendable () -> Void, work: @escaping @Sendable () throws -> Value) {
    let thread = Thread { [self] in
      let result = Result { try work() }
      self.result.withLock { $0 = result }
      atEnd()
      done.signal()
    }
    thread.name = name
    thread.stackSize = 8 << 20
    thread.start()
  }

  /// Waits for the end, once: what came of it.
  func value() throws -> Value {
    done.wait()
    guard let result = result.withLock({ $0 }) else { preconditionFailure("the work is over") }
    return try result.get()
  }
}
