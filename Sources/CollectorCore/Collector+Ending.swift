// Collector+Ending.swift: draining: in the order in which nothing is lost, and in time whatever is stuck.

extension Collector {
    /// Ends the collector in the order in which nothing is lost: no new connections, every connection half-closed and
    /// read to its end, every destination written out. Reading may take the drain timeout, and writing out may take it
    /// again, so that peers who never stop leave time for what they sent; what is not written then counts as dropped.
    ///
    /// - Returns: the final account.
    @discardableResult
    public func drain() -> CollectorSnapshot {
        monitoring.stopping(within: options.drainTimeout + 2 * Self.patience)
        acceptor.stop()
        _ = threads.acceptor.join(until: .now.advanced(bySeconds: Self.patience))
        finishReading(until: .now.advanced(bySeconds: options.drainTimeout))
        flushMemories()
        monitoring.stopping(within: options.drainTimeout + 2 * Self.patience)
        let live = finishWriters(until: .now.advanced(bySeconds: options.drainTimeout))
        for listener in listeners { listener.removePath() }
        let account = snapshot()
        diagnostics.log(.info, "pysyslog", account.summary)
        flushMemories()
        let lastMoment = Instant.now.advanced(bySeconds: Self.patience)
        // The writers that ended by themselves write this last line too.
        for thread in (try? Self.startWriters(live, reports)) ?? [] { _ = thread.join(until: lastMoment) }
        diagnostics.finish(until: lastMoment)
        monitoring.end()
        return account
    }

    /// Seconds that a thread has which was told to end at once.
    private static let patience = 1.0

    private func finishReading(until deadline: Instant) {
        for loop in loops { loop.drain() }
        let late = zip(loops, threads.loops).filter { !$0.1.join(until: deadline) }
        for (loop, _) in late { loop.stop() }
        let lastMoment = Instant.now.advanced(bySeconds: Self.patience)
        for (_, thread) in late where !thread.join(until: lastMoment) {
            diagnostics.log(
                .error, "pysyslog.transport", "an event loop did not stop in time: its last lines are not counted")
        }
    }

    /// Has every memory pass on what it holds, the last made first: it may pass it on to another one.
    ///
    /// Source: CPython `Lib/logging/__init__.py`, `shutdown`.
    private func flushMemories() {
        for handler in handlers.reversed() {
            if case .memory(let memory, _) = handler.relay { memory.flush() }
        }
    }

    /// - Returns: the destinations that have taken everything.
    private func finishWriters(until deadline: Instant) -> [HandlerFactory.Destination] {
        for destination in destinations { destination.outbox.finish() }
        var live: [HandlerFactory.Destination] = []
        var stuck: [Thread] = []
        for (destination, thread) in zip(destinations, threads.writers) {
            if thread.join(until: deadline) {
                live.append(destination)
            } else {
                destination.outbox.close(.drainDeadline)
                stuck.append(thread)
            }
        }
        // One that waits for its next attempt ends now; one that a write call holds does not, and none waits for another.
        let lastMoment = Instant.now.advanced(bySeconds: 0.1)
        for thread in stuck { _ = thread.join(until: lastMoment) }
        return live
    }
}
