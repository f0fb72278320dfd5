// LiveModel+Kinds.swift: what the IDs of kinds in filters stand for, as kinds come to cover more lines.
import CollectorCore

extension LiveModel {
    /// What the kinds stand for that a filter names. They are counted from the first such filter on.
    mutating func templates(for filter: FilterNode) -> KindTemplates {
        templates(of: filter.kinds, before: kindsInUse)
    }

    /// - Parameter before: what the IDs meant before.
    mutating func templates(of ids: Set<UInt32>, before: KindTemplates) -> KindTemplates {
        guard !ids.isEmpty else { return KindTemplates() }
        if tables.kinds == nil { tables.kinds = KindCount() }
        return KindTemplates(ids, in: tables.kinds!.table, before: before)
    }

    /// Whether kinds that the filter in use names stand for other lines than when it was made.
    mutating func haveKindsChanged() -> Bool {
        guard !kindsInUse.ids.isEmpty, let table = tables.kinds?.table, table.version != kindsVersion else {
            return false
        }
        kindsVersion = table.version
        return KindTemplates(kindsInUse.ids, in: table, before: kindsInUse) != kindsInUse
    }
}

extension FilterNode {
    /// The IDs of all kinds that it names.
    var kinds: Set<UInt32> {
        switch kind {
        case .all(let nodes), .any(let nodes): nodes.reduce(into: []) { $0.formUnion($1.kinds) }
        case .term(.kind(let ids)): ids
        case .term: []
        }
    }
}
