// CivilDateTests.swift: the calendar that is computed, against the system's.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A civil date")
struct CivilDateTests {
    @Test("is that of the system, for a thousand days from 1600 to 2400", arguments: [0, 1, 2])
    func againstTheSystem(seed: UInt64) {
        var random = SeededGenerator(state: seed)
        for _ in 0..<1_000 {
            let days = random.number(-135_140...157_054)
            let date = CivilDate(daysSinceEpoch: days)
            let system = CivilTime(secondsSinceEpoch: Int64(days) * 86_400, isUTC: true).text(format: "%-Y %-m %-d")
            #expect("\(date.year) \(date.month) \(date.day)" == String(decoding: system, as: UTF8.self))
        }
    }

    @Test(
        "knows the ends of years and leap days",
        arguments: [
            (-1, "1969-12-31"), (0, "1970-1-1"), (11_016, "2000-2-29"), (11_017, "2000-3-1"), (47_540, "2100-2-28"),
            (47_541, "2100-3-1"), (19_722, "2023-12-31"),
        ])
    func borders(days: Int, text: String) {
        let date = CivilDate(daysSinceEpoch: days)
        #expect("\(date.year)-\(date.month)-\(date.day)" == text)
    }

    @Test("comes from a quotient that is rounded down", arguments: [(7, 3, 2, 1), (-7, 3, -3, 2), (-6, 3, -2, 0)])
    func flooredDivision(number: Int, divisor: Int, quotient: Int, remainder: Int) {
        #expect(number.flooredDivision(by: divisor) == (quotient, remainder))
    }
}
