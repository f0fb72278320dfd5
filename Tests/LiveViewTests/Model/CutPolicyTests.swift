// CutPolicyTests.swift: a cut is asked for when lines are skipped, and does not come and go.
import CollectorCore
import Testing

@testable import LiveView

@Suite("When fewer lines are asked for")
struct CutPolicyTests {
    /// A view that gets at most so many lines a second, told once a second what became of the others.
    private struct Viewer {
        var policy = CutPolicy()
        var limit = 100_000.0
        var filter: Cut? = Cut(networks: ["10.0.0.1"])
        var skipped = 0
        var now = Instant(nanoseconds: 1_000_000_000_000)
        /// How often the cut has changed.
        var changes = 0
        var secondsUncut = 0

        mutating func run(seconds: Int, rate: Double) {
            for _ in 0..<seconds {
                now = now.advanced(bySeconds: 1)
                let wanted = policy.cut == nil ? rate : 10
                skipped += Int(max(0, wanted - limit))
                let before = policy.cut
                policy.update(filter: filter, skipped: skipped, rate: rate, at: now)
                if policy.cut != before { changes += 1 }
                if policy.cut == nil { secondsUncut += 1 }
            }
        }
    }

    @Test("nothing is cut while all lines get through, or where the filter needs all")
    func unneeded() {
        var viewer = Viewer()
        viewer.run(seconds: 600, rate: 90_000)
        #expect(viewer.policy.cut == nil && viewer.changes == 0)
        viewer.filter = nil
        viewer.run(seconds: 600, rate: 1_000_000)
        #expect(viewer.policy.cut == nil && viewer.changes == 0 && viewer.skipped > 0)
    }

    @Test("a flood is cut at once and stays cut: hours of it are tried a few times only")
    func flood() {
        var viewer = Viewer()
        viewer.run(seconds: 1, rate: 1_000_000)
        #expect(viewer.policy.cut == viewer.filter)
        viewer.run(seconds: 4 * 3_600, rate: 1_000_000)
        #expect(viewer.changes <= 13 && viewer.secondsUncut <= 12, "\(viewer.changes) changes")
    }

    @Test("after the flood all lines are fetched again, and that is all")
    func ebb() {
        var viewer = Viewer()
        viewer.run(seconds: 60, rate: 1_000_000)
        viewer.run(seconds: 40, rate: 1_000)
        #expect(viewer.policy.cut == nil && viewer.changes == 2)
        viewer.run(seconds: 3_600, rate: 1_000)
        #expect(viewer.changes == 2)
    }

    @Test("floods that come every minute have the cut stay longer and longer")
    func waves() {
        var viewer = Viewer()
        for _ in 0..<120 {
            viewer.run(seconds: 20, rate: 1_000_000)
            viewer.run(seconds: 40, rate: 1_000)
        }
        // It ends after 30, 60, 120 ... seconds: two hours have room for eight times.
        #expect(viewer.changes <= 18, "\(viewer.changes) changes")
    }

    @Test("another filter changes the cut at once, and one that needs all lines ends it")
    func filter() {
        var viewer = Viewer()
        viewer.run(seconds: 10, rate: 1_000_000)
        viewer.filter = Cut(worstSeverity: 3)
        viewer.run(seconds: 1, rate: 1_000_000)
        #expect(viewer.policy.cut == Cut(worstSeverity: 3))
        viewer.filter = nil
        viewer.run(seconds: 1, rate: 1_000_000)
        #expect(viewer.policy.cut == nil)
    }
}
