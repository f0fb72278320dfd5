// Diagnostics.swift: the collector's own records; they go through the same loggers as the lines of peers.
import Synchronization

/// Logs what the collector has to say, under `pysyslog`.
///
/// A record is appended to the outboxes of its route even where they are full, up to a number: there are few, and none may
/// wait.
final class Diagnostics: Sendable {
    private struct State: ~Copyable {
        var router: Router
        var layout = RecordLayout()
    }

    private let state: Mutex<State>
    private let feed: LiveFeed?
    private let errors: ErrorOutput
    private let rate = Mutex(LogRate(lines: 30, inSeconds: 60))

    /// - Parameter feed: keeps the last records for those who look at the collector.
    init(router: Router, feed: LiveFeed? = nil) throws(Errno) {
        errors = try ErrorOutput()
        state = Mutex(State(router: router))
        self.feed = feed
    }

    /// Logs one line.
    ///
    /// - Parameters:
    ///   - logger: `pysyslog`, or a name below it.
    ///   - avoided: the outbox that is the subject of the record and would not deliver it. Where the record has no
    ///     other way, it goes to standard error.
    ///   - isEvent: whether a view shows it as an event; `nil` is: if it is a warning or worse.
    func log(
        _ level: Level, _ logger: String, _ text: String, avoiding avoided: Outbox? = nil, isEvent: Bool? = nil
    ) {
        feed?.note(text, level.forViewers, isEvent: isEvent ?? (level >= .warning && logger != "pysyslog.cli"))
        let (isDelivered, isUnseen) = state.withLock { state in
            let route = state.router.route(for: RouteFacts(loggerName: logger, level: level))
            let isDelivered = route.deliverOwn(
                Array(text.utf8).span, at: .now, layout: &state.layout, avoiding: avoided)
            return (isDelivered, route.isUnseen)
        }
        if isDelivered || (isUnseen && level < .warning) { return }
        errors.write("\(level.name):\(logger):\(text.prefix(4_096))\n")
    }

    /// Logs by another router. When this returns, no record goes to the handlers of the one before any more.
    func use(_ router: Router) {
        state.withLock { $0.router = router }
    }

    /// Logs what a peer brought about, as often as it likes: of such lines there are at most 30 a minute, whoever they
    /// are about. The others are counted, and the next line says how many.
    func logOfPeer(_ logger: String, _ text: String) {
        guard let unsaid = rate.withLock({ $0.maySay() }) else { return }
        log(.warning, logger, unsaid == 0 ? text : "\(text) (\(unsaid) lines about other peers are not shown)")
    }

    /// Has what went to standard error written out, as far as that is possible until `deadline`.
    func finish(until deadline: Instant) {
        errors.finish(until: deadline)
    }
}

extension Level {
    fileprivate var forViewers: FeedNoteLevel {
        self >= .error ? .error : self >= .warning ? .warning : self >= .info ? .info : .debug
    }
}
