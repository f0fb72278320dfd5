// PeerRegistryTests.swift: peers are remembered when they leave, in bounded memory, and nothing they sent is forgotten.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The peer registry")
struct PeerRegistryTests {
    /// Has a peer connect, send some lines and leave.
    private func visit(_ registry: PeerRegistry, _ address: String, lines: Int = 1) {
        let peer = registry.connected(address)
        var batch = FrameBatch()
        for _ in 0..<lines { batch.add(received: 0..<0) }
        peer.count(batch, bytes: lines * 10, at: .now)
        registry.disconnected(peer)
    }

    @Test("keeps so many departed peers, and folds the oldest into one sum")
    func folding() {
        let registry = PeerRegistry(departedLimit: 3, topLimit: 0)
        for number in 1...5 { visit(registry, "10.0.0.\(number)", lines: number) }
        let (peers, folded) = registry.snapshot
        #expect(peers.map(\.address).sorted() == ["10.0.0.3", "10.0.0.4", "10.0.0.5"])
        #expect(folded.peers == 2)
        #expect(folded.lines == 1 + 2)
        #expect(folded.bytes == 30)
        #expect(folded.connections == 2)
    }

    @Test("never folds a peer that is connected, however long ago it came")
    func connectedPeersStay() {
        let registry = PeerRegistry(departedLimit: 1, topLimit: 0)
        let staying = registry.connected("10.0.0.1")
        for number in 2...9 { visit(registry, "10.0.0.\(number)") }
        #expect(registry.snapshot.peers.map(\.address).sorted() == ["10.0.0.1", "10.0.0.9"])
        registry.disconnected(staying)
        #expect(registry.snapshot.peers.map(\.address) == ["10.0.0.1"])
        #expect(registry.snapshot.folded.peers == 8)
    }

    @Test("counts the departure of a peer from its last one, when it comes and goes")
    func returningPeers() {
        let registry = PeerRegistry(departedLimit: 2, topLimit: 0)
        visit(registry, "10.0.0.1")
        visit(registry, "10.0.0.2")
        for _ in 0..<1_000 { visit(registry, "10.0.0.1") }
        visit(registry, "10.0.0.3")
        let (peers, folded) = registry.snapshot
        #expect(peers.map(\.address).sorted() == ["10.0.0.1", "10.0.0.3"])
        #expect(peers.first { $0.address == "10.0.0.1" }?.connections == 1_001)
        #expect(folded.peers == 1)
    }

    @Test("has a peer go on from its totals when it returns")
    func goesOn() throws {
        let registry = PeerRegistry(departedLimit: 1, topLimit: 0)
        let first = registry.connected("2001:db8::1")
        var framer = Framer(framing: .lf, limit: 16)
        var batch = FrameBatch()
        framer.read(Array("a line that is too long for this framer\nx\n".utf8).span, into: &batch)
        first.count(batch, bytes: 42, at: WallTime(nanoseconds: 7))
        first.countUnrouted(1)
        first.tls.count(.plainText, at: WallTime(nanoseconds: 5))
        registry.disconnected(first)
        let past = first.snapshot
        for number in 1...3 { visit(registry, "10.0.0.\(number)") }
        #expect(registry.snapshot.folded.peers == 3)
        #expect(registry.snapshot.folded.handshakes.failed == [.plainText: 1])

        var expected = past
        expected.connections = 2
        expected.openConnections = 1
        #expect(registry.connected("2001:db8::1").snapshot == expected)
        #expect(past.truncated == 1 && past.skippedBytes > 0)
        #expect(registry.snapshot.folded.peers == 2)
        #expect(registry.snapshot.folded.handshakes.failed.isEmpty)
    }

    @Test("keeps the peers with the most lines, however long ago they left")
    func topTalkers() {
        let registry = PeerRegistry(departedLimit: 2, topLimit: 3)
        let lines = [5, 900, 3, 800, 1, 4, 700, 2, 6, 600, 7, 8]
        for (number, count) in lines.enumerated() { visit(registry, "10.0.0.\(number)", lines: count) }
        let (peers, folded) = registry.snapshot
        #expect(peers.map(\.lines).sorted() == [7, 8, 700, 800, 900])
        #expect(folded.peers == lines.count - 5)
        #expect(folded.lines == lines.reduce(0, +) - 7 - 8 - 700 - 800 - 900)
    }

