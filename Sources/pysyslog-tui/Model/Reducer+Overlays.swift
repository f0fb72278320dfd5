// Reducer+Overlays.swift: what keys do in what lies over the panes.

extension ViewState {
    mutating func applyToOverlay(_ action: Action, _ place: inout some StreamPlace) -> Effect {
        switch overlay {
        case .help(let scroll): scrolled(action, scroll, place.pageRows) { .help(scroll: $0) }
        case .sinks(let scroll): scrolled(action, scroll, place.pageRows) { .sinks(scroll: $0) }
        case .detail(let line, let hex, let scroll): return applyToDetail(action, line, hex, scroll, &place)
        case .filters(let selection): return applyToFilters(action, selection, place)
        case .columns(let selection): applyToColumns(action, selection)
        case .question(let question): return answer(question, action)
        case nil: break
        }
        return .none
    }

    private mutating func scrolled(_ action: Action, _ scroll: Int, _ rows: Int, _ overlay: (Int) -> Overlay) {
        if action == .back {
            self.overlay = nil
        } else {
            self.overlay = overlay(Self.moved(scroll, action, rows))
        }
    }

    /// The renderer stops a scroll at the end of what there is; this is only a sane bound.
    static func moved(_ place: Int, _ action: Action, _ rows: Int, limit: Int = 10_000) -> Int {
        let distance =
            switch action {
            case .move(.up): -1
            case .move(.down): 1
            case .move(.pageUp): -max(1, rows)
            case .move(.pageDown): max(1, rows)
            case .oldest: -limit
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
        default: scrolled(action, scroll, place.pageRows) { .detail(sequence: line, showsHex: showsHex, scroll: $0) }
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
