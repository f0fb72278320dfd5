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

    /// From now on the first signal drains `collector`; one that came while it started does so now.
    func attach(_ collector: Collector) {
        let isEnding = state.withLock { state in
            state.collector = collector
            return state.isEnding
        }
        if isEnding { collector.end() }
    }

    private func handle(_ signal: CInt) {
        let (collector, isSecond) = state.withLock { state in
            defer { state.isEnding = true }
            return (state.collector, state.isEnding)
        }
        if isSecond { endAtOnce(status: 128 + signal) }
        collector?.end()
    }
}
