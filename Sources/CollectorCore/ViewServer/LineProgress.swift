// LineProgress.swift: how far a viewer has got with the lines.

/// The next line that a viewer gets, and what it can take.
struct LineProgress {
    /// The number of the next line that has not been looked at.
    private var next: UInt64
    /// Lines before this one are history: where some of them are not held, nothing is missing.
    private let countedFrom: UInt64
    /// Bytes that the viewer can take.
    private(set) var credit = 0
    var cut: ViewerCut?

    /// Bytes that a viewer may allow in advance.
    private static let mostCredit = 64 << 20

    /// - Parameters:
    ///   - from: the first line that the viewer wants.
    ///   - countedFrom: the first line that it misses if it is not held.
    init(from: UInt64, countedFrom: UInt64) {
        next = from
        self.countedFrom = countedFrom
    }

    mutating func grant(_ bytes: UInt64) {
        credit = min(Self.mostCredit, credit + Int(min(bytes, UInt64(Self.mostCredit))))
    }

    mutating func spend(_ bytes: Int) { credit = max(0, credit - bytes) }

    /// Whether there is a line that the viewer has not got.
    func isBehind(_ end: UInt64) -> Bool { next < end }

    /// Writes lines of the window.
    ///
    /// - Parameter limit: bytes after which the message ends; one line may exceed it.
    /// - Returns: whether there was anything to tell.
    mutating func write(_ window: FeedWindow, limit: Int, _ lines: inout LinesWriter, to wire: inout WireWriter) -> Bool
    {
        lines.begin(at: next)
        var next = next
        var withheld: UInt64 = 0
        var missing: UInt64 = 0
        var cut = cut
        let countedFrom = countedFrom
        var isComplete = true
        /// Those before `number` that have not been seen are not held.
        func skip(to number: UInt64) {
            let first = max(next, countedFrom)
            if number > first { missing += number - first }
            next = number
        }
        window.scan(from: window.position(atOrAfter: next)) { source, first, count in
            guard cut?.wants(source) == false else { return true }
            skip(to: first)
            next = first + UInt64(count)
            withheld += UInt64(count)
            return false
        } _: { entry, bytes in
            skip(to: entry.sequence)
            next = entry.sequence + 1
            guard cut?.wants(bytes) ?? true else {
                withheld += 1
                return true
            }
            lines.tail.missing += missing
            missing = 0
            lines.add(entry, bytes, to: &wire)
            isComplete = wire.count + lines.pendingSize < limit
            return isComplete
        }
        if isComplete { skip(to: max(next, window.end)) }
        lines.tail.missing += missing
        lines.tail.withheld = withheld
        lines.tail.next = next
        self.next = next
        self.cut = cut
        guard lines.hasContent else { return false }
        lines.finish(&wire)
        return true
    }
}
