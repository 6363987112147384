import Dispatch
import Foundation
import Synchronization

/// Whether all jobs were carried out.
public enum Completion: Hashable, Sendable {
  /// Every result was delivered.
  case finished
  /// Stopped on request; every result that was finished before was delivered.
  case cancelled
}

/// Carries out jobs on threads of their own, each with a context made and kept on it, and delivers results here.
///
/// Threads, not Swift tasks: a simulation, a renderer and tensors belong to the thread that made them. Jobs are begun in
/// their order and delivered as they are finished, on the calling thread, which waits until all threads have ended.
///
/// - Parameters:
///   - cancellation: looked at before each job; `work` gets one that also tells of failures elsewhere.
///   - makeContext: what a thread needs, by the thread's number.
/// - Throws: the first error of a thread or of `deliver`, after the other threads have stopped; `work` throws
///   `EvaluationError.cancelled` when it heeds the request to stop, and that is no error.
public func carryOut<Job: Sendable, Context, Result: Sendable>(
  _ jobs: [Job], workers: Int, cancellation: Cancellation,
  makeContext: @escaping @Sendable (Int) throws -> Context,
  work: @escaping @Sendable (Job, inout Context, Cancellation) throws -> Result,
  deliver: (Result) throws -> Void
) throws -> Completion {
  precondition(workers > 0, "someone has to do the work")
  let mailbox = Mailbox<Result>(capacity: workers)
  let stop = Cancellation(parent: cancellation)
  let counter = JobCounter()
  let count = min(workers, jobs.count)
  for number in 0..<count {
    let thread = Thread {
      do {
        var context = try makeContext(number)
        while !stop.isRequested, let index = counter.next(below: jobs.count) {
          mailbox.send(.result(try work(jobs[index], &context, stop)))
        }
        mailbox.send(.ended(nil))
      } catch EvaluationError.cancelled {
        mailbox.send(.ended(nil))
      } catch {
        mailbox.send(.ended(error))
      }
    }
    thread.name = "worker \(number)"
    thread.stackSize = 8 << 20
    thread.start()
  }

  var failure: (any Error)?
  var delivered = 0
  var working = count
  while working > 0 {
    do {
      switch mailbox.take() {
      case .result(let result):
        guard failure == nil else { continue }
        try deliver(result)
        delivered += 1
      case .ended(let error):
        working -= 1
        if let error { throw error }
      }
    } catch {
      failure = failure ?? error
      stop.request()
    }
  }
  if let failure { throw failure }
  return delivered == jobs.count ? .finished : .cancelled
}

/// Why an evaluation ended early.
public enum EvaluationError: Error, Hashable, Sendable {
  /// It was asked to stop.
  case cancelled
}

/// Numbers jobs, each given out once.
private final class JobCounter: Sendable {
  private let value = Atomic<Int>(0)

  func next(below count: Int) -> Int? {
    let index = value.wrappingAdd(1, ordering: .relaxed).oldValue
    return index < count ? index : nil
  }
}

/// Messages from threads to the one that waits for them; who brings a result waits until there is room for it.
private final class Mailbox<Result: Sendable>: Sendable {
  enum Message: Sendable {
    case result(Result)
    /// A thread has ended; with an error when it could not go on.
    case ended((any Error)?)
  }

  private let messages = Mutex<[Message]>([])
  private let available = DispatchSemaphore(value: 0)
  private let room: DispatchSemaphore

  init(capacity: Int) { room = DispatchSemaphore(value: capacity) }

  func send(_ message: Message) {
    if case .result = message { room.wait() }
    messages.withLock { $0.append(message) }
    available.signal()
  }

  func take() -> Message {
    available.wait()
    let message = messages.withLock { $0.removeFirst() }
    if case .result = message { room.signal() }
    return message
  }
}
