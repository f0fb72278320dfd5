// RateLimit.swift: how many lines a second a peer may send, and how far it has used that up.

/// Lines per second, and how many may come at once.
public struct RateLimit: Equatable, Sendable {
    public var linesPerSecond: Double
    public var burst: Double

    /// - Parameter burst: `nil` for what comes in a second.
    public init(linesPerSecond: Double, burst: Double? = nil) {
        self.linesPerSecond = linesPerSecond
        self.burst = max(1, burst ?? linesPerSecond)
    }
}

/// A token bucket: it holds what a peer may still send, and fills with time.
struct TokenBucket: Sendable {
    /// Lines; negative while more came than may.
    private var tokens = 0.0
    private var filled: Instant?

    /// Seconds after which a peer is looked at again, however far it is over its rate.
    private static let longestWait = 3_600.0

    private mutating func fill(_ limit: RateLimit, at time: Instant) {
        guard let last = filled else {
            (tokens, filled) = (limit.burst, time)
            return
        }
        let seconds = max(0, time.seconds(since: last))
        tokens = min(limit.burst, tokens + seconds * limit.linesPerSecond)
        filled = max(last, time)
    }

    /// Takes lines that have been read, as many as there are.
    mutating func take(_ lines: Int, _ limit: RateLimit, at time: Instant) {
        fill(limit, at: time)
        tokens -= Double(lines)
    }

    /// Seconds until the next line may be read; 0 for now.
    mutating func wait(_ limit: RateLimit, at time: Instant) -> Double {
        fill(limit, at: time)
        return tokens >= 1 ? 0 : min(Self.longestWait, (1 - tokens) / limit.linesPerSecond)
    }

    /// Takes one line if it may come.
    mutating func takeOne(_ limit: RateLimit, at time: Instant) -> Bool {
        fill(limit, at: time)
        guard tokens >= 1 else { return false }
        tokens -= 1
        return true
    }
}
