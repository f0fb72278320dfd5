// HeartbeatTests.swift: a stuck event loop is noticed, and so is its recovery.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The heartbeat", .limited)
struct HeartbeatTests {
    private func loop() throws -> EventLoop {
        let harness = try LoopHarness()
        return try EventLoop(harness.loop.setting, router: harness.router)
    }

    @Test("stops while one loop is stuck, and goes on with it")
    func stuck() throws {
        let (first, stuck) = (try LoopHarness(), try loop())
        let heartbeat = Heartbeat([first.loop, stuck], interval: 5)
        let start = Instant.now
        #expect(!heartbeat.beat(at: start))
        try eventually("the first loop answers") { first.loop.hasAnswered(1) }
        // The second one has no thread yet.
        #expect(!heartbeat.beat(at: start.advanced(bySeconds: 60)))
        let silence = try #require(heartbeat.silence(at: start.advanced(bySeconds: 60)))
        #expect(silence.loops == 1 && silence.seconds == 60)
        let thread = try CollectorCore.Thread(named: "event-loop") { stuck.run() }
        try eventually("the second loop answers") { stuck.hasAnswered(1) }
        #expect(heartbeat.silence() == nil)
        #expect(heartbeat.beat(at: start.advanced(bySeconds: 61)))
        // One that was stopped is not stuck.
        stuck.stop()
        #expect(thread.join(until: .now.advanced(bySeconds: 30)))
        try eventually("the question is answered") { heartbeat.beat(at: start.advanced(bySeconds: 62)) }
    }

    @Test("counts an answer once, and asks again only after its interval")
    func interval() throws {
        let harness = try LoopHarness()
        let heartbeat = Heartbeat([harness.loop], interval: 5)
        let start = Instant.now
        #expect(!heartbeat.beat(at: start))
        try eventually("the loop answers") { harness.loop.hasAnswered(1) }
        #expect(heartbeat.beat(at: start.advanced(bySeconds: 1)))
        #expect(!heartbeat.beat(at: start.advanced(bySeconds: 4)))
        #expect(!heartbeat.beat(at: start.advanced(bySeconds: 5)))
        try eventually("the loop answers") { harness.loop.hasAnswered(2) }
        #expect(heartbeat.beat(at: start.advanced(bySeconds: 6)))
    }
}
