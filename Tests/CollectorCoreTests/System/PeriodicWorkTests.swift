// PeriodicWorkTests.swift: jobs come in their intervals, on one thread, and end when they are told to.
import Synchronization
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Periodic work", .limited)
struct PeriodicWorkTests {
    @Test("is done in its interval, and no longer once it has ended")
    func intervals() throws {
        final class Times: Sendable {
            let fast = CollectorCore.Mutex<[Instant]>([])
            let slow = CollectorCore.Mutex<[Instant]>([])
        }
        let times = Times()
        let work = try PeriodicWork()
        let start = Instant.now
        try work.begin([
            PeriodicWork.Job(every: 0.05) { now in times.fast.withLock { $0.append(now) } },
            PeriodicWork.Job(every: 3_600, after: 0) { now in times.slow.withLock { $0.append(now) } },
        ])
        try eventually("five times") { times.fast.withLock { $0.count } >= 5 }
        work.end(until: .now.advanced(bySeconds: 30))
        let fast = times.fast.withLock { $0 }
        #expect(times.slow.withLock { $0 }.count == 1)
        for (index, time) in fast.enumerated() {
            #expect(time >= start.advanced(bySeconds: 0.05 * Double(index + 1)), "never early")
        }
        #expect(times.fast.withLock { $0 } == fast)
    }
}
