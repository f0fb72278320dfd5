// FailureLog.swift: the latest write errors of a destination, in its own words.
import Synchronization

/// A failed attempt to write, or several in a row with the same reason.
public struct SinkFailure: Equatable, Sendable {
    public var text: String
    public var count = 1
    public var first: WallTime
    public var last: WallTime

    package init(_ text: String, at time: WallTime) {
        self.text = text
        first = time
        last = time
    }
}

/// The failed attempts of a destination. Its writer adds to them; any thread reads.
final class FailureLog: Sendable {
    private let state = Mutex((count: 0, recent: [SinkFailure]()))

    /// Reasons that are kept.
    private static let limit = 8

    func note(_ text: String, at time: WallTime = .now) {
        state.withLock { state in
            state.count += 1
            guard let last = state.recent.indices.last, state.recent[last].text == text else {
                if state.recent.count == Self.limit { state.recent.removeFirst() }
                return state.recent.append(SinkFailure(text, at: time))
            }
            state.recent[last].count += 1
            state.recent[last].last = time
        }
    }

    /// The total, and the last of them, oldest first.
    var snapshot: (count: Int, recent: [SinkFailure]) { state.withLock { $0 } }
}
