// StreamFit.swift: how many rows lines take in the stream pane, and so which of them make a page.

/// The stream pane at one size: what is drawn and what keys call a page agree by it.
struct StreamFit: Equatable {
    /// Rows of the pane, at least 1.
    var rows = 1
    var wraps = false
    var marks: Set<UInt64> = []
    var places = StreamColumns(ViewState(), columns: 80, longestPeer: 0)
    var unicode = true

    init() {}

    init(_ state: ViewState, rows: Int, columns: Int, longestPeer: Int, unicode: Bool) {
        self.rows = max(1, rows)
        wraps = state.wraps
        marks = Set(state.marks.map(\.sequence))
        places = StreamColumns(state, columns: columns, longestPeer: longestPeer)
        self.unicode = unicode
    }

    /// Whether every line takes one row.
    var isEven: Bool { !wraps && marks.isEmpty }

    /// The rows of a line with the mark in front of it; a line that is higher than the pane fills it.
    func height(of line: StreamLine) -> Int {
        let mark = marks.contains(line.sequence) ? 1 : 0
        guard wraps else { return 1 + mark }
        return min(
            rows, Canvas.wrapped(text(of: line, columns: places.text.count * rows), places.text.count).count + mark)
    }

    private func text(of line: StreamLine, columns: Int = .max) -> [Canvas.StyledGlyph] {
        Canvas.text(of: line, Sanitiser(unicode: unicode), columns: columns, withApp: places.app.isEmpty)
    }

    /// Columns that the whole text of a line takes.
    func width(of line: StreamLine) -> Int {
        text(of: line).reduce(0) { $0 + $1.glyph.width }
    }

    /// The columns of the first place that the search finds.
    func match(in line: StreamLine) -> Range<Int>? {
        guard let found = line.found.first else { return nil }
        let glyphs = text(of: line)
        let start = glyphs.prefix { $0.style.role != .match }.reduce(0) { $0 + $1.glyph.width }
        return start..<start + found.count
    }

    /// How many of lines of these heights fit as a whole; one at least.
    func count(fitting heights: some Sequence<Int>) -> Int {
        var left = rows
        var count = 0
        for height in heights {
            left -= height
            guard left >= 0 || count == 0 else { break }
            count += 1
        }
        return count
    }
}
