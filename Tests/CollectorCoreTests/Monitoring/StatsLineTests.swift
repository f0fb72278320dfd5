// StatsLineTests.swift: the account in one line that a script can read.
import Testing

@testable import CollectorCore

@Suite("The stats line")
struct StatsLineTests {
    @Test("has totals and what has happened since, as words that add up")
    func words() throws {
        let now = AccountTotals(MetricsTests.snapshot)
        var before = now
        before.received -= 25
        before.deliveries.accepted -= 12
        before.deliveries.written -= 12
        let text = StatsLine.text(now, since: before, seconds: 59.96)
        let words = text.split(separator: " ").map { $0.split(separator: "=", maxSplits: 1) }
        let values = try Dictionary(uniqueKeysWithValues: words.map { ($0[0], try #require(Double($0[1]))) })
        #expect(values["interval"] == 60 && values["received"] == 100 && values["received_delta"] == 25)
        #expect(values["delivered_delta"] == 12 && values["dropped_delta"] == 0 && values["unrouted"] == 3)
        #expect(values["dropped_queue_full"] == 6 && values["dropped_too_long"] == 2 && values["kernel_drops"] == 11)
        let parts = ["delivered", "dropped", "muted", "queued"].compactMap { values[$0[...]] }
        #expect(parts.count == 4 && parts.reduce(0, +) == values["deliveries"])
    }
}
