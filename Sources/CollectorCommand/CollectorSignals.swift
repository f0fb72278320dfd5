// CollectorSignals.swift: what signals do: drain, end at once, reload, log the account.
import CollectorCore
import Glibc

/// What signals do to a collector, with a screen or without: the first SIGTERM or SIGINT drains it, the second one ends it
/// at once. SIGHUP and SIGUSR2 reload; SIGUSR1 logs the account. None of them makes the thread of the signals wait.
///
/// SIGHUP has two senders: a person or program that wants a reload, and a terminal that ends. In the second case the
/// terminal is gone. Then nobody is left to see the lines or to stop the collector, and so it is drained, unless an option
/// says that it goes on. Such a SIGHUP does not count as the second signal, and never cuts a drain short.
package final class CollectorSignals: Sendable {
    /// What else a command does with signals.
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
        /// Other signals received while the collector was starting.
        var early: Set<CInt> = []
    }

    private let state = Mutex(State())
    private let attached = try? Waker()
    private let others: [CInt]
    private let beforeEndingAtOnce: @Sendable () -> Void
    private let hadTerminal = ControllingTerminal.isThere

    /// Seconds that the start may continue after a request to end. Usually it is short, and nothing received meanwhile is
    /// lost. But a start may block for ever, for instance to open a pipe without a reader.
    private static let startTime = 0.5

    /// - Parameters:
    ///   - others: signals of the command's own.
    ///   - beforeEndingAtOnce: restores what must not be left changed, such as terminal modes.
    package init(others: [CInt] = [], beforeEndingAtOnce: @escaping @Sendable () -> Void = {}) {
        self.others = others
        self.beforeEndingAtOnce = beforeEndingAtOnce
    }

    /// Begins to receive signals; call it before starting any other thread.
    package func receive() throws(Errno) {
        try forwardSignals([SIGTERM, SIGINT, SIGHUP, SIGUSR1, SIGUSR2] + others) { self.handle($0) }
    }

    /// Delivers signals to `collector` from now on, and those received while it started.
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

    /// The user asked to end by a key: the next signal ends at once.
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
        case SIGUSR1: collector.logAccount()
        case SIGUSR2: reload(collector)
        case SIGHUP where !hadTerminal || ControllingTerminal.isThere: reload(collector)
        case SIGHUP: reactions.hangUp(collector)
        default: reactions.other(signal)
        }
    }

    /// A collector that is ending needs no other configuration.
    private func reload(_ collector: Collector) {
        if !state.withLock({ $0.isEnding }) { collector.reload() }
    }
}
