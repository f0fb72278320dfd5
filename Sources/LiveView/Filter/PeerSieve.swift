// PeerSieve.swift: which peers a filter lets nothing through of, by its addresses and collectors alone.
import CollectorCore

/// The terms of a filter that pick or hide peers, made ready to be asked about single ones.
struct PeerSieve {
    private let terms: [FilterNode]

    /// Lets every peer through.
    init() {
        terms = []
    }

    init(_ filter: FilterNode) {
        // Of groups, no peer can be told by itself.
        guard case .all(let nodes) = filter.kind else {
            terms = []
            return
        }
        terms = nodes.filter { node in
            switch node.kind {
            case .term(.peer), .term(.collector): true
            default: false
            }
        }
    }

    /// Whether no line of this peer can be let through.
    func hides(_ peer: PeerKey) -> Bool {
        guard !terms.isEmpty else { return false }
        let address = IPAddress(ignoringZone: peer.address)
        return !terms.allSatisfy { node in
            switch node.kind {
            case .term(.peer(let patterns)): patterns.contains { $0.matches(peer, address) } != node.isNegated
            case .term(.collector(let globs)):
                globs.contains { $0.matches((peer.collector ?? "").utf8.span) } != node.isNegated
            default: true
            }
        }
    }
}
