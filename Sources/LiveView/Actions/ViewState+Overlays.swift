// ViewState+Overlays.swift: keys in the boxes over the panes.
import CollectorCore

extension ViewState {
    mutating func applyToOverlay(_ action: Action, _ picture: Arrangement, _ tables: inout Tables) -> Effect {
        guard let box = picture.box else { return .none }
        let before = overlay
        defer { forgetSearch(of: before) }
        if overlay?.isText == true, applyToBoxSearch(action, box, tables) { return .none }
        switch overlay {
        case .help(let scroll): scrolled(action, scroll, box) { .help(scroll: $0) }
        case .handlers where action == .reload:
            say("reload requested; the log says what changed", tables.now)
            return .reload
        case .handlers(let row): applyToHandlers(action, row, box, tables.now)
        case .handler(_, let row, _) where action == .back: overlay = .handlers(row: row)
        case .handler(let name, let row, let scroll):
            scrolled(action, scroll, box) { .handler(name: name, row: row, scroll: $0) }
        case .messages, .refusals: applyToPages(action, box)
        case .detail(let line, let view, let scroll, let field):
            return applyToDetail(
                action, DetailPosition(line: line, view: view, scroll: scroll, field: field), picture, box, &tables)
        case .filters(let selection): return applyToFilters(action, selection, picture, tables.now)
        case .kinds(let page): applyToKinds(action, page, box, tables)
        case .columns(let selection): applyToColumns(action, selection, box, picture.available, tables.now)
        case .question(let question): return answer(question, action)
        case nil: break
        }
        return .none
    }

    mutating func scrolled(_ action: Action, _ scroll: Int, _ box: PlacedBox, _ overlay: (Int) -> Overlay) {
        if action == .back {
            self.overlay = nil
        } else {
            self.overlay = overlay(Self.moved(scroll, action, box.shown.count, limit: box.lastScroll))
        }
    }

    private mutating func applyToHandlers(_ action: Action, _ row: Int, _ box: PlacedBox, _ now: Instant) {
        switch action {
        case .back: overlay = nil
        case .nextPane: overlay = .messages(scroll: nil)
        case .previousPane: overlay = .refusals(scroll: 0)
        case .open:
            guard let name = box.content.subjects[row] else { return say("pick a handler first", now) }
            overlay = .handler(name: name, row: row, scroll: 0)
        default:
            // The first line is that of the titles.
            let last = box.content.lines.count - 1
            overlay = .handlers(row: max(1, Self.moved(row, action, box.shown.count, limit: last)))
        }
    }

    /// The pages behind the outputs; the end of the messages stays the end as more come.
    private mutating func applyToPages(_ action: Action, _ box: PlacedBox) {
        switch (overlay, action) {
        case (_, .back): overlay = nil
        case (.messages, .nextPane): overlay = .refusals(scroll: 0)
        case (.refusals, .previousPane): overlay = .messages(scroll: nil)
        case (_, .nextPane), (_, .previousPane): overlay = .handlers(row: 1)
        case (.messages(let scroll), _):
            let first = Self.moved(scroll ?? box.lastScroll, action, box.shown.count, limit: box.lastScroll)
            overlay = .messages(scroll: first < box.lastScroll ? first : nil)
        case (.refusals(let scroll), _): scrolled(action, scroll, box) { .refusals(scroll: $0) }
        default: break
        }
    }

    static func moved(_ index: Int, _ action: Action, _ rows: Int, limit: Int) -> Int {
        let distance =
            switch action {
            case .move(.up): -1
            case .move(.down): 1
            case .move(.pageUp): -max(1, rows)
            case .move(.pageDown): max(1, rows)
            case .oldest: -index
            case .newest: limit
            default: 0
            }
        return min(max(0, index + distance), max(0, limit))
    }

    private mutating func applyToColumns(
        _ action: Action, _ selection: Int, _ box: PlacedBox, _ available: AvailableColumns, _ now: Instant
    ) {
        let isStream = focus != .peers
        let last = box.content.lines.count - 1
        let selection = min(selection, last)
        switch action {
        case .back: overlay = nil
        case .toggleItem where isStream && selection >= available.stream.count:
            let column = fieldColumns.remove(at: selection - available.stream.count)
            overlay = .columns(selection: min(selection, last - 1))
            say("column \(column.path) removed; c on the field of a message adds it", now)
        case .toggleItem where isStream: toggle(available.stream[selection])
        case .toggleItem:
            let column = available.peers[selection]
            guard !PeerColumn.alwaysShown.contains(column) else { break }
            if hiddenColumns.remove(column) == nil { hiddenColumns.insert(column) }
        default:
            overlay = .columns(selection: Self.moved(selection, action, box.shown.count, limit: last))
        }
    }

    private mutating func answer(_ question: Question, _ action: Action) -> Effect {
        guard action == .yes || action == .no || action == .back else { return .none }
        let isAgreed = action == .yes
        overlay = nil
        switch question {
        case .quit: return isAgreed ? .end : .none
        case .resetCounters: return isAgreed ? .resetCounters : .none
        case .deleteFilter(let name):
            overlay = .filters(selection: rowOfSavedFilter(name))
            return isAgreed ? .changeSavedFilters(.remove(name: name)) : .none
        case .replaceFilter(let filter):
            overlay = .filters(selection: rowOfSavedFilter(filter.name))
            return isAgreed ? .changeSavedFilters(.put(filter)) : .none
        }
    }
}
