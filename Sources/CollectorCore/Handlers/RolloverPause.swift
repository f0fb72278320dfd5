// RolloverPause.swift: a rollover that fails is tried again later; until then the file grows on.

/// When a rollover that failed is tried again.
///
/// Python drops each record whose rollover fails. Here the file takes records beyond its time or size instead: nothing
/// is lost, and nobody waits.
struct RolloverPause {
    private var failedAt: Int64?
    /// Seconds from one attempt to the next.
    static let length: Int64 = 60

    /// Whether to wait a little more. A clock that was set back ends the pause.
    func isOver(at time: WallTime) -> Bool {
        guard let failedAt else { return true }
        return time.seconds < failedAt || time.seconds - failedAt >= Self.length
    }

    /// Notes a failure, to be reported once by throwing it.
    mutating func begin(at time: WallTime, _ path: String, _ error: Errno) -> SinkError {
        failedAt = time.seconds
        return .failed("cannot roll \(path) over: \(error); it grows on, and it is tried again in \(Self.length) s")
    }

    mutating func end() {
        failedAt = nil
    }
}
