// Clock.swift: the two clocks: one gives the time of a record, the other measures durations.
import Glibc

/// A moment of civil time: nanoseconds since 1970-01-01 00:00:00 UTC.
public struct WallTime: BitwiseCopyable, Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// Stands for a time that nobody knows, such as that of a line in a file that says none.
    package static let unknown = WallTime(nanoseconds: 0)

    /// Now, by `CLOCK_REALTIME`.
    public static var now: WallTime { WallTime(nanoseconds: read(CLOCK_REALTIME)) }

    /// Whole seconds since the epoch, rounded down.
    public var seconds: Int64 {
        nanoseconds.flooredDivision(by: 1_000_000_000).quotient
    }

    public static func < (left: WallTime, right: WallTime) -> Bool { left.nanoseconds < right.nanoseconds }
}

/// A moment that only moves forward, for durations and deadlines: nanoseconds of `CLOCK_MONOTONIC`.
public struct Instant: Hashable, Comparable, Sendable {
    public var nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    public static var now: Instant { Instant(nanoseconds: read(CLOCK_MONOTONIC)) }

    public static func < (left: Instant, right: Instant) -> Bool { left.nanoseconds < right.nanoseconds }

    /// The moment `seconds` later.
    public func advanced(bySeconds seconds: Double) -> Instant {
        Instant(nanoseconds: nanoseconds + Int64(seconds * 1e9))
    }

    /// Seconds that have passed since `earlier`.
    package func seconds(since earlier: Instant) -> Double {
        Double(nanoseconds - earlier.nanoseconds) / 1e9
    }

    /// Whole milliseconds from `self` until `other`, rounded up, 0 if it has passed.
    package func milliseconds(until other: Instant) -> CInt {
        CInt(clamping: max(0, (other.nanoseconds - nanoseconds + 999_999) / 1_000_000))
    }
}

private func read(_ clock: clockid_t) -> Int64 {
    var time = timespec()
    unsafe clock_gettime(clock, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
}
