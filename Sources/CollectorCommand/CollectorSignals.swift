// CollectorSignals.swift: the first signal drains, the second one ends at once; SIGHUP has files read again.
import CollectorCore
import Glibc

/// What signals do to a collector, with a screen or without.
///
/// SIGHUP has two senders: a person who wants files to be read again, and a terminal that ends. The second is known by
/// the terminal being gone; as nobody is left to see the lines, or to stop the collector, it drains unless it was told
/// to go on. That is no person's second wish to end, and never cuts a drain short.
package final class CollectorSignals: Sendable {
    /// What a command does with signals besides.
    package struct Reactions: Sendable {
        /// The terminal is gone.
        package var hangUp: @Sendable (Collector) -> Void
        /// A signal of the command's own.
        package var other: @Sendable (CInt) -> Void

        package init(
            hangUp: @escaping @Sendable (Collector) -> Void = { $0.end() },
            other: @escaping @Sendable (CInt) -> Void = { _ in }
        ) {
            self.hangUp = hangUp
            self.other = other
        }
    }

    private struct State: Sendable {
        var collector: Collector?
        var reactions = Reactions()
        var isEnding = false
        /// What else came while the collector was starting.
        var early: Set<CInt> = []
    }

    private let state = Mutex(State())
    private let attached = try? Waker()
    private let others: [CInt]
    private let beforeEndingAtOnce: @Sendable () -> Void
    private let hadTerminal = ControllingTerminal.isThere

    /// Seconds that a start may take once it has been told to end. Usually it takes no time, and then nothing that came
    /// meanwhile is lost. But a start may wait for ever: to open a pipe that nobody reads, for instance.
    private static let startTime = 0.5

    /// - Parameters:
    ///   - others: signals of the command's own.
    ///   - beforeEndingAtOnce: what must not be left as it is, such as the modes of a terminal.
    package init(others: [CInt] = [], beforeEndingAtOnce: @escaping @Sendable () -> Void = {}) {
        self.others = others
        self.beforeEndingAtOnce = beforeEndingAtOnce
    }

    /// Begins to receive them; to be called before any other thread is started.
    package func receive() throws(Errno) {
        try forwardSignals([SIGTERM, SIGINT, SIGHUP] + others) { self.handle($0) }
    }

    /// From now on signals reach `collector`; those that came while it started do so now.
    package func attach(_ collector: Collector, _ reactions: Reactions = Reactions()) {
        let (isEnding, early) = state.withLock { state in
            (state.collector, state.reactions) = (collector, reactions)
            defer { state.early = [] }
            return (state.isEnding, state.early)
        }
        attached?.wake()
        if isEnding { collector.end() }
        for signal in early.sorted() { pass(signal, to: collector, reactions) }
    }

    /// The end was asked for without a signal, by keys: the next signal ends at once.
    package func endWasAskedFor() {
        state.withLock { $0.isEnding = true }
    }

    private func handle(_ signal: CInt) {
        if signal == SIGTERM || signal == SIGINT { return end(signal) }
        let (collector, reactions) = state.withLock { state in
            if state.collector == nil { state.early.insert(signal) }
            return (state.collector, state.reactions)
        }
        if let collector { pass(signal, to: collector, reactions) }
    }

    private func end(_ signal: CInt) {
        let (collector, isSecond) = state.withLock { state in
            defer { state.isEnding = true }
            return (state.collector, state.isEnding)
        }
        if isSecond { endNow(signal) }
        if let collector { return collector.end() }
        attached?.sleep(until: .now.advanced(bySeconds: Self.startTime))
        if state.withLock({ $0.collector == nil }) { endNow(signal) }
    }

    private func endNow(_ signal: CInt) -> Never {
        beforeEndingAtOnce()
        endAtOnce(status: 128 + signal)
    }

    private func pass(_ signal: CInt, to collector: Collector, _ reactions: Reactions) {
        switch signal {
        case SIGHUP where !hadTerminal || ControllingTerminal.isThere:
            // One that ends needs its files no more.
            if !state.withLock({ $0.isEnding }) { collector.reload() }
        case SIGHUP: reactions.hangUp(collector)
        default: reactions.other(signal)
        }
    }
}