    @Test("says that it forgot the totals of the oldest, where the addresses are too many")
    func forgetting() {
        let registry = PeerRegistry(departedLimit: 0, topLimit: 0, accountLimit: 1_000)
        for number in 0..<3_000 { visit(registry, "10.0.\(number / 250).\(number % 250)", lines: 2) }
        let folded = registry.snapshot.folded
        #expect((500...1_000).contains(folded.peers))
        #expect(folded.peers + folded.forgotten == 3_000)
        #expect(folded.lines == 6_000 && folded.connections == 3_000)
        #expect(folded.forgottenUntil != nil)
        var snapshot = CollectorSnapshot(startedAt: .now)
        snapshot.foldedPeers = folded
        #expect(snapshot.summary.contains("from at least \(folded.peers) peers"))
    }

    /// What a recount by hand keeps of a peer.
    private struct Tally: Equatable {
        var lines = 0
        var unrouted = 0
        var connections = 0
        var failures = 0

        init() {}

        init(_ peer: PeerSnapshot) {
            lines = peer.lines
            unrouted = peer.unrouted
            connections = peer.connections
            failures = peer.handshakes.failedTotal
        }
    }

    @Test(
        "has the totals of a plain recount, for each address and all, through twenty thousand random steps",
        arguments: 0..<5)
    func recount(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        let registry = PeerRegistry(departedLimit: 20, topLimit: 5)
        let addresses = (0..<400).map {
            $0 % 2 == 0 ? "10.0.0.\($0 / 2)" : "2001:db8:0:1:2:3:4:\(String(hexadecimal: $0))"
        }
        var tallies: [String: Tally] = [:]
        var open: [Peer] = []
        for _ in 0..<20_000 {
            switch random.number(0...3) {
            case 0:
                let peer = registry.connected(random.pick(addresses))
                tallies[peer.address, default: Tally()].connections += 1
                open.append(peer)
            case 1 where !open.isEmpty:
                let peer = random.pick(open)
                let lines = random.number(1...20)
                var batch = FrameBatch()
                for _ in 0..<lines { batch.add(received: 0..<0) }
                peer.count(batch, bytes: lines, at: .now)
                tallies[peer.address]!.lines += lines
            case 2 where !open.isEmpty && random.chance(10):
                let peer = random.pick(open)
                if random.chance(50) {
                    peer.countUnrouted(1)
                    tallies[peer.address]!.unrouted += 1
                } else {
                    peer.tls.count(random.pick(HandshakeFailure.allCases))
                    tallies[peer.address]!.failures += 1
                }
            default:
                if open.count > 10 { registry.disconnected(open.remove(at: random.number(0...open.count - 1))) }
            }
        }
        let (peers, folded) = registry.snapshot
        var snapshot = CollectorSnapshot(startedAt: .now, of: peers)
        snapshot.foldedPeers = folded
        #expect(folded.peers > 100 && folded.forgotten == 0)
        #expect(snapshot.peerCount == tallies.count)
        #expect(snapshot.received == tallies.values.reduce(0) { $0 + $1.lines })
        #expect(snapshot.bytes == snapshot.received)
        #expect(snapshot.unrouted == tallies.values.reduce(0) { $0 + $1.unrouted })
        #expect(snapshot.handshakes.failedTotal == tallies.values.reduce(0) { $0 + $1.failures })
        #expect(snapshot.openConnections == open.count)
        for peer in peers { #expect(Tally(peer) == tallies[peer.address]) }
        // Those in an account have what they had when they return, and then nothing is left of the sum.
        let shown = Set(peers.map(\.address))
        for (address, tally) in tallies where !shown.contains(address) {
            var expected = tally
            expected.connections += 1
            #expect(Tally(registry.connected(address).snapshot) == expected)
        }
        #expect(registry.snapshot.folded.lines == 0 && registry.snapshot.folded.peers == 0)
    }
}
