import Dispatch
import Foundation
import Synchronization

/// Threads that each keep something for themselves, such as a network, and do one piece of work at a time together.
///
/// Threads, not Swift tasks: tensors and readers belong to the thread that made them.
final class ReplicaThreads<Replica>: Sendable {
  private typealias Job = @Sendable (inout Replica) -> Void

  /// What is to be done next; nil asks the thread to end.
  private final class Station: Sendable {
    let job = Mutex<Job?>(nil)
    let ready = DispatchSemaphore(value: 0)
    let done = DispatchSemaphore(value: 0)
  }

  private let stations: [Station]
  private let hasEnded = Mutex(false)

  /// Starts `count` threads.
  ///
  /// - Parameter make: what a thread keeps, by its number; called on the thread.
  /// - Throws: the first error of `make`, in the order of the threads.
  init(_ count: Int, make: @escaping @Sendable (Int) throws -> Replica) throws {
    precondition(count > 0, "someone has to do the work")
    stations = (0..<count).map { _ in Station() }
    let made = Results<Void>(count)
    for (number, station) in stations.enumerated() {
      let thread = Thread {
        do {
          var replica = try make(number)
          station.done.signal()
          while Self.work(at: station, with: &replica) { station.done.signal() }
        } catch {
          made.values.withLock { $0[number] = .failure(error) }
          station.done.signal()
          station.ready.wait()
        }
        station.done.signal()
      }
      thread.name = "replica \(number)"
      thread.stackSize = 16 << 20
      thread.start()
    }
    for station in stations { station.done.wait() }
    for case .failure(let error)? in made.values.withLock({ $0 }) {
      end()
      throw error
    }
  }

  deinit { end() }

  /// How many there are.
  var count: Int { stations.count }

  /// Does a piece of work on every thread and waits for all of them.
  ///
  /// - Returns: the results in the order of the threads, whichever was first.
  /// - Throws: the first error in that order, after all have ended.
  func run<Result: Sendable>(_ work: @escaping @Sendable (Int, inout Replica) throws -> Result) throws -> [Result] {
    let results = Results<Result>(stations.count)
    for (number, station) in stations.enumerated() {
      station.job.withLock { job in
        job = { replica in
          let result = Swift.Result { try work(number, &replica) }
          results.values.withLock { $0[number] = result }
        }
      }
      station.ready.signal()
    }
    for station in stations { station.done.wait() }
    return try results.take().map { result in
      guard let result else { preconditionFailure("a replica has ended") }
      return try result.get()
    }
  }

  /// Waits for a piece of work and does it; what the work holds is released by the end of it.
  ///
  /// - Returns: whether there was one.
  private static func work(at station: Station, with replica: inout Replica) -> Bool {
    station.ready.wait()
    guard let job = station.job.withLock({ $0.take() }) else { return false }
    job(&replica)
    return true
  }

  /// Lets every thread release what it keeps, and waits for that.
  private func end() {
    let isLate = hasEnded.withLock { ended in
      defer { ended = true }
      return ended
    }
    guard !isLate else { return }
    for station in stations {
      station.ready.signal()
      station.done.wait()
    }
  }
}

private final class Results<Result: Sendable>: Sendable {
  let values: Mutex<[Swift.Result<Result, any Error>?]>

  init(_ count: Int) { values = Mutex([Swift.Result<Result, any Error>?](repeating: nil, count: count)) }

  /// Hands them over and keeps none, so that what is large in them has one owner.
  func take() -> [Swift.Result<Result, any Error>?] {
    values.withLock { values in
      defer { values = [] }
      return values
    }
  }
}
