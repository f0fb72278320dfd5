// EventLoop.swift: what other threads see of an event loop: its mailbox.
import Synchronization

/// One thread that reads from many connections. Any thread may call the methods.
final class EventLoop: Sendable {
    /// What others want of the loop; taken as a whole when it is woken.
    struct Mail: Sendable {
        var arrivals: [Arrival] = []
        var datagrams: [DatagramArrival] = []
        /// Whether others find no room beside connections that say nothing.
        var wantsRoom = false
        var isDraining = false
        var isStopping = false
        /// The number of the last question whether the loop still answers.
        var question = 0
        /// Changes of routers that the loop has not begun, in their order.
        var switches: [RouterSwitch] = []
        /// Whether the loop takes no more mail.
        var isOver = false
    }

    /// What the loops of a collector share.
    struct Setting: Sendable {
        let budget: ConnectionBudget
        let peers: PeerRegistry
        let diagnostics: Diagnostics
        let reports: any WriterReports
        /// How many loops there are.
        var loops = 1
        var framing = Framing.auto
        var maxMessageSize: Int
        /// Seconds.
        var handshakeTimeout = 0.0
        /// Seconds without a byte after which a connection may be closed for the sake of others.
        var silence = 10.0
        /// How fast peers may send, and how long connections may last.
        var admission = AdmissionOptions()
        /// Who looks at what is received.
        var feed: LiveFeed?
    }

    /// Wakes the loop when an outbox has room again.
    let room: Waker
    let setting: Setting
    private let mailbox: Mailbox<Mail>
    /// The loop's thread takes it when it begins; nothing of it stays here, as a reload replaces the router.
    private let start: Mutex<Start?>
    private let connections = Atomic<Int>(0)
    private let answered = Atomic<Int>(0)

    /// What the loop begins with.
    struct Start: ~Copyable, Sendable {
        let poller: Poller
        let router: Router
    }

    /// - Parameter router: finds the routes of connections until there is another one.
    init(_ setting: Setting, router: Router) throws(Errno) {
        mailbox = try Mailbox(Mail())
        room = try Waker()
        let poller = try Poller()
        try poller.add(mailbox.waker.descriptor, .readable, token: Self.wakerToken)
        try poller.add(room.descriptor, .readable, token: Self.roomToken)
        start = Mutex(Start(poller: poller, router: router))
        self.setting = setting
    }

    /// What the poller knows the wakers by; no connection has such a token.
    static let wakerToken = UInt64.max
    static let roomToken = UInt64.max - 1
    /// The tokens from here on, up to those, are of datagram sockets; no connection has such a token either.
    static let firstDatagramToken = UInt64.max - 0xFFFF

    /// Wakes the loop when there is mail.
    var waker: Waker { mailbox.waker }

    /// How many connections the loop serves, those on their way included.
    var connectionCount: Int { connections.load(ordering: .relaxed) }

    /// Hands a connection to the loop, which serves it to its end.
    func adopt(_ arrival: Arrival) {
        setting.budget.take()
        arrival.counts.opened()
        connections.add(1, ordering: .relaxed)
        mailbox.post { $0.arrivals.append(arrival) }
    }

    /// Has the loop read the datagrams of a listener.
    func adopt(_ listener: Listener, _ control: AdmissionControl) {
        mailbox.post { $0.datagrams.append(DatagramArrival(listener: listener, control: control)) }
    }

    /// Closes the connections that have been silent longest.
    func makeRoom() {
        mailbox.post { $0.wantsRoom = true }
    }

    /// Half-closes every connection; the loop ends when all peers have ended theirs.
    func drain() {
        mailbox.post { $0.isDraining = true }
    }

    /// Closes every connection now; the loop ends.
    func stop() {
        mailbox.post { $0.isStopping = true }
    }

    /// Has all connections use the routes of another router. It is acknowledged when they do, or the loop has ended.
    func use(_ change: RouterSwitch) {
        var isOver = false
        mailbox.post { mail in
            isOver = mail.isOver
            if !isOver { mail.switches.append(change) }
        }
        if isOver { change.acknowledge() }
    }

    /// The arrivals and changes since the last call, and what has been asked for.
    func takeMail() -> Mail {
        let mail = mailbox.take { mail in
            (mail.arrivals, mail.datagrams, mail.switches, mail.wantsRoom) = ([], [], [], false)
        }
        answered.store(mail.question, ordering: .relaxed)
        return mail
    }

    /// The last mail: what comes later is not taken.
    func takeLastMail() -> Mail {
        mailbox.take { ($0.switches, $0.isOver) = ([], true) }
    }

    /// Asks the loop to show that it still takes its mail.
    func ask(_ question: Int) {
        mailbox.post { $0.question = question }
    }

    /// Whether the loop has taken this question from its mailbox, or has ended.
    func hasAnswered(_ question: Int) -> Bool {
        answered.load(ordering: .relaxed) >= question
    }

    func countEnd() {
        setting.budget.giveBack()
        connections.subtract(1, ordering: .relaxed)
    }

    /// Serves connections on the calling thread until the loop is drained or stopped; to be called once.
    func run() {
        guard let start = start.withLock({ $0.take() }) else { return }
        var run = EventLoopRun(self, start)
        run.run()
        answered.store(.max, ordering: .relaxed)
    }
}
