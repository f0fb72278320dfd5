// LogRateTests.swift: what may be said how often.
import Testing

@testable import CollectorCore

@Suite("The rate of lines in the log")
struct LogRateTests {
    @Test("is so many in so many seconds, and the next line tells how many were not said")
    func rate() {
        var rate = LogRate(lines: 2, inSeconds: 60)
        let start = Instant(nanoseconds: 0)
        #expect(rate.maySay(at: start) == 0)
        #expect(rate.maySay(at: start) == 0)
        for second in 0..<59 { #expect(rate.maySay(at: start.advanced(bySeconds: Double(second))) == nil) }
        #expect(rate.maySay(at: start.advanced(bySeconds: 60)) == 59)
        #expect(rate.maySay(at: start.advanced(bySeconds: 61)) == 0)
        #expect(rate.maySay(at: start.advanced(bySeconds: 119)) == nil)
    }
}
