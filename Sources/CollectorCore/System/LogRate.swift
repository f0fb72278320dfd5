// LogRate.swift: how often something may be said that somebody else can bring about at will.

/// At most so many lines in so many seconds. What is not said is counted, and the next line that is said tells how many.
struct LogRate: Sendable {
    private let lines: Int
    private let seconds: Double
    private var began: Instant?
    private var said = 0
    private var unsaid = 0

    /// - Parameter seconds: begin with the first line; when they are over, the next line begins them anew.
    init(lines: Int, inSeconds seconds: Double) {
        self.lines = lines
        self.seconds = seconds
    }

    /// Asks to say one line.
    ///
    /// - Returns: how many were not said since the last that was; `nil` if this one must not be either.
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
