// LogRate.swift: a rate limit for log lines that peers can cause.

/// At most a number of lines per period. Suppressed lines are counted, and the next line reports their number.
struct LogRate: Sendable {
    private let lines: Int
    private let seconds: Double
    private var began: Instant?
    private var said = 0
    private var unsaid = 0

    /// - Parameter seconds: the period, which begins with the first line; the first line after its end begins the next
    ///   one.
    init(lines: Int, inSeconds seconds: Double) {
        self.lines = lines
        self.seconds = seconds
    }

    /// Asks to log one line.
    ///
    /// - Returns: how many were suppressed since the last line; `nil` if this one must be suppressed too.
    mutating func maySay(at time: Instant = .now) -> Int? {
        if began.map({ $0.advanced(bySeconds: seconds) <= time }) ?? true { (began, said) = (time, 0) }
        guard said < lines else {
            unsaid += 1
            return nil
        }
        said += 1
        defer { unsaid = 0 }
        return unsaid
    }
}
