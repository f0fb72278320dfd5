// PeerSieve.swift: which peers a filter hides entirely, judged by the addresses in it.
import CollectorCore

/// The terms of a filter that select or hide peers.
struct PeerSieve {
    private let terms: [(patterns: [AddressPattern], isNegated: Bool)]

    /// Lets every peer through.
    init() {
        terms = []
    }

    init(_ filter: FilterNode) {
        // With ORed groups, an address alone does not decide.
        let nodes = if case .all(let nodes) = filter.kind { nodes } else { [FilterNode]() }
        terms = nodes.compactMap { node in
            if case .term(.peer(let patterns)) = node.kind { return (patterns, node.isNegated) }
            return nil
        }
    }

    /// Whether the filter can let no line of this peer through.
    func hides(_ peer: String) -> Bool {
        guard !terms.isEmpty else { return false }
        let address = IPAddress(ignoringZone: peer)
        return !terms.allSatisfy { term in
            term.patterns.contains { $0.matches(peer, address) } != term.isNegated
        }
    }
}
