// StreamFit.swift: how many rows lines take in the stream pane, and so which of them make a page.

/// The stream pane at one size: what is drawn and what keys call a page agree by it.
struct StreamFit: Equatable {
    /// Rows of the pane, at least 1.
    var rows = 1
    var wraps = false
    var marks: Set<UInt64> = []
    var places = StreamColumns(columns: 80, showsTime: true, style: .local, longestPeer: 0)
    var unicode = true

    init() {}

    init(_ state: ViewState, rows: Int, columns: Int, longestPeer: Int, unicode: Bool) {
        self.rows = max(1, rows)
        wraps = state.wraps
        marks = Set(state.marks.map(\.sequence))
        places = StreamColumns(
            columns: columns, showsTime: state.showsTime, style: state.timeStyle, longestPeer: longestPeer)
        self.unicode = unicode
    }

    /// Whether every line takes one row.
    var isEven: Bool { !wraps && marks.isEmpty }

    /// The rows of a line with the mark in front of it; a line that is higher than the pane fills it.
    func height(of line: StreamLine) -> Int {
        let mark = marks.contains(line.sequence) ? 1 : 0
        guard wraps else { return 1 + mark }
        let text = Canvas.text(
            of: line, Sanitiser(unicode: unicode), columns: places.text.count * rows, withApp: places.app.isEmpty)
        return min(rows, Canvas.wrapped(text, places.text.count).count + mark)
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
