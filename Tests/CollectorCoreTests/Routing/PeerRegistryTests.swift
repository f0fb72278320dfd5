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
        let registry = PeerRegistry(departedLimit: 3)
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
        let registry = PeerRegistry(departedLimit: 1)
        let staying = registry.connected("10.0.0.1")
        for number in 2...9 { visit(registry, "10.0.0.\(number)") }
        #expect(registry.snapshot.peers.map(\.address).sorted() == ["10.0.0.1", "10.0.0.9"])
        registry.disconnected(staying)
        #expect(registry.snapshot.peers.map(\.address) == ["10.0.0.1"])
        #expect(registry.snapshot.folded.peers == 8)
    }

    @Test("counts the departure of a peer from its last one, when it comes and goes")
    func returningPeers() {
        let registry = PeerRegistry(departedLimit: 2)
        visit(registry, "10.0.0.1")
        visit(registry, "10.0.0.2")
        for _ in 0..<1_000 { visit(registry, "10.0.0.1") }
        visit(registry, "10.0.0.3")
        let (peers, folded) = registry.snapshot
        #expect(peers.map(\.address).sorted() == ["10.0.0.1", "10.0.0.3"])
        #expect(peers.first { $0.address == "10.0.0.1" }?.connections == 1_001)
        #expect(folded.peers == 1)
    }

    @Test("forgets no line in ten thousand random visits", arguments: 0..<5)
    func nothingForgotten(seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        let registry = PeerRegistry(departedLimit: 20)
        var open: [Peer] = []
        for _ in 0..<10_000 {
            if open.isEmpty || random.chance(50) {
                let peer = registry.connected("10.0.0.\(Int.random(in: 0..<60, using: &random))")
                var batch = FrameBatch()
                batch.add(received: 0..<0)
                peer.count(batch, bytes: 1, at: .now)
                peer.countUnrouted(1)
                open.append(peer)
            } else {
                registry.disconnected(open.remove(at: Int.random(in: 0..<open.count, using: &random)))
            }
        }
        let (peers, folded) = registry.snapshot
        #expect(peers.filter { $0.openConnections == 0 }.count <= 20)
        #expect(peers.reduce(0) { $0 + $1.openConnections } == open.count)
        let connections = peers.reduce(folded.connections) { $0 + $1.connections }
        #expect(peers.reduce(folded.lines) { $0 + $1.lines } == connections)
        #expect(peers.reduce(folded.unrouted) { $0 + $1.unrouted } == connections)
    }
}
