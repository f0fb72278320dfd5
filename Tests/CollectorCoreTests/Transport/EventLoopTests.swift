// EventLoopTests.swift: a loop with real sockets and one destination: pausing, closing for others, partial frames.
import Glibc
import TestSupport
import Testing

@testable import CollectorCore

@Suite("An event loop", .limited)
struct EventLoopTests {
    @Test("reads no further while the destination is full, and goes on when it has room")
    func pauses() throws {
        let harness = try LoopHarness(records: 1)
        let peer = try harness.connect()
        try peer.send("one\n")
        try eventually("the first line") { harness.handler.lines.balance.accepted == 1 }
        try peer.send("two\n")
        try eventually("it waits") { harness.outbox.pausedConnections.load(ordering: .relaxed) == 1 }
        #expect(harness.handler.lines.balance.accepted == 1)
        let sink = ScriptedSink()
        try harness.startWriter(sink)
        try eventually("both lines are written") { sink.text == "one\ntwo\n" }
        try eventually("it waits no more") { harness.outbox.pausedConnections.load(ordering: .relaxed) == 0 }
    }

    @Test("reads what a peer sent that left while its connection was paused")
    func pausedAfterPeerLeft() throws {
        let harness = try LoopHarness(records: 1)
        do {
            let peer = try harness.connect()
            try peer.send("one\n")
            try eventually("the first line") { harness.handler.lines.balance.accepted == 1 }
            try peer.send("two\nthree")
            try eventually("it waits") { harness.outbox.pausedConnections.load(ordering: .relaxed) == 1 }
        }
        let sink = ScriptedSink()
        try harness.startWriter(sink)
        try eventually("all lines are written") { sink.text == "one\ntwo\nthree\n" }
        try eventually("the connection has ended") { harness.loop.connectionCount == 0 }
        #expect(harness.budget.free == harness.budget.limit)
        let counted = harness.counts.snapshot
        #expect(counted.records == 3 && counted.bytes == 13 && counted.openConnections == 0 && counted.refused == [:])
    }

    @Test("has the last line of a connection written that ends where the poller refuses it")
    func endsOnResuming() throws {
        let harness = try LoopHarness(records: 1)
        let peer = try harness.connect()
        try peer.send("one\npart")
        try eventually("the first line") { harness.handler.lines.balance.accepted == 1 }
        try peer.send("x")
        try eventually("it waits") { harness.outbox.pausedConnections.load(ordering: .relaxed) == 1 }
        // A device in place of the socket cannot be polled.
        let file = try OwnedDescriptor(checking: unsafe open("/dev/null", O_RDONLY))
        #expect(dup2(file.rawValue, peer.arrival.socket.rawValue) == peer.arrival.socket.rawValue)
        let sink = ScriptedSink()
        try harness.startWriter(sink)
        try eventually("the last line is written although nothing else comes") { sink.text == "one\npart\n" }
    }

    @Test("closes the connections that have been silent longest when others find no room, those with a word last")
    func closesSilent() throws {
        let harness = try LoopHarness { $0.silence = 0.05 }
        let silent = try (0..<10).map { try harness.connect(from: "127.0.0.\($0)") }
        try eventually("all are served") { harness.loop.connectionCount == 10 }
        usleep(100_000)
        // These two have sent last.
        for peer in silent[8...] { try peer.send("here\n") }
        try eventually("their lines") { harness.handler.lines.balance.accepted == 2 }
        harness.loop.makeRoom()
        try eventually("eight are asked to end") { silent[..<8].allSatisfy { $0.isAtEnd } }
        #expect(!silent[8].isAtEnd && !silent[9].isAtEnd)
        // What they send in their last moment is read.
        try silent[0].send("wait\n")
        try eventually("the late line") { harness.handler.lines.balance.accepted == 3 }
        try eventually("they are closed") { harness.loop.connectionCount == 2 }
        let closed = harness.peers.snapshot.peers.reduce(into: ClosedConnections()) { $0.add($1.closed) }
        #expect(closed.byReason == [.silent: .init(connections: 8, unreadBytes: 0)])
        #expect(harness.counts.snapshot.refused == [.silent: 8] && harness.counts.snapshot.openConnections == 2)
        #expect(closed.losses == [])
    }

    @Test("counts what it leaves unread when it is stopped")
    func countsUnread() throws {
        let harness = try LoopHarness(records: 1)
        let peer = try harness.connect()
        try peer.send("one\n")
        try eventually("the first line") { harness.handler.lines.balance.accepted == 1 }
        try peer.send("never read\n")
        try eventually("it waits") { harness.outbox.pausedConnections.load(ordering: .relaxed) == 1 }
        harness.stop()
        let closed = harness.peers.snapshot.peers[0].closed
        #expect(closed.byReason == [.drainDeadline: .init(connections: 1, unreadBytes: 11)])
        #expect(closed.losses == ["1 connection closed (drain deadline), 11 bytes unread"])
    }

