// RolloverPause.swift: a failed rollover is retried later; until then the file continues to grow.

/// When a failed rollover is retried.
///
/// Python drops each record whose rollover fails. Here records are written to the old file beyond its time or size
/// instead: nothing is lost, and nothing waits.
struct RolloverPause {
    private var failedAt: Int64?
    /// Seconds from one attempt to the next.
    static let length: Int64 = 60

    /// Whether the pause still lasts. Setting the clock back ends it.
    func isOver(at time: WallTime) -> Bool {
        guard let failedAt else { return true }
        return time.seconds < failedAt || time.seconds - failedAt >= Self.length
    }

    /// Records a failure, to be reported once by throwing it.
    mutating func begin(at time: WallTime, _ path: String, _ error: Errno) -> SinkError {
        failedAt = time.seconds
        return .failed("cannot roll \(path) over: \(error); it grows on, and it is tried again in \(Self.length) s")
    }

    mutating func end() {
        failedAt = nil
    }
}
