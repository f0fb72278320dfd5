// FakeCollector.swift: a collector for tests of the view: it returns the values that a test sets.
import CollectorCore

@testable import LiveView

final class FakeCollector: Watched {
    var feed: LiveFeed
    var account: CollectorSnapshot
    var facts = CollectorFacts()
    var event: FeedNote?
    var notes: [FeedNote] = []
    /// The handlers that get each line; `nil` if they are not known yet.
    var handlers: [String]? = []
    var isEnding = false
    var reloads = 0
    var isRemote = false
    /// The cuts that the view has wished, in order.
    var wishes: [Cut?] = []

    init(_ feed: LiveFeed, _ account: CollectorSnapshot) {
        self.feed = feed
        self.account = account
    }

    private var waker: Waker?
    var isWaiting: Bool { waker.map(feed.isWaiting) ?? false }

    func snapshot() -> CollectorSnapshot { account }
    func window() -> FeedWindow { feed.window() }
    func handlers(of line: FeedLine) -> [String]? { handlers }
    func attach() { feed.attach() }
    func detach() { feed.detach() }
    func arm(_ waker: Waker) {
        self.waker = waker
        feed.arm(waker)
    }
    func prepare() { feed.prepare() }
    func wish(_ cut: Cut?) { wishes.append(cut) }
    func reload() { reloads += 1 }
    func end() { isEnding = true }
}
