// ViewState+Kinds.swift: keys in the box of kinds of lines.
import CollectorCore

extension ViewState {
    mutating func applyToKinds(_ action: Action, _ page: KindsPage, _ box: PlacedBox, _ tables: Tables) {
        var page = page
        switch action {
        case .back:
            overlay = nil
            return
        case .zoom: page.isZoomed.toggle()
        case .toggleNew: page.minutes = page.nextMinutes
        case .open, .hide: return filter(action, page, box, tables)
        default:
            let kinds = box.content.kinds
            let index = Self.moved(
                box.content.selection ?? 0, action, box.shown.count, limit: kinds.count - 1)
            // The top stays the top, whichever kind that becomes.
            page.selected = index == 0 || kinds.isEmpty ? nil : kinds[index]
        }
        overlay = .kinds(page)
    }

    /// Filters by the selected kind, or filters it out.
    private mutating func filter(_ action: Action, _ page: KindsPage, _ box: PlacedBox, _ tables: Tables) {
        let place = box.content.selection ?? 0
        guard box.content.kinds.indices.contains(place),
            let kind = tables.kinds?.table.kind(numbered: box.content.kinds[place])
        else { return say("there is no kind to \(action == .hide ? "hide" : "pick") yet", tables.now) }
        // It may be hidden under IDs that it, or kinds that it took in, had before.
        let hidden = kind.ids.filter(hiddenKinds.contains)
        let shown = hidden.reduce(filter) { FilterEdit.hideKind($1, in: $0) }
        if action == .hide {
            setFilter(hidden.isEmpty ? FilterEdit.hideKind(kind.id, in: filter) : shown)
        } else {
            setFilter(FilterEdit.onlyKind(kind.id, in: shown))
            overlay = nil
            say("only lines of this kind; a clears the filter", tables.now)
        }
    }
}
