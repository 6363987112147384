import Dispatch
import Evaluation
import Glibc

/// Ctrl-C and a polite `kill`: the first asks the work to stop, the second ends the program at once.
final class Interruption {
  /// What workers look at.
  let cancellation = Cancellation()
  private let sources: [any DispatchSourceSignal]

  /// Listens from now on, until it is let go.
  ///
  /// - Parameter note: tells on stderr what becomes of the work, where there is something to go on with.
  init(note: Bool = true) {
    let cancellation = cancellation
    let registered = DispatchSemaphore(value: 0)
    sources = [SIGINT, SIGTERM].map { number in
      let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
      source.setEventHandler {
        if cancellation.isRequested { _exit(CommandStatus.interrupted.rawValue) }
        cancellation.request()
        guard note else { return }
        let line = "sandbox: stopping; what is finished is kept, the same command goes on from there"
        Console.note(Console.isInteractive ? "\n" + line : line)
      }
      // A signal that comes before the source listens ends the program, which loses nothing either; ignored it would be
      // lost.
      source.setRegistrationHandler { registered.signal() }
      source.resume()
      return source
    }
    for _ in sources { registered.wait() }
  }

  deinit {
    for source in sources { source.cancel() }
    for number in [SIGINT, SIGTERM] { signal(number, SIG_DFL) }
  }
}
