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

    @Test("a burst has its peak as a whole, also where it lies on both sides of a reading of the counters")
    func burst() {
        var scene = Scene()
        scene.tick()
        for (number, offset) in [0.0, 0.01].enumerated() {
            scene.clock.advance(1)
            scene.count("10.0.0.1", lines: 27, bytes: 270, connections: 1)
            scene.count("10.0.0.2", lines: number, bytes: number * 10, connections: 1)
            for _ in 0..<27 { scene.receive("<6>burst", from: "10.0.0.1", before: -offset) }
            if number == 1 { scene.receive("<6>alone", from: "10.0.0.2", before: -offset) }
            scene.tick()
        }
        #expect(scene.screen().text.contains("peak 55"))
        #expect(scene.model.tables.peers["10.0.0.1"]?.messages.peak == 54)
        #expect(scene.model.tables.peers["10.0.0.2"]?.messages.peak == 1)
        scene.type(.tab, .character("R"))
        _ = scene.screen()
        if scene.model.handle(.character("y")) != .resetCounters { Issue.record("R asks, y answers") }
        #expect(scene.model.tables.peers["10.0.0.1"]?.messages.peak == 0)
    }

    @Test("a steady rate has itself as its peak, and a clock that is set back makes none")
    func meter() {
        func time(_ seconds: Double) -> WallTime {
            WallTime(nanoseconds: 1_788_005_002_000_000_000 + Int64(seconds * 1e9))
        }
        var meter = BurstMeter()
        var most = 0
        for line in 0..<400 { most = max(most, meter.add(1, at: time(Double(line) / 100))) }
        #expect((90...100).contains(most))
        #expect(meter.add(7, at: time(-3_600)) == 7)
        #expect(meter.add(1, at: time(0)) == 1)
        #expect(meter.add(1, at: time(0.95)) == 2)
        #expect(meter.add(1, at: time(0.85)) == 3, "event loops add side by side")
        #expect(meter.add(1, at: time(1.5)) == 3)
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
