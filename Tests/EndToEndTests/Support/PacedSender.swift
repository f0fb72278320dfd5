// PacedSender.swift: a peer that sends the same line over and over at a rate of its own.
import Foundation
import Synchronization
import TestSupport

/// Sends on a thread of its own until it is stopped or let go.
final class PacedSender: Sendable {
    private let state = Mutex((sent: 0, isStopping: false, isStopped: false))

    init(to port: UInt16, from source: String, perSecond rate: Int, _ line: String) throws {
        let sender = try Sender(to: port, from: source)
        let start = ContinuousClock.now
        Thread.detachNewThread { [weak self] in
            // The pace of the sender: a batch every 5 ms.
            while let self, self.sendDue(sender, start, rate, line) { usleep(5_000) }
            self?.state.withLock { $0.isStopped = true }
        }
    }

    private func sendDue(_ sender: Sender, _ start: ContinuousClock.Instant, _ rate: Int, _ line: String) -> Bool {
        let passed = (ContinuousClock.now - start) / .milliseconds(1)
        let due = Int(passed * Double(rate) / 1_000) - sent
        guard (try? sender.send(String(repeating: line + "\n", count: max(0, due)))) != nil else { return false }
        return state.withLock { state in
            state.sent += max(0, due)
            return !state.isStopping
        }
    }

    /// Lines so far.
    var sent: Int { state.withLock { $0.sent } }

    /// Ends the connection; everything that `sent` counts is on its way.
    func stop() throws {
        state.withLock { $0.isStopping = true }
        try eventually("the sender has stopped") { state.withLock { $0.isStopped } }
    }
}
