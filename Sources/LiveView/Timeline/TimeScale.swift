// TimeScale.swift: the scale of the timeline: buckets of equal width that begin at round times.
import CollectorCore

/// `count` buckets, the first of which is span `first` of the grid.
///
/// Places of buckets are counted from 1. What is older than all of them is at place 0, what is newer at `count` + 1.
struct TimeScale: Equatable {
    let grid: TimeGrid
    let first: Int64
    let count: Int

    /// The narrowest buckets with which `times` fit into the room. Those of the scale before are kept while they are hardly
    /// wider than that, so that the scale does not change to and fro as lines come and go.
    init(_ times: ClosedRange<Int64>, count: Int, shift: Int64, before: TimeScale?) {
        func fits(_ width: Int64, _ room: Int) -> Bool {
            let grid = TimeGrid(width: width, shift: shift)
            return Self.number(times.upperBound, grid) - Self.number(times.lowerBound, grid) < room
        }
        let narrowest = Self.widths.first { fits($0, count) } ?? Self.widths[Self.widths.count - 1]
        let roomy = Self.widths.first { fits($0, count - count / 8) } ?? narrowest
        let kept = before.flatMap { narrowest...max(narrowest, roomy) ~= $0.grid.width ? $0.grid.width : nil }
        grid = TimeGrid(width: kept ?? narrowest, shift: shift)
        first = Self.number(times.upperBound, grid) - Int64(count) + 1
        self.count = count
    }

    private static func number(_ time: Int64, _ grid: TimeGrid) -> Int64 {
        grid.number(of: WallTime(nanoseconds: time))
    }

    /// From 10 ms to so many days that any times fit.
    private static let widths: [Int64] = {
        let millisecond: Int64 = 1_000_000
        let fractions = [10, 20, 50, 100, 200, 250, 500].map { $0 * millisecond }
        let parts: [Int64] = [1, 2, 3, 4, 5, 6, 10, 12, 15, 20, 30]
        let seconds = parts.map { $0 * TimeSpan.second }
        let hours: [Int64] = [1, 2, 3, 4, 6, 8, 12]
        let days: [Int64] = [1, 2, 3, 5, 7, 10, 15, 20, 30, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000, 20_000]
        return fractions + seconds + seconds.map { $0 * 60 } + hours.map { $0 * 3_600 * TimeSpan.second }
            + days.map { $0 * TimeSpan.day }
    }()

    /// The next width from `least` on of which a bucket is a whole part.
    func multiple(from least: Int64) -> Int64? { Self.widths.first { $0 >= least && $0 % grid.width == 0 } }

    /// Nanoseconds since the epoch.
    var start: Int64 { grid.span(first).lowerBound }
    var end: Int64 { grid.span(first + Int64(count)).lowerBound }

    /// Whether some of these spans of the grid are in it.
    func shows(_ spans: ClosedRange<Int64>) -> Bool { spans.overlaps(first...first + Int64(count) - 1) }

    /// The place of a span of the grid.
    func place(of span: Int64) -> Int { Int(min(max(span - first, -1), Int64(count))) + 1 }

    /// The place of a time, in nanoseconds since the epoch.
    func place(at time: Int64) -> Int { place(of: Self.number(time, grid)) }

    /// What is at a place, in nanoseconds since the epoch.
    func span(at place: Int) -> Range<Int64> {
        if place < 1 { return .min..<start }
        return place > count ? end..<Int64.max : grid.span(first + Int64(place) - 1)
    }
}
