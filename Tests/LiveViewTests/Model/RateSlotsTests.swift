// RateSlotsTests.swift: counts per second.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Rates")
struct RateSlotsTests {
    private static func at(_ seconds: Double) -> Instant { Instant(nanoseconds: Int64(seconds * 1e9)) }

    @Test("windows are of complete seconds, and no longer than there has been time")
    func windows() {
        var slots = RateSlots(at: Self.at(100))
        #expect(slots.rate(over: 1) == 0)
        for second in 0..<5 {
            slots.add(10 * (second + 1), from: Self.at(100 + Double(second)), to: Self.at(101 + Double(second)))
        }
        #expect(slots.rate(over: 1) == 50)
        #expect(slots.rate(over: 10) == 30)
        #expect(slots.rate(over: 60) == 30)
        #expect(slots.peak == 50)
        slots.advance(to: Self.at(106))
        #expect(slots.rate(over: 1) == 0)
        #expect(slots.history(3) == [40, 50, 0])
    }

    @Test("a count over several seconds is shared among them")
    func shared() {
        var slots = RateSlots(at: Self.at(100))
        slots.add(100, from: Self.at(100.5), to: Self.at(102.5))
        #expect(slots.history(2) == [25, 50])
        slots.advance(to: Self.at(103))
        #expect(slots.rate(over: 1) == 25)
    }

    @Test("a long sleep leaves nothing behind, and a clock that stands still loses nothing")
    func sleep() {
        var slots = RateSlots(at: Self.at(100))
        slots.add(7, from: Self.at(100), to: Self.at(100))
        slots.advance(to: Self.at(101))
        #expect(slots.rate(over: 1) == 7)
        slots.advance(to: Self.at(100_000))
        #expect(slots.rate(over: 60) == 0)
        slots.add(600, from: Self.at(100_000), to: Self.at(110_000))
        #expect((9.9...10.1).contains(slots.rate(over: 60)))
    }
}
