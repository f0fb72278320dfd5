// Silences.swift: the senders that used to send and have stopped, as the view knows them.
import CollectorCore

package struct Silences: Equatable, Sendable {
    /// When the last line of each came.
    private(set) var since: [PeerKey: WallTime] = [:]

    package init() {}

    /// The collector looks at its peers every few seconds: one that has sent lines since is not silent any more.
    ///
    /// - Parameter isKnown: whether it is known what the peers of a collector do now.
    init(_ snapshot: CollectorSnapshot, where isKnown: (_ collector: String?) -> Bool = { _ in true }) {
        guard !snapshot.silentPeers.isEmpty else { return }
        for peer in snapshot.silentPeers where isKnown(peer.collector) { since[peer.key] = peer.since }
        for peer in snapshot.peers {
            if let time = since[peer.key], peer.lastSeen > time { since[peer.key] = nil }
        }
    }

    var count: Int { since.count }

    /// Seconds for which a peer has been silent; `nil` for one that is not.
    func seconds(of peer: PeerKey, at now: WallTime) -> Double? {
        since[peer].map { max(0, Double(now.nanoseconds - $0.nanoseconds) / 1e9) }
    }
}

/// `silent:yes`, `silent:no`, `silent>5m`.
struct SilenceCondition: Equatable {
    /// What is wanted of a silence that is as long as the rest says.
    var isSilent = true
    var comparison = Comparison.greaterOrEqual
    var seconds = 0.0

    /// - Parameter silence: seconds; `nil` for a peer that is not silent.
    func holds(_ silence: Double?) -> Bool {
        (silence.map { comparison.holds($0, seconds) } ?? false) == isSilent
    }
}
