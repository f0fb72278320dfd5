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
        let running = outputs.end()
        finishReading(until: .now.advanced(bySeconds: options.drainTimeout))
        running.flushMemories()
        monitoring.stopping(within: options.drainTimeout + 2 * Self.patience)
        let deadline = Instant.now.advanced(bySeconds: options.drainTimeout)
        for destination in running.destinations { destination.outbox.finish() }
        finish(running.destinations, until: deadline, .drainDeadline)
        // These began earlier, with a deadline of their own.
        outputs.finishRetirements(until: deadline.advanced(bySeconds: Self.patience))
        for listener in listeners { listener.removePath() }
        let account = snapshot()
        diagnostics.log(.info, "pysyslog", account.summary)
        running.flushMemories()
        let lastMoment = Instant.now.advanced(bySeconds: Self.patience)
        // The writers that ended by themselves write this last line too.
        let live = running.destinations.filter { !$0.outbox.isClosed }
        for destination in live { try? destination.start(reporting: reports) }
        for destination in live { _ = destination.join(until: lastMoment) }
        diagnostics.finish(until: lastMoment)
        views?.end(until: .now.advanced(bySeconds: Self.patience))
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

    /// Waits for the writers of destinations that are finished. What those have not written by `deadline` is dropped for
    /// `reason`.
    ///
    /// - Returns: those destinations.
    @discardableResult
    func finish(_ destinations: [Destination], until deadline: Instant, _ reason: DropReason) -> [Destination] {
        let stuck = destinations.filter { !$0.join(until: deadline) }
        for destination in stuck { destination.outbox.close(reason) }
        // One that waits for its next attempt ends now; one that a write call holds does not, and none waits for another.
        let lastMoment = Instant.now.advanced(bySeconds: 0.1)
        for destination in stuck { _ = destination.join(until: lastMoment) }
        return stuck
    }
}
