// Reducer+Overlays.swift: what keys do in what lies over the panes.

extension ViewState {
    mutating func applyToOverlay(_ action: Action, _ place: inout some StreamPlace) -> Effect {
        let before = overlay
        defer { forgetSearch(of: before) }
        if overlay?.isText == true, applyToBoxSearch(action, place) { return .none }
        switch overlay {
        case .help(let scroll): scrolled(action, scroll, place.box) { .help(scroll: $0) }
        case .sinks(let row): applyToSinks(action, row, place)
        case .handler(_, let row, _) where action == .back: overlay = .sinks(row: row)
        case .handler(let name, let row, let scroll):
            scrolled(action, scroll, place.box) { .handler(name: name, row: row, scroll: $0) }
        case .detail(let line, let hex, let scroll): return applyToDetail(action, line, hex, scroll, &place)
        case .filters(let selection): return applyToFilters(action, selection, place)
        case .columns(let selection): applyToColumns(action, selection)
        case .question(let question): return answer(question, action)
        case nil: break
        }
        return .none
    }

    private mutating func scrolled(_ action: Action, _ scroll: Int, _ box: BoxFacts, _ overlay: (Int) -> Overlay) {
        if action == .back {
            self.overlay = nil
        } else {
            self.overlay = overlay(Self.moved(scroll, action, box.visible, limit: box.lastScroll))
        }
    }

    private mutating func applyToSinks(_ action: Action, _ row: Int, _ place: some StreamPlace) {
        switch action {
        case .back: overlay = nil
        case .open:
            guard let name = place.box.subjects[row] else { return say("pick a handler first", place.now) }
            overlay = .handler(name: name, row: row, scroll: 0)
        default:
            // The first line is that of the titles.
            overlay = .sinks(row: max(1, Self.moved(row, action, place.box.visible, limit: place.box.lines.count - 1)))
        }
    }

    static func moved(_ place: Int, _ action: Action, _ rows: Int, limit: Int) -> Int {
        let distance =
            switch action {
            case .move(.up): -1
            case .move(.down): 1
            case .move(.pageUp): -max(1, rows)
            case .move(.pageDown): max(1, rows)
            case .oldest: -place
            case .newest: limit
            default: 0
            }
        return min(max(0, place + distance), max(0, limit))
    }

    private mutating func applyToDetail(
        _ action: Action, _ line: UInt64, _ showsHex: Bool, _ scroll: Int, _ place: inout some StreamPlace
    ) -> Effect {
        switch action {
        case .back: overlay = nil
        case .move(.left), .move(.right):
            guard let other = place.step(from: line, by: action == .move(.left) ? -1 : 1) else { break }
            overlay = .detail(sequence: other, showsHex: showsHex, scroll: 0)
            show(other, &place)
        case .toggleBytes: overlay = .detail(sequence: line, showsHex: !showsHex, scroll: 0)
        case .copy, .copyWithFacts: return .copy(sequence: line, withFacts: action == .copyWithFacts)
        default: scrolled(action, scroll, place.box) { .detail(sequence: line, showsHex: showsHex, scroll: $0) }
        }
        return .none
    }

    private mutating func applyToColumns(_ action: Action, _ selection: Int) {
        let isStream = focus == .stream
        let last = (isStream ? StreamColumn.allCases.count : PeerColumn.allCases.count) - 1
        switch action {
        case .back: overlay = nil
        case .toggleItem where isStream: toggle(StreamColumn.allCases[min(selection, last)])
        case .toggleItem:
            let column = PeerColumn.allCases[min(selection, last)]
            guard !PeerColumn.alwaysShown.contains(column) else { break }
            if hiddenColumns.remove(column) == nil { hiddenColumns.insert(column) }
        default:
            overlay = .columns(selection: Self.moved(selection, action, 10, limit: last))
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