    @Test("cuts the longest partial frames when all together take too much, and counts every byte of them")
    func cutsPartials() throws {
        let size = 1 << 20
        // So many loops that the share of this one is twice the longest message.
        let harness = try LoopHarness(maxMessageSize: size) { $0.loops = 64 }
        let sink = ScriptedSink()
        try harness.startWriter(sink)
        let small = try harness.connect(from: "127.0.0.1")
        try small.send("small")
        let large = try (2..<6).map { try harness.connect(from: "127.0.0.\($0)") }
        let text = String(repeating: "x", count: 900_000)
        for peer in large { try peer.send(text) }
        try small.send(" is whole\n")
        for peer in large { try peer.send("end\n") }
        try eventually("all is read") {
            harness.peers.snapshot.peers.reduce(0) { $0 + $1.bytes } == 4 * 900_004 + 15
        }
        let peers = harness.peers.snapshot.peers
        #expect(peers.reduce(0) { $0 + $1.truncated } >= 1)
        let delivered = peers.reduce(0) { $0 + $1.bytes - $1.skippedBytes }
        try eventually("every line is written") { harness.handler.lines.balance == Balance(accepted: 5, written: 5) }
        // The end of each line is missing, and what was cut off is counted.
        #expect(sink.text.utf8.count == delivered)
        #expect(sink.text.contains("small is whole\n"))
    }

    @Test("changes to another router between two lines; a partial frame takes the new way, and connections stay open")
    func reroutes() throws {
        let harness = try LoopHarness()
        let (next, handler) = try harness.nextRouter()
        let peers = try (0..<50).map { try harness.connect(from: "127.0.0.\($0 + 1)") }
        for peer in peers { try peer.send("one\ntw") }
        try eventually("the first lines") { harness.handler.lines.balance.accepted == 50 }
        let change = try RouterSwitch(to: next, loops: 1)
        harness.loop.use(change)
        change.wait()
        for peer in peers { try peer.send("o\nthree\n") }
        try eventually("the other lines") { handler.lines.balance.accepted == 100 }
        #expect(harness.handler.lines.balance.accepted == 50)
        #expect(peers.allSatisfy { !$0.isAtEnd } && harness.loop.connectionCount == 50)
        // A new connection knows only the new route.
        let late = try harness.connect(from: "127.0.0.1")
        try late.send("late\n")
        try eventually("its line") { handler.lines.balance.accepted == 101 }
    }

    @Test("reads on from a connection whose full destination is not that of its new route")
    func reroutesPaused() throws {
        let harness = try LoopHarness(records: 1)
        let peer = try harness.connect()
        try peer.send("one\n")
        try eventually("the first line") { harness.handler.lines.balance.accepted == 1 }
        try peer.send("two\n")
        try eventually("it waits") { harness.outbox.pausedConnections.load(ordering: .relaxed) == 1 }
        let (next, handler) = try harness.nextRouter()
        let change = try RouterSwitch(to: next, loops: 1)
        harness.loop.use(change)
        change.wait()
        try eventually("the second line") { handler.lines.balance.accepted == 1 }
        #expect(harness.outbox.pausedConnections.load(ordering: .relaxed) == 0)
    }

    @Test("that has ended acknowledges a change of routers as well")
    func reroutesAtEnd() throws {
        let harness = try LoopHarness()
        harness.stop()
        let change = try RouterSwitch(to: try harness.nextRouter().router, loops: 1)
        harness.loop.use(change)
        change.wait()
    }

    @Test("passes on what waits in a memory of the old route before the first line of the new one")
    func reroutesMemories() throws {
        let routed = try RoutedHandlers(
            """
            "a": {"class": "logging.FileHandler", "filename": "DIR/a"},
            "m": {"class": "logging.handlers.MemoryHandler", "capacity": 100, "target": "a"},
            "n": {"class": "logging.handlers.MemoryHandler", "capacity": 1000, "target": "m"}
            """, root: #"["n"]"#)
        let harness = try LoopHarness(router: routed.router)
        let peer = try harness.connect()
        try peer.send("one\n")
        try eventually("the first line") { routed.balance("a")?.accepted == 1 }
        let outbox = routed.factory.destinations[0].outbox
        #expect(outbox.isEmpty, "the line waits in a memory")
        let change = try RouterSwitch(to: try harness.nextRouter().router, loops: 1)
        harness.loop.use(change)
        change.wait()
        #expect(outbox.queuedRecords.load(ordering: .relaxed) == 1)
    }
}
