// RefusalTests.swift: how refusals are logged, and how often.
import Testing

@testable import CollectorCore

@Suite("A refusal")
struct RefusalTests {
    @Test("shows plain text so that a terminal bears it")
    func excerpt() {
        #expect(Excerpt.quoted(Array("<13>Nov".utf8), limit: 32) == #""<13>Nov""#)
        #expect(Excerpt.quoted(Array("a\"\\\n\u{1B}é".utf8), limit: 32) == #""a\"\\\x0a\x1b\xc3\xa9""#)
        #expect(Excerpt.quoted(Array("abcd".utf8), limit: 3) == #""abc...""#)
    }

    @Test("is said once a minute for each peer, with the number of those that were not")
    func limited() {
        let peer = PeerTLS()
        let start = Instant(nanoseconds: 1)
        #expect(peer.maySay(at: start) == 0)
        for second in 1...59 { #expect(peer.maySay(at: start.advanced(bySeconds: Double(second))) == nil) }
        #expect(peer.maySay(at: start.advanced(bySeconds: 60)) == 59)
        #expect(peer.maySay(at: start.advanced(bySeconds: 120)) == 0)
    }

    @Test("is counted by its reason, and folded into the sum with its peer")
    func counted() {
        let registry = PeerRegistry(departedLimit: 0, topLimit: 0)
        let peer = registry.connected("192.0.2.1")
        peer.tls.count(.timedOut)
        peer.tls.count(.timedOut)
        let facts = TLSFacts(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "CN=a")
        let number = peer.tls.opened(facts)
        #expect(peer.snapshot.tlsConnections == [facts])
        peer.tls.ended(number)
        #expect(peer.snapshot.tlsConnections == [])
        registry.disconnected(peer)
        #expect(registry.snapshot.folded.handshakes.done == 1)
        #expect(registry.snapshot.folded.handshakes.failed == [.timedOut: 2])
    }

    @Test("waits in the order of deadlines, whatever is taken out between")
    func deadlines() {
        var queue = DeadlineQueue(seconds: 10)
        for token in 0..<5_000 {
            queue.add(UInt64(token), at: Instant(nanoseconds: Int64(token)))
            if token % 2 == 1 {
                #expect(queue.next?.token == UInt64(token / 2))
                queue.removeNext()
            }
        }
        for token in 2_500..<5_000 {
            #expect(queue.next?.token == UInt64(token))
            #expect(queue.next?.deadline == Instant(nanoseconds: Int64(token)).advanced(bySeconds: 10))
            queue.removeNext()
        }
        #expect(queue.next == nil)
    }
}
