// MergingTests.swift: the accounts of several collectors add up to one.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The sum of several collectors")
struct MergingTests {
    private static func time(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    private static func peer(_ address: String, lines: Int) -> PeerSnapshot {
        var peer = PeerSnapshot(address: address, at: time(5))
        peer.lines = lines
        return peer
    }

    @Test("one collector remains as it is")
    func one() {
        var snapshot = CollectorSnapshot(
            startedAt: Self.time(3), of: [Self.peer("10.0.0.1", lines: 2)],
            handlers: [HandlerSnapshot(named: "file", written: 2)])
        snapshot.silentPeers = [SilentPeer(address: "10.0.0.2", since: Self.time(1), isConnected: true)]
        #expect(CollectorSnapshot.merging([("web1", snapshot)]) == snapshot)
    }

    @Test("a peer of two collectors is two peers, and handlers and listeners say whose they are")
    func names() {
        func part(_ started: Int64, lines: Int) -> CollectorSnapshot {
            var part = CollectorSnapshot(
                startedAt: Self.time(started), of: [Self.peer("10.0.0.1", lines: lines)],
                handlers: [HandlerSnapshot(named: "file", written: lines)])
            part.listeners = [ListenerSnapshot(name: "tls", kind: .tls, address: "0.0.0.0:6514")]
            part.silentPeers = [SilentPeer(address: "10.0.0.\(9 - started)", since: Self.time(1), isConnected: false)]
            return part
        }
        let sum = CollectorSnapshot.merging([("web1", part(4, lines: 7)), ("web2", part(3, lines: 8))])
        #expect(sum.startedAt == Self.time(3))
        #expect(sum.peers.map(\.key) == [PeerKey("10.0.0.1", at: "web1"), PeerKey("10.0.0.1", at: "web2")])
        #expect(sum.received == 15 && sum.peerCount == 2)
        #expect(sum.handlers.map(\.name) == ["web1: file", "web2: file"])
        #expect(sum.listeners.map(\.name) == ["web1: tls", "web2: tls"])
        #expect(
            sum.silentPeers.map { PeerKey($0.address, at: $0.collector).description } == [
                "10.0.0.5@web1", "10.0.0.6@web2",
            ])
    }

    @Test("nothing is the sum of no collector")
    func none() {
        let sum = CollectorSnapshot.merging([])
        #expect(sum.received == 0 && sum.peers.isEmpty && sum.handlers.isEmpty)
    }

    /// An account with something in every sum.
    private static func random(_ generator: inout SeededGenerator) -> CollectorSnapshot {
        func number() -> Int { Int.random(in: 0..<1_000, using: &generator) }
        func balance() -> Balance {
            Balance(accepted: number(), written: number(), dropped: [.queueFull: number()], held: number())
        }
        func peer(_ address: String) -> PeerSnapshot {
            var peer = PeerSnapshot(address: address, at: time(Int64(number())))
            (peer.lines, peer.bytes, peer.truncated, peer.unrouted) = (number(), number(), number(), number())
            (peer.skippedBytes, peer.connections, peer.openConnections) = (number(), number(), number())
            peer.handshakes.done = number()
            peer.handshakes.failed = [.plainText: number()]
            peer.closed.add(.share, connections: number(), unreadBytes: number())
            return peer
        }
        var part = CollectorSnapshot(startedAt: time(Int64(number())))
        part.peers = (0..<Int.random(in: 0..<5, using: &generator)).map { peer("10.0.0.\($0)") }
        for _ in 0..<Int.random(in: 0..<3, using: &generator) {
            let folded = peer("10.9.9.9")
            part.foldedPeers.add(folded)
            if Bool.random(using: &generator) { part.foldedPeers.forget(folded) }
        }
        part.handlers = (0..<Int.random(in: 0..<4, using: &generator)).map { index in
            var handler = HandlerSnapshot(named: "\(index)", written: 0)
            handler.lines = balance()
            return handler
        }
        part.removedHandlers.count = number()
        part.removedHandlers.lines = balance()
        part.removedHandlers.ownRecords = balance()
        part.listeners = [ListenerSnapshot(name: "udp", kind: .udp, address: "0.0.0.0:514")]
        part.listeners[0].kernelDrops = number()
        part.listeners[0].refused = [.rateLimit: number(), .notAllowed: number()]
        return part
    }

    @Test("every total of any collectors is the sum of theirs")
    func totals() {
        var generator = SeededGenerator(for: "sums of collectors")
        let totals: [KeyPath<CollectorSnapshot, Int>] = [
            \.received, \.bytes, \.unrouted, \.truncated, \.openConnections, \.handshakes.done,
            \.handshakes.failedTotal, \.peerCount, \.foldedPeers.peers, \.foldedPeers.forgotten,
            \.foldedPeers.connections, \.foldedPeers.skippedBytes, \.deliveries.accepted, \.deliveries.written,
            \.deliveries.droppedTotal, \.deliveries.held, \.deliveries.queued, \.removedHandlers.count,
            \.removedHandlers.ownRecords.queued, \.kernelDrops, \.droppedDatagrams,
        ]
        for _ in 0..<200 {
            let parts = (0..<Int.random(in: 2...4, using: &generator)).map { ("c\($0)", Self.random(&generator)) }
            let sum = CollectorSnapshot.merging(parts)
            for total in totals { #expect(sum[keyPath: total] == parts.reduce(0) { $0 + $1.1[keyPath: total] }) }
            for reason in ClosingReason.allCases {
                let count = parts.reduce(0) { $0 + $1.1.closedConnections[reason, default: 0] }
                #expect(sum.closedConnections[reason, default: 0] == count)
            }
            #expect(sum.foldedPeers.forgottenUntil == parts.compactMap(\.1.foldedPeers.forgottenUntil).max())
            #expect(Set(sum.peers.map(\.key)).count == sum.peers.count, "no two peers are one")
        }
    }
}
