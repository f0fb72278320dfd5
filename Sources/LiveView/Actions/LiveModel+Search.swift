// LiveModel+Search.swift: the search in the stream, and the match that a new search jumps to.
import CollectorCore

extension LiveModel {
    /// Esc puts the marks of a search away; while one is typed, they are those of the new one.
    var isSearchShown: Bool { search != nil && (state.showsSearch || state.prompt?.purpose == .search) }

    /// - Parameter typed: what is being typed, if it can be searched for.
    mutating func refreshSearch(typed: String?) {
        let text = typed ?? state.search
        guard text != search?.text ?? "" else { return }
        search = Highlight(text)
        makeSearchIndex()
    }

    /// A search finds among the lines that the filter lets through.
    mutating func makeSearchIndex() {
        state.searching?.beginAgain()
        guard let search, let matcher = Self.matcher(search.text, tables.wallTime) else {
            tables.pager.searchIndex = nil
            return
        }
        tables.pager.searchIndex = tables.pager.index(of: matcher)
    }

    private static func matcher(_ text: String, _ now: WallTime) -> FilterMatcher? {
        guard let term = try? SearchText.parse(text) else { return nil }
        return try? FilterMatcher(FilterNode(kind: .term(term), range: 0..<text.count), FilterContext(now: now))
    }

    /// Goes to the nearest match, as less does it; above where nothing follows.
    mutating func showNearestMatch() {
        guard let search, tables.pager.searchIndex != nil, state.search == search.text else { return }
        let start = state.selectedLine ?? arrangement.stream.page.first ?? 0
        state.searching = StreamSearch(.match, from: start, .forward, isWhole: true)
        goOnSearching(until: tables.pager.stream.isOver)
    }

    /// Looks at more lines until `isOver`.
    mutating func goOnSearching(until isOver: () -> Bool) {
        guard let search = state.searching else { return }
        if isStale { rearrange() }
        state.goOnSearching(arrangement, &tables, until: isOver)
        guard state.searching == nil else { return }
        if search.target == .match { showMatch() }
        isStale = true
    }

    /// Shifts the text so that the match in the selected line is visible.
    mutating func showMatch() {
        guard !state.wraps, let line = state.selectedLine.flatMap(tables.pager.line) else { return }
        let shown = StreamLine(line, highlight: isSearchShown ? search : nil)
        guard let match = tables.pager.fit.match(in: shown) else { return }
        let columns = tables.pager.fit.textColumns
        if match.upperBound < columns {
            state.sideways = 0
        } else if match.lowerBound < state.sideways || match.upperBound >= state.sideways + columns {
            state.sideways = max(0, match.lowerBound - columns / 2)
            state.isShiftedToMatch = true
        }
    }
}
