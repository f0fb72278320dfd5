// PeerSieve.swift: which peers a filter lets nothing through of, by its addresses alone.
import CollectorCore

/// The terms of a filter that pick or hide peers, made ready to be asked about single addresses.
struct PeerSieve {
    private let terms: [(patterns: [AddressPattern], isNegated: Bool)]

    /// Lets every peer through.
    init() {
        terms = []
    }

    init(_ filter: FilterNode) {
        // Of groups, no peer can be told by itself.
        let nodes = if case .all(let nodes) = filter.kind { nodes } else { [FilterNode]() }
        terms = nodes.compactMap { node in
            if case .term(.peer(let patterns)) = node.kind { return (patterns, node.isNegated) }
            return nil
        }
    }

    /// Whether no line of this peer can be let through.
    func hides(_ peer: String) -> Bool {
        guard !terms.isEmpty else { return false }
        let address = IPAddress(ignoringZone: peer)
        return !terms.allSatisfy { term in
            term.patterns.contains { $0.matches(peer, address) } != term.isNegated
        }
    }
}
