// WireFormatTests.swift: messages come back as they were written, and bytes that are none do no harm.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The encoding of messages to viewers")
struct WireFormatTests {
    private func written<Message: WireMessage>(_ message: Message) -> [UInt8] {
        var wire = WireWriter()
        var message = message
        message.code(&wire)
        return wire.bytes.array
    }

    private func read<Message: WireMessage>(_: Message.Type, _ bytes: [UInt8]) throws(WireError) -> Message {
        var message = Message()
        var reader = try WireReader(bytes)
        try message.code(&reader)
        return message
    }

    private func expectSame<Message: WireMessage & Equatable>(_ message: Message) throws {
        #expect(try read(Message.self, written(message)) == message)
    }

    @Test("gives back every counter that it was given")
    func roundTrip() throws {
        var generator = SeededGenerator(for: "wire round trip")
        for _ in 0..<200 {
            let snapshot = RandomSnapshot.make(&generator)
            try expectSame(CollectorTotals(snapshot, heldHandlers: ["stdout"]))
            for peer in snapshot.peers { try expectSame(peer) }
        }
        for isEvent in [false, true] {
            let note = FeedNote("x", at: WallTime(nanoseconds: 1), .info, isEvent: isEvent)
            try expectSame(NotesMessage(notes: [note]))
        }
        try expectSame(HelloMessage(oldestVersion: 1, program: "x", instance: "77", from: .max))
        try expectSame(CutMessage(networks: ["10.0.0.0/8", "::1"], severity: 4, listeners: ["tcp"]))
    }

    @Test(
        "writes the bytes of protocol buffers",
        arguments: [
            (HelloMessage(oldestVersion: 1, newestVersion: 150, program: "v"), "08 01 10 96 01 1a 01 76"),
            (HelloMessage(oldestVersion: 0, newestVersion: 0, from: 300), "28 ac 02"),
        ])
    func bytes(message: HelloMessage, expected: String) {
        let bytes = written(message).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
        #expect(bytes == expected)
    }

    @Test("skips fields that it does not know, of every type")
    func unknownFields() throws {
        let known = written(HelloMessage(program: "viewer", from: 7))
        // Fields 100 to 103: a varint, eight bytes, text, four bytes.
        let unknown: [UInt8] = [
            0xA0, 0x06, 0x96, 0x01, 0xA9, 0x06, 1, 2, 3, 4, 5, 6, 7, 8, 0xB2, 0x06, 2, 0x68, 0x69, 0xBD, 0x06, 1, 2, 3,
            4,
        ]
        #expect(try read(HelloMessage.self, unknown + known + unknown) == HelloMessage(program: "viewer", from: 7))
    }

    @Test("refuses messages that end too early, and survives any other bytes")
    func garbage() throws {
        var generator = SeededGenerator(for: "wire garbage")
        let snapshot = RandomSnapshot.make(&generator)
        let message = written(CollectorTotals(snapshot, heldHandlers: []))
        #expect(throws: WireError.self) { try read(CollectorTotals.self, message.dropLast()) }
        for _ in 0..<20_000 {
            var bytes = message
            for _ in 0...generator.number(0...4) {
                bytes[generator.number(0...bytes.count - 1)] = UInt8.random(in: 0...255, using: &generator)
            }
            _ = try? read(CollectorTotals.self, Array(bytes.prefix(generator.number(0...bytes.count))))
            _ = try? read(LinesMessage.self, bytes)
            _ = try? ViewRequest(bytes)
        }
    }

    @Test("gives numbers and times of which sums and differences do not overflow")
    func extremes() throws {
        for extreme in [Int.min, .max] {
            var peer = PeerSnapshot(address: "x", at: WallTime(nanoseconds: Int64(extreme)))
            (peer.lines, peer.bytes) = (extreme, extreme)
            let read = try read(PeerSnapshot.self, written(peer))
            let peers = [PeerSnapshot](repeating: read, count: 100_000)
            let snapshot = CollectorSnapshot(startedAt: read.firstSeen, of: peers)
            #expect(snapshot.received.magnitude == 100_000 << 44 && snapshot.bytes.magnitude == 100_000 << 44)
            let difference = WallTime.now.nanoseconds.subtractingReportingOverflow(read.firstSeen.nanoseconds)
            #expect(!difference.overflow)
        }
    }

