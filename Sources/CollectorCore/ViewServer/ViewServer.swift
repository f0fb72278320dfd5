// ViewServer.swift: the socket where viewers attach; its thread serves them all.
import Synchronization

/// What the server tells viewers of: a collector.
struct ViewSource: Sendable {
    var facts: FactsMessage
    var snapshot: @Sendable () -> CollectorSnapshot
    var heldHandlers: @Sendable () -> Set<String>
    /// The names of the handlers that get a line of a peer.
    var handlerNames: @Sendable (_ head: [UInt8], _ peer: String) -> [String]
    /// Logs under `pysyslog.view`.
    var log: @Sendable (Level, String) -> Void
}

/// Viewers only read: nothing that they send changes a collector. The thread runs at a lower priority than the event loops,
/// queues at most one message for each viewer, and waits for none.
final class ViewServer: Sendable {
    private let listener: Listener
    private let feed: LiveFeed
    private let keepsHistory: Bool
    private let waker: Waker
    private let isStopping = Atomic<Bool>(false)
    private let thread = Mutex<Thread?>(nil)

    /// Descriptors that it may take.
    static let descriptors = ViewServerRun.viewerLimit + 4

    /// - Parameters:
    ///   - listener: where viewers attach.
    ///   - feed: gets the lines that viewers see.
    ///   - keepsHistory: whether lines are kept while nobody looks.
    init(_ listener: Listener, _ feed: LiveFeed, keepsHistory: Bool) throws(Errno) {
        waker = try Waker()
        self.listener = listener
        self.feed = feed
        self.keepsHistory = keepsHistory
    }

    /// Where viewers attach.
    var address: String { listener.address }

    /// Begins to serve.
    func begin(of source: ViewSource) throws(Errno) {
        if keepsHistory { feed.attach() }
        let poller = Mutex<Poller?>(try makePoller())
        let thread = try Thread(named: "viewers") { [self] in
            ThisThread.lowerPriority()
            guard let poller = poller.withLock({ $0.take() }) else { return }
            var run = ViewServerRun(poller, listener, feed, waker, source, keepsHistory: keepsHistory)
            while !isStopping.load(ordering: .acquiring) { run.turn() }
            run.end()
        }
        self.thread.withLock { $0 = thread }
    }

    private func makePoller() throws(Errno) -> Poller {
        let poller = try Poller(capacity: ViewServerRun.viewerLimit + 2)
        try poller.add(waker.descriptor, .readable, token: ViewServerRun.wakerToken)
        try poller.add(listener.socket, .readable, token: ViewServerRun.listenerToken)
        return poller
    }

    /// Closes the socket and every connection. Viewers get what there is room for of the last state.
    func end(until deadline: Instant) {
        isStopping.store(true, ordering: .releasing)
        waker.wake()
        _ = thread.withLock { $0.take() }?.join(until: deadline)
        listener.removePath()
        if keepsHistory { feed.detach() }
    }
}
