// KindCount.swift: the pass that puts the lines of the ring into kinds, in slices, and then each line that comes.
import CollectorCore

/// The kinds of all lines since it began: first those held, from the oldest on, so that each kind knows its first line.
/// Lines that leave the ring stay counted.
struct KindCount {
    private(set) var table = KindTable()
    /// The number of the next line to look at.
    private var next: UInt64 = 0
    /// When the first line was received that was looked at.
    private(set) var since: WallTime?
    /// Lines that left the ring before they were looked at.
    private(set) var missed = 0
    /// Lines that are still to be looked at.
    private(set) var left = 0

    /// Lines between two questions whether time is over.
    private static let stride: UInt64 = 32

    var isComplete: Bool { left == 0 }

    /// Looks at lines until `isOver`.
    mutating func advance(over window: FeedWindow, until isOver: () -> Bool) {
        if next < window.dense { catchUp(window) }
        if next < window.end {
            window.scan(from: window.position(atOrAfter: next)) { entry, line in
                look(at: entry, line)
                next = entry.sequence + 1
                return next % Self.stride != 0 || !isOver()
            }
        }
        left = Int(window.end - next)
    }

    /// Goes on where the ring begins now; of the lines before it, those of quiet peers may be in the reserve.
    private mutating func catchUp(_ window: FeedWindow) {
        var found = 0
        window.scan(from: window.position(atOrAfter: next)) { entry, line in
            guard entry.sequence < window.dense else { return false }
            look(at: entry, line)
            found += 1
            return true
        }
        if next > 0 { missed += Int(window.dense - next) - found }
        next = window.dense
    }

    private mutating func look(at entry: borrowing FeedEntry, _ line: Bytes) {
        if since == nil { since = entry.received }
        table.add(entry, line)
    }
}
