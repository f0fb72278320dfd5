// ViewState+BoxSearch.swift: the search within a box: the same for help, messages and outputs.
import CollectorCore

extension ViewState {
    /// Begins to search in the box, from what is in sight on; above where nothing follows, as in the stream.
    mutating func search(for text: String, in picture: Arrangement, _ now: Instant) {
        boxSearch = BoxSearch(text: text)
        guard let box = picture.box, let highlight = Highlight(text) else { return }
        let found = box.lines(with: highlight)
        guard let line = found.first(where: { $0 >= boxPosition(box) }) ?? found.last else {
            return say("nothing matches \(text)", now)
        }
        moveBox(to: line, box)
    }

    /// Carries out what keys do in every text box alike.
    ///
    /// - Returns: whether the action is one of these.
    mutating func applyToBoxSearch(_ action: Action, _ box: PlacedBox, _ tables: Tables) -> Bool {
        switch action {
        case .search: prompt = Prompt(.boxSearch)
        case .searchNext: findInBox(box, tables, .forward)
        case .searchPrevious: findInBox(box, tables, .backward)
        case .move, .oldest, .newest:
            boxSearch.line = nil
            return false
        default: return false
        }
        return true
    }

    /// Another text starts without a search; from message to message the search is kept.
    mutating func forgetSearch(of before: Overlay?) {
        if before?.isSameBox(as: overlay) == true { return }
        if case .detail = before, case .detail = overlay {
            boxSearch.line = nil
        } else {
            boxSearch = BoxSearch()
        }
    }

    private mutating func findInBox(_ box: PlacedBox, _ tables: Tables, _ direction: Direction) {
        guard let highlight = tables.boxSearch else {
            return say("no search yet: / starts one", tables.now)
        }
        let found = box.lines(with: highlight)
        let line =
            switch direction {
            case .backward: found.last { $0 < boxSearch.line ?? boxPosition(box) }
            case .forward: found.first { $0 > boxSearch.line ?? boxPosition(box) - 1 }
            }
        guard let line else { return say("no match \(direction.word) this line", tables.now) }
        moveBox(to: line, box)
    }

    /// The first line in sight, or the one that the keys act on.
    private func boxPosition(_ box: PlacedBox) -> Int {
        switch overlay {
        case .help(let scroll), .detail(_, _, let scroll, _), .handler(_, _, let scroll), .refusals(let scroll): scroll
        case .messages(let scroll): scroll ?? box.shown.lowerBound
        case .handlers(let row): row
        default: 0
        }
    }

    private mutating func moveBox(to line: Int, _ box: PlacedBox) {
        boxSearch.line = line
        switch overlay {
        case .help(let scroll): overlay = .help(scroll: box.scroll(scroll, toSee: line))
        case .detail(let sequence, let view, let scroll, let field):
            overlay = .detail(
                sequence: sequence, as: view, scroll: box.scroll(scroll, toSee: line), field: field)
        case .messages: overlay = .messages(scroll: box.scroll(box.shown.lowerBound, toSee: line))
        case .refusals(let scroll): overlay = .refusals(scroll: box.scroll(scroll, toSee: line))
        case .handler(let name, let row, let scroll):
            overlay = .handler(name: name, row: row, scroll: box.scroll(scroll, toSee: line))
        case .handlers: overlay = .handlers(row: max(1, line))
        default: break
        }
    }
}
