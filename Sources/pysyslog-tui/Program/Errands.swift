// Errands.swift: work on files that the screen does not wait for, one piece after the other.
import CollectorCore

/// Does what is asked for in that order, on a thread that is there while there is something to do. What came of a piece
/// is told before the next one begins, so that no older state of a file follows a newer one.
final class Errands: Sendable {
    typealias Work = @Sendable () -> Void

    private struct State: Sendable {
        var waiting: [Work] = []
        /// The one that works, or worked last.
        var thread: Thread?
        var isWorking = false
    }

    private let state = Mutex(State())

    /// - Throws: where there is no thread for it.
    func add(_ work: @escaping Work) throws(Errno) {
        let isFirst = state.withLock { state in
            state.waiting.append(work)
            defer { state.isWorking = true }
            return !state.isWorking
        }
        guard isFirst else { return }
        // The one before has nothing more to do; it is joined so that nothing of it stays.
        state.withLock { $0.thread.take() }?.join()
        do throws(Errno) {
            let thread = try Thread(named: "errands") { self.run() }
            state.withLock { $0.thread = thread }
        } catch {
            state.withLock { $0 = State() }
            throw error
        }
    }

    /// Waits for what has been asked for, but not for a disk that hangs.
    func finish(within seconds: Double) {
        state.withLock { $0.thread.take() }?.join(until: .now.advanced(bySeconds: seconds))
    }

    private func run() {
        while let work = next() { work() }
    }

    private func next() -> Work? {
        state.withLock { state in
            guard !state.waiting.isEmpty else {
                state.isWorking = false
                return nil
            }
            return state.waiting.removeFirst()
        }
    }
}
