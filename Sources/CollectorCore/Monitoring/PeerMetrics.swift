// PeerMetrics.swift: which peers have metrics of their own, and what the others have sent together.

/// One address, or `other` for all that have no metric of their own.
struct PeerMetric: Equatable, Sendable {
    var address: String
    var records: Int
    /// `nil` for `other`.
    var lastRecord: WallTime?
}

/// The first addresses that were seen, up to a limit, so that hostile senders cannot make the number of series grow. An
/// address that has sent nothing for an hour makes room for another one.
///
/// No series ever jumps: that of a peer begins at 0 where lines of it are in `other` already, and what a peer has sent stays
/// out of `other` when its series ends.
struct PeerMetrics: Sendable {
    private struct Shown {
        /// Lines of the peer that are in `other`.
        let base: Int
        var lines: Int
        var lastSeen: WallTime
    }

    private let limit: Int
    private var shown: [String: Shown] = [:]
    /// Lines that series had when they ended.
    private var ended = 0
    /// What `other` was at the last look; it never shrinks, whatever the order in which peers were read.
    private var other = 0

    private static let idle: Int64 = 3_600 * 1_000_000_000

    init(limit: Int) {
        self.limit = limit
    }

    /// Addresses that have metrics of their own.
    var addresses: [String] { Array(shown.keys) }

    /// Takes over what peers have sent.
    ///
    /// - Parameters:
    ///   - peers: those shown, and all others that may be.
    ///   - received: the lines of all peers, of those that are not in `peers` too.
    /// - Returns: the metrics, sorted by address, and `other` at the end.
    mutating func update(_ peers: [PeerSnapshot], received: Int, at now: WallTime) -> [PeerMetric] {
        let known = Dictionary(peers.map { ($0.address, $0) }) { first, _ in first }
        for (address, entry) in shown {
            if let peer = known[address] {
                // One that was forgotten and came back counts anew.
                shown[address]?.lines = max(entry.lines, peer.lines)
                shown[address]?.lastSeen = peer.lastSeen
            }
            if let last = shown[address]?.lastSeen, now.nanoseconds - last.nanoseconds > Self.idle { end(address) }
        }
        admit(peers, at: now)
        var metrics = shown.sorted { $0.key < $1.key }.map { address, entry in
            PeerMetric(address: address, records: entry.lines - entry.base, lastRecord: entry.lastSeen)
        }
        let own = metrics.reduce(0) { $0 + $1.records }
        other = max(other, received - own - ended)
        metrics.append(PeerMetric(address: "other", records: other))
        return metrics
    }

    private mutating func end(_ address: String) {
        guard let entry = shown.removeValue(forKey: address) else { return }
        ended += entry.lines - entry.base
    }

    private mutating func admit(_ peers: [PeerSnapshot], at now: WallTime) {
        guard shown.count < limit else { return }
        let candidates = peers.filter { peer in
            peer.lines > 0 && shown[peer.address] == nil && now.nanoseconds - peer.lastSeen.nanoseconds <= Self.idle
        }
        for peer in candidates.sorted(by: { ($0.firstSeen, $0.address) < ($1.firstSeen, $1.address) }) {
            guard shown.count < limit else { return }
            shown[peer.address] = Shown(base: peer.lines, lines: peer.lines, lastSeen: peer.lastSeen)
        }
    }
}
