// HandlerReports.swift: what happens to destinations is noted at their handlers and logged, once per trouble.

/// Notes and logs the troubles of destinations.
final class HandlerReports: WriterReports {
    private struct State {
        var current: [Handler]
        /// Those that a reload removed, and whose records are still being written.
        var removed: [Handler] = []
    }

    private let state: Mutex<State>
    private let diagnostics: Diagnostics
    /// Called when the last destination is gone.
    private let allGone: @Sendable () -> Void

    init(handlers: [Handler], diagnostics: Diagnostics, allGone: @escaping @Sendable () -> Void) {
        state = Mutex(State(current: handlers))
        self.diagnostics = diagnostics
        self.allGone = allGone
    }

    /// Reports about these handlers from now on.
    func use(_ handlers: [Handler], removed: [Handler]) {
        state.withLock { $0 = State(current: handlers, removed: removed) }
    }

    /// These were removed, and nothing of theirs is written any more.
    func endUse(of handlers: [Handler]) {
        state.withLock { state in state.removed.removeAll { handler in handlers.contains { $0 === handler } } }
    }

    func failed(_ outbox: Outbox, _ text: String, _ trouble: Trouble) {
        for handler in handlers(of: outbox) { handler.failures.note(text) }
        guard trouble.attempts == 1 else { return }
        let consequence = "its lines are kept and tried again; reading pauses when the queue is full"
        diagnostics.log(.error, "pysyslog.handlers", "\(names(outbox)): \(text); \(consequence)", avoiding: outbox)
    }

    func recovered(_ outbox: Outbox, _ target: String, after trouble: Trouble) {
        let seconds = Instant.now.seconds(since: trouble.began)
        let lasted = "after \((seconds * 10).rounded() / 10) s and \(trouble.attempts) attempts"
        diagnostics.log(.warning, "pysyslog.handlers", "\(names(outbox)): \(target) accepts lines again \(lasted)")
    }

    func lost(_ outbox: Outbox, _ news: LossNews) {
        switch news {
        case .began(let reason, let detail):
            let cause = detail.map { "\(reason.rawValue): \($0)" } ?? reason.rawValue
            let text = "\(names(outbox)): lines are being dropped: \(cause)"
            let isDeaf = [.queueFull, .refused, .tooManyTopics].contains(reason)
            diagnostics.log(.error, "pysyslog.handlers", text, avoiding: isDeaf ? outbox : nil)
        case .ended(let reason, let count):
            let lines = count == 1 ? "1 line was" : "\(count) lines were"
            let text = "\(names(outbox)): \(lines) dropped: \(reason.rawValue); no more are"
            diagnostics.log(.warning, "pysyslog.handlers", text)
        }
    }

    func gone(_ outbox: Outbox, _ target: String) {
        for handler in handlers(of: outbox) { handler.failures.note("\(target) has no reader") }
        let current = state.withLock { $0.current }.compactMap(\.outbox)
        let isLast = current.contains { $0 === outbox } && current.allSatisfy(\.isClosed)
        if isLast { return allGone() }
        let text = "\(names(outbox)): \(target) has no reader any more; the handler is closed, the others continue"
        diagnostics.log(.error, "pysyslog.handlers", text, avoiding: outbox)
    }

    func advise(_ outbox: Outbox, _ text: String) {
        diagnostics.log(.warning, "pysyslog.handlers", "\(names(outbox)): \(text)")
    }

    func log(_ outbox: Outbox, _ level: Level, _ logger: String, _ text: String) {
        diagnostics.log(level, logger, "\(names(outbox)): \(text)", avoiding: outbox, isEvent: false)
    }

    /// The handlers that write to this outbox; those that were removed only if there are no others.
    private func handlers(of outbox: Outbox) -> [Handler] {
        let (current, removed) = state.withLock { ($0.current, $0.removed) }
        let found = current.filter { $0.outbox === outbox }
        return found.isEmpty ? removed.filter { $0.outbox === outbox } : found
    }

    private func names(_ outbox: Outbox) -> String {
        let names = handlers(of: outbox).map(\.name)
        return (names.count == 1 ? "handler " : "handlers ") + names.joined(separator: ", ")
    }
}
