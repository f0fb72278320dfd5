// RequestGateTests.swift: requests that come during the work cause one more run.
import Testing

@testable import CollectorCore

@Suite("Requests for a reload")
struct RequestGateTests {
    @Test("that come during one are answered by one more, and the last one counts")
    func coalesce() {
        let gate = RequestGate()
        #expect(gate.request())
        for _ in 0..<3 { #expect(!gate.request()) }
        #expect(gate.isRequestedAgain())
        #expect(!gate.request())
        #expect(gate.isRequestedAgain())
        #expect(!gate.isRequestedAgain())
        #expect(gate.request(), "the next one begins anew")
    }

    @Test("are free again after one that could not begin")
    func givenUp() {
        let gate = RequestGate()
        #expect(gate.request())
        gate.giveUp()
        #expect(gate.request())
    }
}
