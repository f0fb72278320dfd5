// RunNotes.swift: what was noted of a run of stored lines when they were found, so that they need not be read again.

/// When the lines of a run were received, and which of them are severe. Lines are counted from 0, the first one of the run.
package struct RunNotes: Sendable {
    private var count: UInt64 = 0
    /// When the earliest and the latest line were received that say so.
    package private(set) var times: ClosedRange<WallTime>?
    /// Lines that say no time.
    package private(set) var untimed = LineBits()
    /// Lines of severity err or worse.
    package private(set) var severe = LineBits()

    package init() {}

    /// Notes the next line.
    package mutating func add(_ time: WallTime, isSevere: Bool) {
        if time == .unknown { untimed.insert(count) } else { widen(to: time...time) }
        if isSevere { severe.insert(count) }
        count += 1
    }

    /// Notes the lines that follow.
    package mutating func append(_ other: RunNotes) {
        if let times = other.times { widen(to: times) }
        untimed.append(other.untimed, shift: count)
        severe.append(other.severe, shift: count)
        count += other.count
    }

    private mutating func widen(to more: ClosedRange<WallTime>) {
        guard let times else {
            times = more
            return
        }
        self.times = min(times.lowerBound, more.lowerBound)...max(times.upperBound, more.upperBound)
    }
}
