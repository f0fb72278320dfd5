// OutputPace.swift: when a slow terminal is due for its next picture.
import CollectorCore

/// Keeps the backlog in the buffer of a slow terminal short, so that keys show their effect soon.
///
/// The buffer of a pty holds about 20 kB, which is 20 s of outdated pictures at 1 kB/s. Linux does not tell how much of it
/// is used (`TIOCOUTQ` is always 0), only whether it has room. The terminal's speed follows from that: whenever room
/// returns in a full buffer, the buffer holds the same number of bytes as the last time this happened, so the terminal has
/// read what was written in between. From then on the backlog is estimated, and a picture waits until it is short.
struct OutputPace {
    /// Bytes per second that the terminal reads; `nil` while it keeps up with the pictures.
    private(set) var speed: Double?
    /// When the backlog is short, if the speed is right.
    private var due = Instant(nanoseconds: 0)
    /// Bytes written so far.
    private var written = 0
    /// Returns of room, during which the buffer was never far from full.
    private var run: (first: Mark, last: Mark)?
    /// When the measured speed is dropped. The terminal may be faster now, and only a full buffer disproves that.
    private var expiry = Instant(nanoseconds: 0)
    private var validity = shortestValidity

    private struct Mark {
        var time: Instant
        var written: Int

        /// Bytes per second from `self` to `other`.
        func speed(to other: Mark) -> Double {
            Double(other.written - written) / max(0.001, other.time.seconds(since: time))
        }
    }

    /// Bytes in the buffer of a pty when room returns.
    private static let bufferSize = 18_000
    /// A buffer that takes no more than this between two returns of room was nearly full all the time.
    private static let refill = 8_000
    /// A measurement takes at least as many bytes and seconds. A full buffer may differ by 2 kB from one time to the next,
    /// and a terminal that pauses for a moment is not slow.
    private static let measuringBytes = 8_000
    private static let measuringTime = 1.0
    /// The least speed, in bytes per second, that is believed of a terminal.
    private static let slowest = 100.0
    /// Seconds of backlog with which the next picture may begin.
    private static let slack = 0.25
    /// The part of the measured speed that is used. The rest lets the backlog shrink even if the speed is overestimated.
    private static let share = 0.65
    /// Seconds that a measured speed is valid once the buffer is read; each later one is valid for twice as long.
    private static let shortestValidity = 60.0
    private static let longestValidity = 3_600.0

    /// When the terminal is due for the next picture.
    var nextPicture: Instant { speed == nil ? Instant(nanoseconds: 0) : min(due, expiry) }

    /// Notes bytes that the buffer has taken.
    mutating func add(_ count: Int, at now: Instant) {
        written += count
        guard let speed else { return }
        guard now < expiry else {
            self.speed = nil
            run = nil
            return
        }
        let start = max(due, now.advanced(bySeconds: -Self.slack))
        due = start.advanced(bySeconds: Double(count) / (speed * Self.share))
    }

    /// Notes that a full buffer has room again.
    mutating func noteRoom(at now: Instant) {
        let mark = Mark(time: now, written: written)
        if let run, written - run.last.written <= Self.refill {
            self.run?.last = mark
            if written - run.first.written >= Self.measuringBytes,
                now.seconds(since: run.first.time) >= Self.measuringTime
            {
                measure(run.first.speed(to: mark), at: now)
            }
        } else {
            // The terminal may be faster than this average, as the buffer may have been empty meanwhile. But at the speed
            // assumed so far, it has become full.
            if let run, let speed { self.speed = max(Self.slowest, min(speed, run.last.speed(to: mark))) }
            run = (mark, mark)
        }
        guard let speed else { return }
        due = now.advanced(bySeconds: Double(Self.bufferSize) / speed - Self.slack)
    }

    private mutating func measure(_ measured: Double, at now: Instant) {
        let measured = max(measured, Self.slowest)
        if speed == nil {
            expiry = now.advanced(bySeconds: Double(Self.bufferSize) / measured + validity)
            validity = min(validity * 2, Self.longestValidity)
        }
        speed = measured
    }
}
