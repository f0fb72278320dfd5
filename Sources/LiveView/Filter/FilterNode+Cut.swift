// FilterNode+Cut.swift: which lines a filter needs, as far as a collector can tell without looking at their text.
import CollectorCore

extension FilterNode {
    /// A cut that lets through every line that the filter lets through, and perhaps more; `nil` if it would be everything.
    ///
    /// - Parameter listeners: the names of the listeners that there are.
    package func cut(listeners: [String] = []) -> Cut? {
        let cut = bounds(listeners)
        return cut.isEverything ? nil : cut
    }

    /// More networks than this are not asked for.
    private static let networkLimit = 64

    private func bounds(_ listeners: [String]) -> Cut {
        // Without some lines it may be any others.
        guard !isNegated else { return Cut() }
        switch kind {
        case .all(let nodes): return nodes.reduce(Cut()) { Self.both($0, $1.bounds(listeners)) }
        case .any(let nodes):
            let cuts = nodes.map { $0.bounds(listeners) }
            return cuts.dropFirst().reduce(cuts.first ?? Cut(), Self.either)
        case .term(.peer(let patterns)):
            let networks = patterns.compactMap(\.network)
            return networks.count == patterns.count ? Cut(networks: networks) : Cut()
        case .term(.severity(let set)):
            // Lines without a severity pass any cut.
            let worst = Severity.allCases.last { set.contains($0) } ?? .emergency
            return worst == .debug ? Cut() : Cut(worstSeverity: worst.rawValue)
        case .term(.listener(let globs)):
            return Cut(listeners: listeners.filter { name in globs.contains { $0.matches(name.utf8.span) } })
        case .term: return Cut()
        }
    }

    /// What two cuts have in common, or more.
    private static func both(_ left: Cut, _ right: Cut) -> Cut {
        let worst = [left.worstSeverity, right.worstSeverity].compactMap { $0 }.min()
        return Cut(
            networks: left.networks.isEmpty ? right.networks : left.networks, worstSeverity: worst,
            listeners: left.listeners.isEmpty ? right.listeners : left.listeners)
    }

    /// What one of two cuts lets through, or more.
    private static func either(_ left: Cut, _ right: Cut) -> Cut {
        func union(_ left: [String], _ right: [String]) -> [String] {
            left.isEmpty || right.isEmpty ? [] : left + right.filter { !left.contains($0) }
        }
        let networks = union(left.networks, right.networks)
        return Cut(
            networks: networks.count > networkLimit ? [] : networks,
            worstSeverity: left.worstSeverity.flatMap { left in right.worstSeverity.map { max(left, $0) } },
            listeners: union(left.listeners, right.listeners))
    }
}
