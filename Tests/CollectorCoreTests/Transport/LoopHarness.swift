// LoopHarness.swift: an event loop with one destination, whose peers are the other ends of socket pairs.
import Glibc
import Synchronization

@testable import CollectorCore

/// A running loop; it is stopped when it is let go.
final class LoopHarness: Sendable {
    let loop: EventLoop
    let outbox: Outbox
    let budget: ConnectionBudget
    let handler: Handler
    let peers = PeerRegistry()
    let reports = ReportLog()
    let counts = ListenerCounts(name: "test", kind: .tcp, address: "127.0.0.1:514")
    let router: Router
    private let thread: CollectorCore.Thread
    private let isStopped = Atomic(false)

    /// - Parameters:
    ///   - records: that may wait in the outbox before connections are paused.
    ///   - connections: that there may be.
    ///   - other: to other destinations than the one of the harness.
    ///   - change: of the loop's setting.
    init(
        records: Int = 50_000, connections: Int = 1_000, maxMessageSize: Int = 262_144, router other: Router? = nil,
        _ change: (inout EventLoop.Setting) -> Void = { _ in }
    ) throws {
        outbox = try Outbox(limit: QueueLimit(records: records))
        let form = RecordForm(formatter: try Formatter(FormatterDescription()), terminator: [10])
        handler = Handler(name: "test", form, .outbox(outbox))
        let silent = Handler(name: "none", form, .nowhere)
        let tree = LoggerTree(
            loggers: [], root: LoggerDescription(name: "", level: .info, handlers: [0]), gates: [HandlerGate()])
        router = Router(tree: tree, handlers: [handler])
        let diagnostics = try Diagnostics(router: Router(tree: tree, handlers: [silent]))
        budget = ConnectionBudget(
            descriptors: connections + 64, used: 0, destinations: 0, diagnostics: diagnostics)
        var setting = EventLoop.Setting(
            budget: budget, peers: peers, diagnostics: diagnostics, reports: reports,
            maxMessageSize: maxMessageSize)
        change(&setting)
        let loop = try EventLoop(setting, router: other ?? router)
        self.loop = loop
        thread = try CollectorCore.Thread(named: "event-loop") { loop.run() }
    }

    deinit { stop() }

    /// Ends the loop and all its connections.
    func stop() {
        guard !isStopped.exchange(true, ordering: .relaxed) else { return }
        loop.stop()
        _ = thread.join(until: .now.advanced(bySeconds: 30))
    }

    /// A peer whose connection the loop serves.
    func connect(from address: String = "127.0.0.1") throws -> TestPeer {
        var ends: [CInt] = [-1, -1]
        guard unsafe socketpair(AF_UNIX, CInt(SOCK_STREAM.rawValue), 0, &ends) == 0 else { throw Errno.current }
        let peer = OwnedDescriptor(ends[0])
        _ = fcntl(ends[1], F_SETFL, O_NONBLOCK)
        let arrival = Arrival(
            socket: OwnedDescriptor(ends[1]), peer: peers.connected(address),
            facts: RouteFacts(loggerName: address, level: .info), admission: .plain, counts: counts)
        loop.adopt(arrival)
        return TestPeer(peer, arrival)
    }

    /// A router that takes the place of the one of the harness, and the handler that it leads to.
    func nextRouter() throws -> (router: Router, handler: Handler) {
        let form = RecordForm(formatter: try Formatter(FormatterDescription()), terminator: [10])
        let handler = Handler(name: "next", form, .outbox(try Outbox(limit: QueueLimit())))
        let tree = LoggerTree(
            loggers: [], root: LoggerDescription(name: "", level: .info, handlers: [0]), gates: [HandlerGate()])
        return (Router(tree: tree, handlers: [handler], generation: 1), handler)
    }

    /// Starts to write what comes into the outbox.
    func startWriter(_ sink: ScriptedSink) throws {
        let writer = Writer(outbox: outbox, sink: ScriptedSink.Handle(sink: sink))
        let reports = reports
        try CollectorCore.Thread(named: "writer") { writer.run(reporting: reports) }.detach()
    }
}

/// A peer's end of a connection; it leaves when it is let go.
final class TestPeer: Sendable {
    private let socket: OwnedDescriptor
    let arrival: Arrival

    init(_ socket: consuming OwnedDescriptor, _ arrival: Arrival) {
        self.socket = socket
        self.arrival = arrival
    }

    func send(_ text: String) throws {
        try Files.writeAll(text.utf8.span, to: socket)
    }

    /// Whether the other side has said that nothing more will come from there.
    var isAtEnd: Bool {
        var byte: UInt8 = 0
        return unsafe recv(socket.rawValue, &byte, 1, CInt(MSG_PEEK | MSG_DONTWAIT)) == 0
    }
}
