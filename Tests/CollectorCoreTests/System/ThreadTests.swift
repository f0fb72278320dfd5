// ThreadTests.swift: threads are waited for by the clock that nobody sets.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A thread", .limited)
struct ThreadTests {
    @Test("is waited for until a deadline, and after it")
    func deadline() throws {
        let waker = try Waker()
        let thread = try Thread(named: "sleeper") { waker.sleep() }
        let began = Instant.now
        #expect(!thread.join(until: began.advanced(bySeconds: 0.1)))
        let waited = Double(Instant.now.nanoseconds - began.nanoseconds) / 1e9
        #expect(waited >= 0.1 && waited < 30)
        // A deadline that has passed only asks.
        #expect(!thread.join(until: began))
        waker.wake()
        #expect(thread.join(until: .now.advanced(bySeconds: 30)))
    }
}
