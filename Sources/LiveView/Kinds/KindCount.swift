// KindCount.swift: the pass that puts the lines of the ring into kinds, in slices, and then each line that comes.
import CollectorCore

/// The kinds of all lines since it began: first those held, from the oldest on, so that each kind knows its first line.
/// Lines that leave the ring stay counted.
struct KindCount {
    private(set) var table = KindTable()
    /// The number of the next line to look at.
    private var next: UInt64 = 0
    private var restarts = 0
    /// Lines before this one had left the ring when counting began.
    private var start: UInt64?
    /// When the first line was received that was looked at.
    private(set) var since: WallTime?
    /// Lines that left the ring before they were looked at.
    private(set) var missed = 0
    /// Lines that are still to be looked at.
    private(set) var left = 0

    /// Lines between two questions whether time is over.
    private static let stride = 32

    var isComplete: Bool { left == 0 }

    /// Looks at lines until `isOver`.
    mutating func advance(over window: FeedWindow, until isOver: () -> Bool) {
        if window.restarts > restarts {
            // All lines come again, with other numbers.
            self = KindCount()
            restarts = window.restarts
        }
        // The first line of a kind is one of those that are still to be found.
        guard !window.isFilling else {
            left = window.count
            return
        }
        let start = start ?? window.dense
        self.start = start
        var looks = 0
        window.scan(from: window.position(atOrAfter: next)) { entry, line in
            // Those in between have left the ring. Before it, only the last lines of quiet peers are held.
            let expected = max(next, start)
            if entry.sequence > expected { missed += Int(entry.sequence - expected) }
            look(at: entry, line)
            next = entry.sequence + 1
            looks += 1
            return looks % Self.stride != 0 || !isOver()
        }
        left = window.count - window.position(atOrAfter: next)
    }

    /// The number of the kind that a line is of by now.
    mutating func number(of line: Bytes) -> Int? { table.number(of: line) }

    private mutating func look(at entry: borrowing FeedEntry, _ line: Bytes) {
        if since == nil { since = entry.received }
        table.add(entry, line)
    }
}
