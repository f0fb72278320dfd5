// PeerTrouble.swift: what the collector refused of one peer: handshakes that failed, connections that it closed.
import CollectorCore

struct PeerTrouble: Equatable {
    var peer: PeerKey
    /// Failed TLS handshakes by reason, the most frequent first.
    var handshakes: [(reason: String, count: Int)]
    /// When the last of them failed.
    var lastFailure: WallTime?
    /// Connections that the collector closed by itself, by reason.
    var closed: [(reason: String, count: ClosedConnections.Count)]

    /// `nil` for a peer of which nothing was refused.
    init?(_ peer: PeerSnapshot) {
        guard !peer.handshakes.failed.isEmpty || !peer.closed.byReason.isEmpty else { return nil }
        self.peer = peer.key
        handshakes = peer.handshakes.failed.map { ($0.key.rawValue, $0.value) }.sorted {
            ($1.count, $0.reason) < ($0.count, $1.reason)
        }
        lastFailure = peer.handshakes.lastFailure?.time
        closed = ClosingReason.allCases.compactMap { reason in
            peer.closed.byReason[reason].map { (reason.rawValue, $0) }
        }
    }

    var failedTotal: Int { handshakes.reduce(0) { $0 + $1.count } }
    var closedTotal: Int { closed.reduce(0) { $0 + $1.count.connections } }

    /// "2 failed TLS handshakes: plain text"; with several reasons, how many each.
    var handshakeWords: String? {
        guard !handshakes.isEmpty else { return nil }
        let isMixed = handshakes.count > 1
        let reasons = handshakes.map { isMixed ? "\($0.reason) \(NumberText.grouped($0.count))" : $0.reason }
        return "\(NumberText.count(failedTotal, "failed TLS handshake")): \(reasons.joined(separator: ", "))"
    }

    /// "3 connections closed by the collector: too many from one address, 120 bytes unread".
    var closedWords: [String] {
        closed.map { reason, count in
            let unread = count.unreadBytes > 0 ? ", \(NumberText.grouped(count.unreadBytes)) bytes unread" : ""
            return "\(NumberText.count(count.connections, "connection")) closed by the collector: \(reason)\(unread)"
        }
    }

    static func == (left: PeerTrouble, right: PeerTrouble) -> Bool {
        left.peer == right.peer && left.lastFailure == right.lastFailure
            && left.handshakeWords == right.handshakeWords && left.closedWords == right.closedWords
    }
}
