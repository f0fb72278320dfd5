// EventLoop.swift: what other threads see of an event loop: its mailbox.
import Synchronization

/// One thread that reads from many connections. Any thread may call the methods.
final class EventLoop: Sendable {
    /// What others want of the loop; taken as a whole when it is woken.
    struct Mail: Sendable {
        var arrivals: [Arrival] = []
        var isDraining = false
        var isStopping = false
    }

    /// Wakes the loop when an outbox has room again.
    let room: Waker
    let framing: Framing
    let maxMessageSize: Int
    let peers: PeerRegistry
    let diagnostics: Diagnostics
    let reports: any WriterReports
    /// Seconds.
    let handshakeTimeout: Double
    /// Who looks at what is received.
    let feed: LiveFeed?
    private let mailbox: Mailbox<Mail>
    /// The loop's thread takes it when it begins.
    private let poller: Mutex<Poller?>
    private let connections = Atomic<Int>(0)

    init(
        framing: Framing, maxMessageSize: Int, handshakeTimeout: Double, peers: PeerRegistry,
        diagnostics: Diagnostics, reports: any WriterReports, feed: LiveFeed? = nil
    ) throws(Errno) {
        mailbox = try Mailbox(Mail())
        room = try Waker()
        let poller = try Poller()
        try poller.add(mailbox.waker.descriptor, .readable, token: Self.wakerToken)
        try poller.add(room.descriptor, .readable, token: Self.roomToken)
        self.poller = Mutex(poller)
        self.framing = framing
        self.maxMessageSize = maxMessageSize
        self.handshakeTimeout = handshakeTimeout
        self.peers = peers
        self.diagnostics = diagnostics
        self.reports = reports
        self.feed = feed
    }

    /// What the poller knows the wakers by; no connection has such a token.
    static let wakerToken = UInt64.max
    static let roomToken = UInt64.max - 1

    /// Wakes the loop when there is mail.
    var waker: Waker { mailbox.waker }

    /// How many connections the loop serves, those on their way included.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Hands a connection to the loop, which serves it to its end.
    func adopt(_ arrival: Arrival) {
        connections.add(1, ordering: .relaxed)
        mailbox.post { $0.arrivals.append(arrival) }
    }

    /// Half-closes every connection; the loop ends when all peers have ended theirs.
    func drain() {
        mailbox.post { $0.isDraining = true }
    }

    /// Closes every connection now; the loop ends.
    func stop() {
        mailbox.post { $0.isStopping = true }
    }

    /// The arrivals since the last call, and what has been asked for.
    func takeMail() -> Mail {
        mailbox.take { $0.arrivals = [] }
    }

    func countEnd() {
        connections.subtract(1, ordering: .relaxed)
    }

    /// Serves connections on the calling thread until the loop is drained or stopped; to be called once.
    func run() {
        guard let poller = poller.withLock({ $0.take() }) else { return }
        var run = EventLoopRun(self, poller)
        run.run()
    }
}
