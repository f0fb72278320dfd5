// RequestGate.swift: work that is asked for while it is being done is done once more, and not more often.
import Synchronization

/// Requests for work that one thread at a time carries out. What a request came too late for is done by one more run.
final class RequestGate: Sendable {
    private enum State {
        case idle, running, runningThenAgain
    }

    private let state = Mutex(State.idle)

    /// Notes a request.
    ///
    /// - Returns: whether the caller has to begin the work. Otherwise whoever does it will do it once more.
    func request() -> Bool {
        state.withLock { state in
            defer { state = state == .idle ? .running : .runningThenAgain }
            return state == .idle
        }
    }

    /// Notes that the work is done.
    ///
    /// - Returns: whether it was requested meanwhile, so that it is to be done again.
    func isRequestedAgain() -> Bool {
        state.withLock { state in
            defer { state = state == .runningThenAgain ? .running : .idle }
            return state == .runningThenAgain
        }
    }

    /// The work that was to begin cannot.
    func giveUp() {
        state.withLock { $0 = .idle }
    }
}
