// PeerTests.swift: when a peer was last heard of, and what went wrong last.
import Testing

@testable import CollectorCore

@Suite("A peer")
struct PeerTests {
    private static func at(_ seconds: Int64) -> WallTime { WallTime(nanoseconds: seconds * 1_000_000_000) }

    @Test("was last seen with its last line, whenever it came and went")
    func lastSeen() {
        let peer = Peer(address: "192.0.2.1")
        peer.countConnection(at: Self.at(10))
        #expect(peer.snapshot.lastSeen == Self.at(10))
        var framer = Framer(framing: .lf, limit: 100)
        var batch = FrameBatch()
        framer.read(Array("line\n".utf8).span, into: &batch)
        peer.count(batch, bytes: 5, at: Self.at(20))
        batch.clear()
        peer.count(batch, bytes: 0, at: Self.at(30))
        peer.countDisconnection()
        peer.countConnection(at: Self.at(40))
        #expect(peer.snapshot.lastSeen == Self.at(20))
        #expect(peer.snapshot.lines == 1)
    }

    @Test("tells of its last failed handshake, and a sum of the last of all")
    func lastFailure() {
        let (first, second) = (Peer(address: "192.0.2.1"), Peer(address: "192.0.2.2"))
        first.tls.count(.plainText, at: Self.at(10))
        first.tls.count(.plainText, at: Self.at(11))
        first.tls.count(.timedOut, at: Self.at(12))
        second.tls.count(.plainText, at: Self.at(11))
        var sum = first.snapshot.handshakes
        #expect(sum.lastFailure == HandshakeCounts.Failure(reason: .timedOut, time: Self.at(12)))
        sum.add(second.snapshot.handshakes)
        #expect(sum.lastFailure?.time == Self.at(12))
        #expect(sum.failedTotal == 4)
    }
}
