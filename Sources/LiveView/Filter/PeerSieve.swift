// PeerSieve.swift: which peers a filter hides entirely, judged by the addresses and collectors in it.
import CollectorCore

/// The terms of a filter that select or hide peers.
struct PeerSieve {
    private let terms: [FilterNode]

    /// Lets every peer through.
    init() {
        terms = []
    }

    init(_ filter: FilterNode) {
        // With ORed groups, an address alone does not decide.
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

    /// Whether the filter can let no line of this peer through.
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
