// ReserveCount.swift: the lines of quiet peers in the timeline: counted again when anything of them has changed.
import CollectorCore

/// Counts of the lines that are kept outside the ring.
struct ReserveCount {
    /// What the counts depend on.
    private struct State: Equatable {
        let version: Int
        let shown: Range<UInt64>
        let answers: Int
        let grid: TimeGrid
    }

    private var version: Int?
    /// When these lines were received, in nanoseconds since the epoch.
    private(set) var times: ClosedRange<Int64>?
    /// `nil` before they were counted.
    private var state: State?
    /// By spans of the grid.
    private(set) var counts: [Int64: LineCount] = [:]

    mutating func follow(_ window: FeedWindow) {
        guard version != window.reserveVersion else { return }
        version = window.reserveVersion
        let times = (0..<window.reservedCount).map { Self.time(at: $0, in: window) }
        self.times = times.min().flatMap { first in times.max().map { first...$0 } }
    }

    static func time(at position: Int, in window: FeedWindow) -> Int64 {
        window.withLine(at: position) { entry, _ in TimeGrid.bounded(entry.received) }
    }

    /// - Parameters:
    ///   - errors: which of the lines are of severity err or worse.
    ///   - watches: which of them the watched filters match.
    mutating func count(_ stream: FilteredStream, errors: FilterIndex, _ watches: WatchIndexes, _ grid: TimeGrid) {
        let window = stream.window
        let answers = errors.testedInReserve + (stream.index?.testedInReserve ?? 0) + watches.testedInReserve
        let state = State(version: window.reserveVersion, shown: stream.range, answers: answers, grid: grid)
        guard self.state != state else { return }
        self.state = state
        counts = [:]
        for position in 0..<window.reservedCount where stream.range.contains(window.sequence(at: position)) {
            let matches = stream.index == nil ? true : stream.index?.answer(inReserve: position)
            let isSevere = errors.answer(inReserve: position)
            let span = grid.number(of: WallTime(nanoseconds: Self.time(at: position, in: window)))
            var count = LineCount(
                lines: matches == true ? 1 : 0, errors: isSevere == true ? 1 : 0,
                untested: matches == nil || isSevere == nil ? 1 : 0)
            watches.count(inReserve: position, into: &count)
            counts[span, default: LineCount()] += count
        }
    }

    /// The lines are those of another filter from now on.
    mutating func forget() { state = nil }
}
