// CollectorInProcess.swift: the collector of this process, as the view watches it.
import CollectorCore
import LiveView

final class CollectorInProcess: Watched, Sendable {
    private let collector: Collector
    private let feed: LiveFeed
    private let initialFacts: CollectorFacts
    /// The one that was armed last.
    private let waker = Mutex<Waker?>(nil)

    /// - Parameter feed: what the collector adds its lines to.
    init(_ collector: Collector, _ feed: LiveFeed, _ facts: CollectorFacts) {
        self.collector = collector
        self.feed = feed
        initialFacts = facts
    }

    var isRemote: Bool { false }

    /// A reload may change which handlers are held.
    var facts: CollectorFacts {
        var facts = initialFacts
        facts.heldHandlers = collector.heldHandlers
        return facts
    }

    var event: FeedNote? { feed.event }
    var notes: [FeedNote] { feed.notes }
    var isWaiting: Bool { waker.withLock { $0 }.map(feed.isWaiting) ?? false }

    func snapshot() -> CollectorSnapshot { collector.snapshot() }
    func window() -> FeedWindow { feed.window() }

    func handlers(of line: FeedLine) -> [String]? {
        collector.handlerNames(forLine: line.bytes.span, of: line.entry.source.address)
    }

    func attach() { feed.attach() }
    func detach() { feed.detach() }
    func arm(_ waker: Waker) {
        self.waker.withLock { $0 = waker }
        feed.arm(waker)
    }

    func prepare() { feed.prepare() }
    /// No line of this process is skipped for being late.
    func wish(_ cut: Cut?) {}
    func reload() { collector.reload() }
    func end() { collector.end() }
}
