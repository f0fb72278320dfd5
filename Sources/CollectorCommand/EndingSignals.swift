// EndingSignals.swift: the first signal drains, the second one ends at once; SIGHUP has files read again.
import CollectorCore
import Glibc
import Synchronization

/// What SIGTERM, SIGINT and SIGHUP do to a collector.
///
/// SIGHUP has two senders: a person who wants files to be read again, and a terminal that ends. The second is known by
/// the terminal being gone, and drains: nobody is left to see the lines, or to stop the collector.
final class EndingSignals: Sendable {
    private let state = Mutex((collector: Collector?.none, isEnding: false, reloads: false))
    private let attached = try? Waker()
    private let hadTerminal = ControllingTerminal.isThere

    /// Begins to receive them; to be called before any other thread is started.
    func receive() throws(Errno) {
        try forwardSignals([SIGTERM, SIGINT, SIGHUP]) { self.handle($0) }
    }

    /// From now on the first signal drains `collector`; what came while it started is done now.
    func attach(_ collector: Collector) {
        let (isEnding, reloads) = state.withLock { state in
            state.collector = collector
            return (state.isEnding, state.reloads)
        }
        attached?.wake()
        if isEnding { collector.end() } else if reloads { collector.reload() }
    }

    /// Seconds that a start may take once it has been told to end. Usually it takes no time, and then nothing that came
    /// meanwhile is lost. But a start may wait for ever: to open a pipe that nobody reads, for instance.
    private static let startTime = 0.5

    private func handle(_ signal: CInt) {
        if signal == SIGHUP, !hadTerminal || ControllingTerminal.isThere { return reload() }
        let (collector, isSecond) = state.withLock { state in
            defer { state.isEnding = true }
            return (state.collector, state.isEnding)
        }
        if isSecond { endAtOnce(status: 128 + signal) }
        if let collector { return collector.end() }
        attached?.sleep(until: .now.advanced(bySeconds: Self.startTime))
        if state.withLock({ $0.collector == nil }) { endAtOnce(status: 128 + signal) }
    }

    /// One that is starting may have read its files just before they were changed; one that ends needs them no more.
    private func reload() {
        let collector = state.withLock { state in
            if state.collector == nil { state.reloads = true }
            return state.isEnding ? nil : state.collector
        }
        collector?.reload()
    }
}
