// Diagnostics.swift: the collector's own records; they go through the same loggers as the lines of peers.
import Glibc
import Synchronization

/// Logs what the collector has to say, under `pysyslog`.
///
/// A record is appended to the outboxes of its route even where they are full: there are few, and none may wait.
final class Diagnostics: Sendable {
    private let router: Router
    private let feed: LiveFeed?
    private let layout = Mutex(RecordLayout())

    /// - Parameter feed: is told what is worth a look.
    init(router: Router, feed: LiveFeed? = nil) {
        self.router = router
        self.feed = feed
    }

    /// Logs one line.
    ///
    /// - Parameters:
    ///   - logger: `pysyslog`, or a name below it.
    ///   - avoided: the outbox that is the subject of the record and would not deliver it. Where the record has no
    ///     other way, it goes to standard error.
    func log(_ level: Level, _ logger: String, _ text: String, avoiding avoided: Outbox? = nil) {
        if level >= .warning, logger != "pysyslog.cli" { feed?.note(text) }
        let route = router.route(for: RouteFacts(loggerName: logger, level: level))
        let delivered = layout.withLock {
            route.deliverOwn(Array(text.utf8).span, at: .now, layout: &$0, avoiding: avoided)
        }
        if delivered || (route.isUnseen && level < .warning) { return }
        Self.writeToStandardError("\(level.name):\(logger):\(text)\n")
    }

    /// Writes to standard error unless that would wait: it may be a pipe that nobody reads.
    private static func writeToStandardError(_ text: String) {
        guard let descriptor = try? StandardStream.error.descriptor() else { return }
        guard waitWritable(descriptor, until: .now) else { return }
        // There is nowhere left to say that this failed.
        _ = try? Files.write(Array(text.utf8.prefix(4_096)).span, to: descriptor)
    }
}
