// PeerSieve.swift: which peers a filter hides entirely, judged by the addresses, names, collectors and silences in it.
import CollectorCore

/// The terms of a filter that select or hide peers.
struct PeerSieve {
    private let terms: [FilterNode]
    private let names: PeerNames

    /// Lets every peer through.
    init() {
        (terms, names) = ([], PeerNames())
    }

    init(_ filter: FilterNode, names: PeerNames = PeerNames()) {
        self.names = names
        // With ORed groups, an address alone does not decide.
        guard case .all(let nodes) = filter.kind else {
            terms = []
            return
        }
        terms = nodes.filter { node in
            switch node.kind {
            case .term(.peer), .term(.name), .term(.collector), .term(.silent): true
            default: false
            }
        }
    }

    /// Whether the filter asks for silent peers.
    var wantsSilent: Bool {
        terms.contains { node in
            guard case .term(.silent(let condition)) = node.kind else { return false }
            return condition.isSilent != node.isNegated
        }
    }

    /// Whether the filter can let no line of this peer through.
    ///
    /// - Parameter silence: the seconds for which it has been silent; `nil` if it is not.
    func hides(_ peer: PeerKey, silence: Double? = nil) -> Bool {
        guard !terms.isEmpty else { return false }
        let address = IPAddress(ignoringZone: peer.address)
        return !terms.allSatisfy { node in
            switch node.kind {
            case .term(.peer(let patterns)): patterns.contains { $0.matches(peer, address) } != node.isNegated
            case .term(.name(let globs)):
                FilterTestBuilder.matches(globs, names.name(of: peer.address)?.text) != node.isNegated
            case .term(.collector(let globs)):
                FilterTestBuilder.matches(globs, peer.collector) != node.isNegated
            case .term(.silent(let condition)): condition.holds(silence) != node.isNegated
            default: true
            }
        }
    }
}
