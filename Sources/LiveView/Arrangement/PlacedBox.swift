// PlacedBox.swift: a box on the screen: its place, its visible lines, and what a search finds in them.

struct PlacedBox {
    let content: Box
    /// With the border.
    let columns: Range<Int>
    let rows: Range<Int>
    /// The lines in sight.
    let shown: Range<Int>
    /// Where the search is found, line by line, in columns; empty without a search.
    private let found: [[Range<Int>]]
    /// How that search goes.
    let searchResult: SearchResult?
    private let ruler: TextRuler

    /// - Parameter highlight: what is searched for in the text.
    init(_ content: Box, _ state: ViewState, _ layout: Layout, _ viewport: Viewport, _ highlight: Highlight?) {
        var content = content
        if state.overlay?.isText == true { content.selection = content.selection ?? state.boxSearch.line }
        // A text can have become shorter, on a wider screen for instance.
        content.selection = content.selection.map { max(0, min($0, content.lines.count - 1)) }
        // What is typed stays in sight, and how a search goes.
        let isWhole = state.prompt == nil && highlight == nil
        let bottom = isWhole ? viewport.rows : layout.filter ?? viewport.rows
        let visible = min(content.lines.count, max(1, bottom - 4 - content.heading.count - content.footer.count))
        var first = min(max(0, content.scroll), max(0, content.lines.count - visible))
        if let selection = content.selection { first = max(min(first, selection), selection - visible + 1) }
        let size = (
            columns: min(content.width, viewport.columns - 2),
            rows: visible + content.heading.count + content.footer.count + 2
        )
        let left = (viewport.columns - size.columns) / 2
        let top = max(0, (bottom - size.rows) / 2)
        self.content = content
        columns = left..<left + size.columns
        rows = top..<top + size.rows
        shown = first..<first + visible
        ruler = TextRuler(viewport.capabilities)
        guard let highlight else {
            (found, searchResult) = ([], nil)
            return
        }
        found = content.lines.map { [ruler] in Self.ranges(of: highlight, in: $0, ruler, columns: size.columns - 4) }
        let lines = found.indices.filter { [found] in !found[$0].isEmpty }
        searchResult = SearchResult(
            text: highlight.text, rank: state.boxSearch.line.flatMap(lines.firstIndex).map { $0 + 1 } ?? 0,
            count: lines.count, progress: 1)
    }
}

// MARK: - Scrolling

extension PlacedBox {
    /// How far it can be scrolled.
    var lastScroll: Int { max(0, content.lines.count - shown.count) }

    /// The scroll, changed no more than it takes to see a line.
    func scroll(_ scroll: Int, toSee line: Int) -> Int {
        min(max(min(scroll, line), line - max(1, shown.count) + 1), lastScroll)
    }
}

// MARK: - Searching

extension PlacedBox {
    /// Where the search is found in a line, in columns.
    func found(in line: Int) -> [Range<Int>] { found.indices.contains(line) ? found[line] : [] }

    /// The lines in which something is found.
    func lines(with highlight: Highlight) -> [Int] {
        content.lines.indices.filter {
            !Self.ranges(of: highlight, in: content.lines[$0], ruler, columns: columns.count - 4).isEmpty
        }
    }

    private static func ranges(
        of highlight: Highlight, in line: [StyledText], _ ruler: TextRuler, columns: Int
    ) -> [Range<Int>] {
        let glyphs = ruler.glyphs(line, columns: columns)
        // Where each glyph begins, in columns, by the byte that it begins with.
        var starts: [Int] = []
        var column = 0
        for glyph in glyphs {
            starts += repeatElement(column, count: glyph.text.utf8.count)
            column += glyph.width
        }
        starts.append(column)
        let bytes = glyphs.flatMap { Array($0.text.utf8) }
        return highlight.ranges(in: bytes.span).map { starts[$0.lowerBound]..<starts[$0.upperBound] }
    }
}
