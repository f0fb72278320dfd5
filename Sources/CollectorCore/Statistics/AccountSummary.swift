// AccountSummary.swift: the summary that the collector logs when it ends.

extension CollectorSnapshot {
    /// One line: what was received, from how many peers, and what became of it.
    ///
    ///     Received 40000 lines (5520000 bytes) from 12 peers; delivered: stdout 40000, localhost-file 20000; nothing lost
    var summary: String {
        let least = foldedPeers.forgotten > 0 ? "at least " : ""
        let peers = peerCount == 1 ? "1 peer" : "\(least)\(peerCount) peers"
        return "Received \(received) \(received == 1 ? "line" : "lines") (\(bytes) bytes) from \(peers); "
            + "delivered: \(deliveredByHandlers); \(losses)\(refusals)"
    }

    /// Failed handshakes by reason, if any.
    private var refusals: String {
        let failed = handshakes.failed
        guard !failed.isEmpty else { return "" }
        let reasons = HandshakeFailure.allCases.compactMap { reason in
            failed[reason].map { "\(reason.rawValue) \($0)" }
        }
        return "; TLS handshakes failed: \(reasons.joined(separator: ", "))"
    }

    /// Each handler with its lines, or the sum if there are many handlers.
    private var deliveredByHandlers: String {
        let many = 8
        if handlers.isEmpty { return "nothing" }
        if handlers.count > many { return "\(deliveries.written) by \(handlers.count) handlers" }
        return handlers.map { "\($0.name) \($0.lines.written)" }.joined(separator: ", ")
    }

    private var losses: String {
        var losses: [String] = []
        for handler in handlers {
            for reason in DropReason.allCases {
                if let count = handler.lines.dropped[reason] {
                    losses.append("\(handler.name) lost \(count) (\(reason.rawValue))")
                }
            }
            if handler.lines.held > 0 {
                losses.append("\(handler.name) muted \(handler.lines.held) (screen in use)")
            }
            if handler.lines.queued > 0 {
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
