// EndingSignals.swift: the first signal drains, the second one ends at once.
import CollectorCore
import Glibc
import Synchronization

/// What SIGTERM, SIGINT and SIGHUP, the end of a terminal, do to a collector.
final class EndingSignals: Sendable {
    private let state = Mutex((collector: Collector?.none, isEnding: false))

    /// Begins to receive them; to be called before any other thread is started.
    func receive() throws(Errno) {
        try forwardSignals([SIGTERM, SIGINT, SIGHUP]) { self.handle($0) }
    }

    /// From now on the first signal drains `collector`.
    func attach(_ collector: Collector) {
        state.withLock { $0.collector = collector }
    }

    private func handle(_ signal: CInt) {
        let collector = state.withLock { state in
            defer { state.isEnding = true }
            return state.isEnding ? nil : state.collector
        }
        // A collector that has not started has nothing to drain.
        guard let collector else { endAtOnce(status: 128 + signal) }
        collector.end()
    }
}
