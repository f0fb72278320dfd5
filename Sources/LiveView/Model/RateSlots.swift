// RateSlots.swift: rates over the last 1, 10 and 60 seconds.
import CollectorCore

/// Counts in slots of one second of the monotonic clock: complete seconds, and the one that runs.
struct RateSlots: Equatable {
    static let seconds = 60

    private var slots: [Double]
    /// Complete seconds.
    private let seconds: Int
    /// The second that runs, counted from the clock's start.
    private var current: Int64
    private let start: Int64
    /// The most in one second: of a complete slot, or of what was counted at once, which may have come in an instant.
    private(set) var peak = 0.0

    init(at time: Instant, seconds: Int = seconds) {
        self.seconds = seconds
        slots = [Double](repeating: 0, count: seconds + 1)
        current = Self.second(time)
        start = current
    }

    private static func second(_ time: Instant) -> Int64 { time.nanoseconds / 1_000_000_000 }

    /// Adds a count over a span of time, split among its seconds.
    mutating func add(_ count: Int, from: Instant, to: Instant) {
        let first = max(from.nanoseconds, to.nanoseconds - Int64(seconds) * 1_000_000_000)
        var moment = min(first, to.nanoseconds)
        let span = to.nanoseconds - moment
        peak = max(peak, Double(count) / max(1, Double(span) / 1e9))
        guard span > 0 else {
            advance(to: to)
            slots[slot(current)] += Double(count)
            return
        }
        while moment < to.nanoseconds {
            let end = min((moment / 1_000_000_000 + 1) * 1_000_000_000, to.nanoseconds)
            advance(to: Instant(nanoseconds: moment))
            slots[slot(moment / 1_000_000_000)] += Double(count) * Double(end - moment) / Double(span)
            moment = end
        }
        advance(to: to)
    }

    /// Starts the second of `time`; the seconds between stay empty.
    mutating func advance(to time: Instant) {
        let second = Self.second(time)
        while current < second {
            peak = max(peak, slots[slot(current)])
            if second - current > Int64(seconds) {
                slots = [Double](repeating: 0, count: seconds + 1)
                current = second
                return
            }
            current += 1
            slots[slot(current)] = 0
        }
    }

    /// Takes over a peak that was counted more finely.
    mutating func note(peak count: Int) { peak = max(peak, Double(count)) }

    private func slot(_ second: Int64) -> Int { Int(second % Int64(seconds + 1)) }

    /// Per second, over the last `window` complete seconds or as many as there have been.
    func rate(over window: Int) -> Double {
        let count = min(Int64(min(window, seconds)), current - start)
        guard count > 0 else { return 0 }
        return (1...count).reduce(0) { $0 + slots[slot(current - $1)] } / Double(count)
    }

    /// The sum of the last `window` seconds, the running one included.
    func sum(over window: Int) -> Double {
        (0...Int64(min(window, seconds))).reduce(0) {
            $0 + (current >= start + $1 ? slots[slot(current - $1)] : 0)
        }
    }

    /// The last `count` complete seconds, oldest first; seconds before the first are 0.
    func history(_ count: Int) -> [Double] {
        (1...Int64(max(1, min(count, seconds)))).reversed().map {
            current - $0 >= start ? slots[slot(current - $0)] : 0
        }
    }
}
