// RemovedAccounts.swift: the accounts of handlers that a reload removed; they keep adding up, and do not grow in number.

/// The handlers that reloads have removed. A handler is kept as long as its account may change; then it is added to the sum.
struct RemovedAccounts: Sendable {
    /// What can no longer change.
    private var settled = RemovedHandlers()
    /// Removed from the configuration; event loops may still use their routes.
    private var inUse: [Handler] = []
    /// No record comes to them any more; what is queued is still being written.
    private var writing: [Handler] = []

    /// The handlers that still have something to write, or may get it.
    var handlers: [Handler] { inUse + writing }

    mutating func add(_ handlers: [Handler]) {
        inUse += handlers
    }

    /// Notes that nothing comes to these any more.
    mutating func endUse(of handlers: [Handler]) {
        inUse.removeAll { handler in handlers.contains { $0 === handler } }
        writing += handlers
        settle()
    }

    /// The sum of all.
    mutating func sum() -> RemovedHandlers {
        settle()
        return handlers.reduce(into: settled) { $0.add($1) }
    }

    private mutating func settle() {
        var remaining: [Handler] = []
        for handler in writing {
            if handler.isSettled { settled.add(handler) } else { remaining.append(handler) }
        }
        writing = remaining
    }
}

extension Handler {
    /// Whether nothing is queued. If nothing can come either, its account stays as it is.
    fileprivate var isSettled: Bool { lines.balance.queued == 0 && ownRecords.balance.queued == 0 }
}

extension RemovedHandlers {
    fileprivate mutating func add(_ handler: Handler) {
        count += 1
        lines = lines + handler.lines.balance
        ownRecords = ownRecords + handler.ownRecords.balance
    }
}
