// Heartbeat.swift: whether every event loop still answers.

/// Asks all event loops a question again and again: one that takes the question from its mailbox is alive. Any thread may
/// call the methods.
final class Heartbeat: Sendable {
    private struct State {
        var question = 0
        var asked: Instant?
        var isOpen = false
    }

    private let loops: [EventLoop]
    private let interval: Double
    private let state = Mutex(State())

    /// - Parameter interval: seconds between two questions.
    init(_ loops: [EventLoop], interval: Double) {
        self.loops = loops
        self.interval = interval
    }

    /// Looks for answers, and asks again when it is time.
    ///
    /// - Returns: whether all loops have answered a question since the last call.
    func beat(at now: Instant = .now) -> Bool {
        state.withLock { state in
            if state.isOpen, !loops.allSatisfy({ $0.hasAnswered(state.question) }) { return false }
            let isNews = state.isOpen
            state.isOpen = false
            if state.asked.map({ $0.advanced(bySeconds: interval) <= now }) ?? true {
                state.question += 1
                state.asked = now
                state.isOpen = true
                for loop in loops { loop.ask(state.question) }
            }
            return isNews
        }
    }

    /// Seconds since the question that a loop has not answered, and the number of such loops; `nil` if there is none.
    func silence(at now: Instant = .now) -> (loops: Int, seconds: Double)? {
        state.withLock { state in
            let silent = loops.count { !$0.hasAnswered(state.question) }
            guard silent > 0, let asked = state.asked else { return nil }
            return (silent, now.seconds(since: asked))
        }
    }
}
