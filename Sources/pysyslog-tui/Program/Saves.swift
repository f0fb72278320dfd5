// Saves.swift: runs each save on its own thread; a save may outlive the screen, but not the collector.
import CollectorCore

import struct Synchronization.Atomic

/// The saves of a view. The screen's thread begins them; who ends the collector sees to it that they end too.
final class Saves: Sendable {
    private struct State: Sendable {
        /// Where those that run write to, by their numbers.
        var running: [Int: String] = [:]
        var begun = 0
        /// Nobody sees the screen any more.
        var isLeaving = false
        /// What became of those that ended since.
        var words: [String] = []
    }

    private let state = Mutex(State())
    private let isGivenUp = Atomic<Bool>(false)
    /// Wakes who waits for them.
    private let ended: Waker

    /// Seconds that a save has for noticing that it is given up, and for removing what it wrote.
    private static let clearingTime = 1.0

    init() throws(Errno) {
        ended = try Waker()
    }

    /// Begins a save to `path`: a slow disk holds no picture.
    ///
    /// - Parameters:
    ///   - report: gets the word to the person that `work` returns, while there is a screen.
    ///   - work: asks its argument now and then whether it is given up.
    func begin(
        _ path: String, report: @escaping @Sendable (String) -> Void,
        work: @escaping @Sendable (_ isGivenUp: () -> Bool) -> String
    ) throws(Errno) {
        let number = state.withLock { state in
            state.begun += 1
            state.running[state.begun] = path
            return state.begun
        }
        do throws(Errno) {
            let thread = try Thread(named: "save") {
                let word = work { self.isGivenUp.load(ordering: .relaxed) }
                if !self.end(number, word) { report(word) }
            }
            // Who waits for a save waits for what it says, not for its thread.
            thread.detach()
        } catch {
            state.withLock { $0.running[number] = nil }
            throw error
        }
    }

    /// - Returns: whether the word is kept for the account of the end.
    private func end(_ number: Int, _ word: String) -> Bool {
        defer { ended.wake() }
        return state.withLock { state in
            state.running[number] = nil
            if state.isLeaving { state.words.append(word) }
            return state.isLeaving
        }
    }

    /// The screen goes: what becomes of those that run is for `finish` to tell.
    func leave() {
        state.withLock { $0.isLeaving = true }
    }

    /// Lets saves finish until `deadline`; those that have not are given up.
    ///
    /// - Returns: what became of each since `leave`.
    func finish(until deadline: Instant) -> [String] {
        wait(until: deadline)
        isGivenUp.store(true, ordering: .relaxed)
        wait(until: .now.advanced(bySeconds: Self.clearingTime))
        return state.withLock { state in
            // A disk that takes nothing, and holds the thread.
            state.words
                + state.running.values.sorted().map {
                    "saving to \($0) did not end; what there is of it stands in \($0)\(SavedLines.draftMark)"
                }
        }
    }

    var areRunning: Bool { state.withLock { !$0.running.isEmpty } }

    private func wait(until deadline: Instant) {
        while areRunning, Instant.now < deadline { ended.sleep(until: deadline) }
    }
}
