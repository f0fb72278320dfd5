// PollerTests.swift: what a poller reports, under which token.
import Testing

@testable import CollectorCore

@Suite("A poller")
struct PollerTests {
    @Test("reports descriptors that can be read by their tokens, until they are removed")
    func reports() throws {
        var poller = try Poller(capacity: 4)
        let (quiet, loud) = (try Waker(), try Waker())
        try poller.add(quiet.descriptor, .readable, token: 1)
        try poller.add(loud.descriptor, .readable, token: 2)
        let before = poller.wait(timeout: 0)
        #expect(before == 0)
        loud.wake()
        // Level-triggered: it is reported until it has been read.
        for _ in 0..<2 {
            let count = poller.wait(timeout: 0)
            #expect(count == 1 && poller.token(at: 0) == 2)
        }
        try poller.modify(loud.descriptor, .peerLeft, token: 3)
        let ignored = poller.wait(timeout: 0)
        #expect(ignored == 0)
        try poller.modify(loud.descriptor, .readable, token: 3)
        let again = poller.wait(timeout: 0)
        #expect(again == 1 && poller.token(at: 0) == 3)
        try poller.remove(loud.descriptor)
        let removed = poller.wait(timeout: 0)
        #expect(removed == 0)
    }

    @Test("refuses what cannot be polled, and what it does not know")
    func refuses() throws {
        let poller = try Poller()
        let waker = try Waker()
        #expect(throws: Errno.self) { try poller.modify(waker.descriptor, .readable, token: 1) }
        #expect(throws: Errno.self) { try poller.remove(waker.descriptor) }
    }
}
