// LiveModel+Cut.swift: a view that cannot keep up asks collectors elsewhere for fewer lines.
import CollectorCore

extension LiveModel {
    /// Lets the collectors send only what the filter needs, where the view cannot keep up with all lines.
    mutating func wishCut(listeners: [String]) {
        // While a filter is typed, what it would show is not known yet.
        let filter = state.prompt?.purpose == .filter ? nil : try? FilterParser.parse(state.filter)
        // What is watched is needed too.
        let needed = filter.map { FilterNode(kind: .any([$0] + marks.watched), range: $0.range) }
        let before = cutPolicy.cut
        cutPolicy.update(
            filter: needed?.cut(listeners: listeners), skipped: tables.facts.skipped,
            rate: tables.peers.messages.rate(over: 10), at: tables.now)
        if cutPolicy.cut != before {
            watched.wish(cutPolicy.cut)
            if cutPolicy.cut != nil { tables.pager.cuts.begin(before: tables.pager.end) }
        }
        // Until the collectors say so, lines are still left out.
        if cutPolicy.cut == nil, !tables.facts.isCut { tables.pager.cuts.end(before: tables.pager.end) }
    }
}
