// DeadlineQueue.swift: connections that must make progress within a time limit, the same for all.

/// Tokens in the order of their deadlines. Nothing is removed early: the owner knows which still matter.
struct DeadlineQueue {
    private let seconds: Double
    private var entries: [(deadline: Instant, token: UInt64)] = []
    private var first = 0

    /// - Parameter seconds: the time limit.
    init(seconds: Double) {
        self.seconds = seconds
    }

    mutating func add(_ token: UInt64, at time: Instant = .now) {
        entries.append((time.advanced(bySeconds: seconds), token))
    }

    /// The next token, whether it has expired or not.
    var next: (deadline: Instant, token: UInt64)? {
        first < entries.count ? entries[first] : nil
    }

    mutating func removeNext() {
        first += 1
        guard first == entries.count || first >= 1_024, first * 2 >= entries.count else { return }
        entries.removeFirst(first)
        first = 0
    }
}
