// Outbox+History.swift: how full an outbox got, and how long its senders waited.

extension Outbox {
    /// Called before records leave. Between two calls the outbox only fills up.
    func noteLevel(_ state: inout State) {
        state.history.note(queued: queuedRecords.load(ordering: .relaxed))
    }

    /// The history up to now, including a wait that goes on.
    var history: QueueHistory {
        state.withLock { state in
            noteLevel(&state)
            var history = state.history
            if let since = state.fullSince { history.addHold(since: since) }
            return history
        }
    }
}
