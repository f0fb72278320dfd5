// Reducer+BoxSearch.swift: the search within the text that lies over the panes: one for help, messages and sinks.

/// What is searched for in a box.
struct BoxSearch: Equatable {
    var text = ""
    /// The line that was found last, until the text is moved by hand.
    var line: Int?
}

extension BoxFacts {
    /// The places of the lines in which `text` is found.
    func lines(with text: String) -> [Int] {
        guard !text.isEmpty else { return [] }
        let search = Highlight(text)
        return lines.indices.filter { !search.ranges(in: Array(lines[$0].utf8), from: 0).isEmpty }
    }

    /// The scroll, changed no more than it takes to see a line.
    func scroll(_ scroll: Int, toSee line: Int) -> Int {
        min(max(min(scroll, line), line - max(1, visible) + 1), lastScroll)
    }
}

extension ViewState {
    /// Begins to search in the box, from what is in sight on; above where nothing follows, as in the stream.
    mutating func search(for text: String, in place: some StreamPlace) {
        boxSearch = BoxSearch(text: text)
        guard !text.isEmpty else { return }
        let found = place.box.lines(with: text)
        guard let line = found.first(where: { $0 >= boxPosition }) ?? found.last else {
            return say("nothing matches \(text)", place.now)
        }
        moveBox(to: line, place.box)
    }

    /// Carries out what keys do in every text box alike.
    ///
    /// - Returns: whether the action is one of these.
    mutating func applyToBoxSearch(_ action: Action, _ place: some StreamPlace) -> Bool {
        switch action {
        case .search: prompt = Prompt(.boxSearch)
        case .searchNext, .searchPrevious: findInBox(place, backward: action == .searchPrevious)
        case .move, .oldest, .newest:
            boxSearch.line = nil
            return false
        default: return false
        }
        return true
    }

    /// Another text begins anew; from message to message the search goes along.
    mutating func forgetSearch(of before: Overlay?) {
        if before?.isSameBox(as: overlay) == true { return }
        if case .detail = before, case .detail = overlay {
            boxSearch.line = nil
        } else {
            boxSearch = BoxSearch()
        }
    }

    private mutating func findInBox(_ place: some StreamPlace, backward: Bool) {
        guard !boxSearch.text.isEmpty else { return say("nothing is searched for: / begins a search", place.now) }
        let found = place.box.lines(with: boxSearch.text)
        let line =
            backward
            ? found.last { $0 < boxSearch.line ?? boxPosition }
            : found.first { $0 > boxSearch.line ?? boxPosition - 1 }
        guard let line else { return say("no match \(backward ? "before" : "after") this line", place.now) }
        moveBox(to: line, place.box)
    }

    /// The first line in sight, or the one that the keys act on.
    private var boxPosition: Int {
        switch overlay {
        case .help(let scroll), .detail(_, _, let scroll), .handler(_, _, let scroll): scroll
        case .sinks(let row): row
        default: 0
        }
    }

    private mutating func moveBox(to line: Int, _ box: BoxFacts) {
        boxSearch.line = line
        switch overlay {
        case .help(let scroll): overlay = .help(scroll: box.scroll(scroll, toSee: line))
        case .detail(let sequence, let showsHex, let scroll):
            overlay = .detail(sequence: sequence, showsHex: showsHex, scroll: box.scroll(scroll, toSee: line))
        case .handler(let name, let row, let scroll):
            overlay = .handler(name: name, row: row, scroll: box.scroll(scroll, toSee: line))
        case .sinks: overlay = .sinks(row: max(1, line))
        default: break
        }
    }
}
