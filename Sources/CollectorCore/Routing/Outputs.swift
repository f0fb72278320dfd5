// Outputs.swift: the configuration in force, and what is left of those that it replaced.

/// The configuration that is at work. Any thread may call the methods.
final class Outputs: Sendable {
    private struct State {
        var current: RunningConfiguration
        /// Destinations that a reload removed and whose writers may still run.
        var leaving: [Destination] = []
        var removed = RemovedAccounts()
        /// Threads that write out what reloads removed.
        var retirements: [Thread] = []
        /// Whether the collector is being drained: the configuration stays.
        var isEnding = false
    }

    private let state: Mutex<State>

    init(_ configuration: RunningConfiguration) {
        state = Mutex(State(current: configuration))
    }

    var current: RunningConfiguration { state.withLock { $0.current } }
    /// Finds the routes of new connections.
    var router: Router { state.withLock { $0.current.router } }
    /// Destinations that reloads removed and whose writers may still run.
    var leaving: [Destination] { state.withLock { $0.leaving } }
    /// Handlers that reloads removed and whose records are still being written.
    var removedHandlers: [Handler] { state.withLock { $0.removed.handlers } }

    /// The accounts of the handlers in force, and the sum of those that reloads removed, of one moment.
    var snapshot: (handlers: [HandlerSnapshot], removed: RemovedHandlers) {
        state.withLock { state in
            (state.current.handlers.filter { $0.relay == nil }.map(\.snapshot), state.removed.sum())
        }
    }

    /// Puts a configuration into force.
    ///
    /// - Parameter retire: starts the thread that writes out what is removed, and calls `endUse` and `forget`.
    /// - Returns: false if the collector is being drained; then nothing has changed.
    func replace(
        by next: RunningConfiguration, retire: (RunningConfiguration) throws(Errno) -> Thread
    ) throws(Errno) -> Bool {
        try state.withLock { state throws(Errno) in
            if state.isEnding { return false }
            let past = state.current
            let thread = try retire(past)
            state.retirements.removeAll { $0.join(until: .now) }
            state.retirements.append(thread)
            state.leaving += past.destinations(notIn: next)
            state.removed.add(past.accounts(notIn: next))
            state.current = next
            return true
        }
    }

    /// No record comes any more to handlers that were removed.
    func endUse(of handlers: [Handler]) {
        state.withLock { $0.removed.endUse(of: handlers) }
    }

    /// Forgets those of the removed destinations whose writers have ended.
    func forgetEnded() {
        state.withLock { $0.leaving.removeAll(where: \.hasEnded) }
    }

    /// From now on the configuration stays as it is.
    func end() -> RunningConfiguration {
        state.withLock { state in
            state.isEnding = true
            return state.current
        }
    }

    /// Waits until what reloads removed is written out.
    func finishRetirements(until deadline: Instant) {
        let threads = state.withLock { state in
            defer { state.retirements = [] }
            return state.retirements
        }
        for thread in threads { _ = thread.join(until: deadline) }
    }
}
