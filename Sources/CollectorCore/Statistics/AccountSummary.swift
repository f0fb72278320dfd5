// AccountSummary.swift: the summary that the collector logs when it ends.

extension CollectorSnapshot {
    /// One line: what was received, from how many peers, and what became of it.
    ///
    ///     Received 40000 lines (5520000 bytes) from 12 peers; delivered: stdout 40000, localhost-file 20000; nothing lost
    var summary: String { summary(isFinal: true) }

    /// The same while the collector runs: what is queued is not lost.
    var summarySoFar: String { "So far: " + summary(isFinal: false) }

    private func summary(isFinal: Bool) -> String {
        let least = foldedPeers.forgotten > 0 ? "at least " : ""
        let peers = peerCount == 1 ? "1 peer" : "\(least)\(peerCount) peers"
        return "Received \(received) \(received == 1 ? "line" : "lines") (\(bytes) bytes) from \(peers); "
            + "delivered: \(deliveredByHandlers); \(queued(isFinal))\(losses(isFinal))\(repetitions)\(refusals)"
    }

    /// What a server may have got twice, if anything.
    private var repetitions: String {
        handlers.filter { $0.queue.possibleDuplicates > 0 }.map { handler in
            "; \(handler.name) sent \(handler.queue.possibleDuplicates) again that may have arrived before"
        }.joined()
    }

    /// Failed handshakes by reason, if any.
    private var refusals: String {
        let failed = handshakes.failed
        guard !failed.isEmpty else { return strangers }
        let reasons = HandshakeFailure.allCases.compactMap { reason in
            failed[reason].map { "\(reason.rawValue) \($0)" }
        }
        return strangers + "; TLS handshakes failed: \(reasons.joined(separator: ", "))"
    }

    /// Senders that are not allowed, where there were any.
    private var strangers: String {
        let refused = listeners.reduce(0) { $0 + $1.refused[.notAllowed, default: 0] }
        guard refused > 0 else { return "" }
        let what = refused == 1 ? "1 connection or datagram" : "\(refused) connections or datagrams"
        return "; refused \(what) of addresses that are not allowed"
    }

    /// Each handler with its lines, or the sum if there are many handlers.
    private var deliveredByHandlers: String {
        let many = 8
        let delivered = accounts.map { "\($0.name) \($0.lines.written)" }
        if delivered.isEmpty { return "nothing" }
        if handlers.count > many {
            let more = removedHandlers.count > 0 ? " and \(removedName)" : ""
            return "\(deliveries.written) by \(handlers.count) handlers\(more)"
        }
        return delivered.joined(separator: ", ")
    }

    /// The accounts of all handlers; the one of those that reloads have removed says how many they were.
    private var accounts: [HandlerSnapshot] {
        var accounts = allHandlers
        if removedHandlers.count > 0 { accounts[accounts.count - 1].name = removedName }
        return accounts
    }

    private var removedName: String {
        removedHandlers.count == 1 ? "1 removed handler" : "\(removedHandlers.count) removed handlers"
    }

    /// What still waits to be written; at the end that is lost.
    private func queued(_ isFinal: Bool) -> String {
        let waiting = accounts.filter { $0.lines.queued > 0 }.map { "\($0.name) \($0.lines.queued)" }
        return isFinal || waiting.isEmpty ? "" : "queued: \(waiting.joined(separator: ", ")); "
    }

    private func losses(_ isFinal: Bool) -> String {
        var losses: [String] = []
        for handler in accounts {
            for reason in DropReason.allCases {
                if let count = handler.lines.dropped[reason] {
                    losses.append("\(handler.name) lost \(count) (\(reason.rawValue))")
                }
            }
            if handler.lines.held > 0 {
                losses.append("\(handler.name) muted \(handler.lines.held) (screen in use)")
            }
            if isFinal, handler.lines.queued > 0 {
                losses.append("\(handler.name) lost \(handler.lines.queued) (still being written)")
            }
            let unsaid = handler.ownRecords.droppedTotal
            if unsaid > 0 { losses.append("\(handler.name) lost \(unsaid) of the collector's own records") }
        }
        if unrouted > 0 { losses.append("\(unrouted) not routed to any handler") }
        if truncated > 0 { losses.append("\(truncated) cut at the size limit or the end of the connection") }
        losses += closed.losses
        losses += listeners.flatMap(\.losses)
        return losses.isEmpty ? "nothing lost" : losses.joined(separator: ", ")
    }
}