    @Test("does not follow messages in messages for ever")
    func depth() throws {
        struct Nested: WireMessage {
            var inner: [Nested] = []
            mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
                try wire.messages(1, &inner)
            }
        }
        var bytes: [UInt8] = []
        for _ in 0..<20 { bytes = [0x0A, UInt8(bytes.count)] + bytes }
        #expect(throws: WireError.self) { try read(Nested.self, bytes) }
    }
}

/// Snapshots with all fields set.
enum RandomSnapshot {
    static func peer(_ address: String, _ generator: inout SeededGenerator) -> PeerSnapshot {
        var peer = PeerSnapshot(address: address, at: time(&generator))
        peer.lastSeen = time(&generator)
        peer.lines = generator.number(0...1 << 40)
        peer.bytes = generator.number(0...1 << 40)
        peer.unrouted = generator.number(0...3)
        peer.truncated = generator.number(0...3)
        peer.skippedBytes = generator.number(0...300)
        peer.connections = generator.number(0...300)
        peer.openConnections = generator.number(0...3)
        if generator.chance(30) { peer.handshakes = handshakes(&generator) }
        if generator.chance(30) {
            peer.tlsConnections = [TLSFacts(version: "TLSv1.3", cipher: "X", subject: "CN=é")]
        }
        if generator.chance(30) { peer.closed.add(generator.pick(ClosingReason.allCases), unreadBytes: 7) }
        return peer
    }

    static func make(_ generator: inout SeededGenerator, peers count: Int = 20) -> CollectorSnapshot {
        var snapshot = CollectorSnapshot(startedAt: time(&generator))
        snapshot.peers = (0..<count).map { peer("10.0.0.\($0)", &generator) }
        snapshot.foldedPeers.lines = generator.number(0...1_000)
        snapshot.foldedPeers.forgottenUntil = generator.chance(50) ? time(&generator) : nil
        snapshot.foldedPeers.handshakes = handshakes(&generator)
        var handler = HandlerSnapshot(named: "file", "FileHandler", written: generator.number(0...1_000), queued: 3)
        handler.lines.dropped[generator.pick(DropReason.allCases)] = 5
        handler.recentFailures = [SinkFailure("disk full", at: time(&generator))]
        handler.queueCapacity = generator.chance(50) ? generator.number(0...2) : nil
        handler.queue.heldSeconds = 1.5
        handler.isFull = generator.chance(50)
        snapshot.handlers = [handler]
        snapshot.removedHandlers.count = generator.number(0...2)
        var listener = ListenerSnapshot(name: "udp", kind: generator.pick(ListenerKind.allCases), address: "x:1")
        listener.refused[generator.pick(ClosingReason.allCases)] = 4
        listener.kernelDrops = generator.number(0...4)
        snapshot.listeners = [listener]
        snapshot.silentPeers = [SilentPeer(address: "10.0.0.1", since: time(&generator), isConnected: true)]
        return snapshot
    }

    private static func handshakes(_ generator: inout SeededGenerator) -> HandshakeCounts {
        var counts = HandshakeCounts()
        counts.done = generator.number(0...9)
        counts.failed = [generator.pick(HandshakeFailure.allCases): generator.number(1...9)]
        counts.lastFailure = .init(reason: generator.pick(HandshakeFailure.allCases), time: time(&generator))
        return counts
    }

    private static func time(_ generator: inout SeededGenerator) -> WallTime {
        WallTime(nanoseconds: Int64(generator.number(1...1 << 60)))
    }
}
