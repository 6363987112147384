import Dispatch
import Foundation
import Synchronization

/// Something done on another thread.
final class Background<Value: Sendable>: Sendable {
  private let result = Mutex<Result<Value, any Error>?>(nil)
  private let done = DispatchSemaphore(value: 0)

  init(_ work: @escaping @Sendable () throws -> Value) {
    Thread { [self] in
      let result = Result { try work() }
      self.result.withLock { $0 = result }
      done.signal()
    }.start()
  }

  func value() throws -> Value {
    done.wait()
    return try result.withLock { $0 }!.get()
  }
}
