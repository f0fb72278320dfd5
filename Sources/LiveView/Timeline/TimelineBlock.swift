// TimelineBlock.swift: consecutive lines that the timeline counts together.
import CollectorCore

/// Lines of the ring, or a run of stored lines, with what was counted of them last.
struct TimelineBlock {
    /// Lines of the ring in one block.
    static let size: UInt64 = 2_048

    /// Numbers of lines that are held, and of those of them that are in view.
    private(set) var held: Range<UInt64> = 0..<0
    private(set) var shown: Range<UInt64> = 0..<0
    private(set) var heldTimes: ClosedRange<Int64>?
    private(set) var shownTimes: ClosedRange<Int64>?
    /// What was noted of the lines of a run that is stored.
    private(set) var notes: RunNotes?
    /// How many answers there were when the lines were counted; `nil` before.
    var answers: Int?
    /// By spans of the grid.
    var counts: [(span: Int64, count: LineCount)] = []
    /// The spans of a run of which some lines are in one, and some in another: it has to be read to tell which, and is in
    /// no count before.
    var unread: ClosedRange<Int64>?

    /// Takes the lines that are held and in view now.
    mutating func follow(_ held: Range<UInt64>, _ stream: FilteredStream, _ run: StoredLines? = nil) {
        let shown = held.clamped(to: stream.range)
        guard self.held != held || self.shown != shown else { return }
        (self.held, self.shown, notes) = (held, shown, run?.notes)
        heldTimes = run.map { $0.notes.times.map(Self.bounded) } ?? Self.times(of: held, stream.window)
        // Of a run that is in view in part, that part is read.
        shownTimes = shown == held ? heldTimes : Self.times(of: shown, stream.window)
        answers = nil
    }

    private static func times(of lines: Range<UInt64>, _ window: FeedWindow) -> ClosedRange<Int64>? {
        window.times(of: lines).map(bounded)
    }

    private static func bounded(_ times: ClosedRange<WallTime>) -> ClosedRange<Int64> {
        TimeGrid.bounded(times.lowerBound)...TimeGrid.bounded(times.upperBound)
    }

    /// The spans of the grid that its lines in view are in.
    func spans(in grid: TimeGrid) -> ClosedRange<Int64>? {
        shownTimes.map { times in
            let ends = [times.lowerBound, times.upperBound].map { grid.number(of: WallTime(nanoseconds: $0)) }
            return ends[0]...ends[1]
        }
    }

    /// Whether it may have lines in view at a place of the scale that the filter lets through.
    func mayHaveLines(at place: Int, of scale: TimeScale) -> Bool {
        if let unread { return scale.place(of: unread.lowerBound)...scale.place(of: unread.upperBound) ~= place }
        return counts.contains { scale.place(of: $0.span) == place && $0.count.lines + $0.count.untested > 0 }
    }

    /// Calls `body` with the runs of lines in view that have a time.
    func timedLines(_ body: (Range<UInt64>) -> Void) {
        guard let untimed = notes?.untimed, !untimed.isEmpty else { return body(shown) }
        var start = shown.lowerBound
        while start < shown.upperBound {
            let next = untimed.first(from: start - held.lowerBound).map { $0 + held.lowerBound } ?? .max
            let end = min(next, shown.upperBound)
            if start < end { body(start..<end) }
            start = next < shown.upperBound ? next + 1 : shown.upperBound
        }
    }

    /// How many of these lines are of severity err or worse, of those that a filter lets through.
    func severe(of lines: Range<UInt64>, _ index: FilterIndex?) -> Int {
        guard let severe = notes?.severe, !severe.isEmpty else { return 0 }
        return stride(from: lines.lowerBound, to: lines.upperBound, by: 64).reduce(0) { sum, line in
            let bits = severe.word(from: line - held.lowerBound) & (index?.answers(from: line) ?? ~0)
            return sum + (bits & ~0 >> (64 - min(64, lines.upperBound - line))).nonzeroBitCount
        }
    }
}
