// MinuteRate.swift: how many lines came within the last minute, by two counters.
import CollectorCore

/// Counts lines by minutes of the clock. Of the minute before, the share counts that lies within the last 60 seconds, as if
/// its lines were spread evenly.
struct MinuteRate {
    private var minute: Int64 = 0
    private var current = 0
    private var before = 0

    mutating func add(at time: WallTime) {
        move(to: time.seconds / 60)
        current += 1
    }

    /// Adds another rate; the later of the two says which minute it is.
    mutating func add(_ other: MinuteRate) {
        var other = other
        let last = max(minute, other.minute)
        move(to: last)
        other.move(to: last)
        current += other.current
        before += other.before
    }

    func value(at now: WallTime) -> Int {
        var moved = self
        moved.move(to: now.seconds / 60)
        return moved.current + moved.before * Int(60 - now.seconds % 60) / 60
    }

    /// A clock that was set back changes nothing.
    private mutating func move(to next: Int64) {
        guard next > minute else { return }
        before = next == minute + 1 ? current : 0
        current = 0
        minute = next
    }
}
