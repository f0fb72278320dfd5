// StreamArrangement.swift: the visible lines and their rows.

struct StreamArrangement {
    /// A line with its place on the screen.
    struct PlacedLine {
        let content: StreamLine
        /// A mark, and the row in front of the line that it stands in.
        let mark: (mark: Mark, row: Int)?
        /// Rows of the screen; as many as are left of the pane for the last line, which may be none.
        let rows: Range<Int>

        var sequence: UInt64 { content.sequence }
        var rowsWithMark: Range<Int> { (mark?.row ?? rows.lowerBound)..<rows.upperBound }
    }

    let columns: StreamColumns
    /// Lines in sight as a whole, oldest first.
    let page: [UInt64]
    /// These, and the beginning of one line more where there is room for it.
    let lines: [PlacedLine]

    init(_ state: ViewState, _ pager: inout StreamPager, page: [UInt64], rows: Range<Int>) {
        columns = pager.fit.columns
        self.page = page
        var sequences = page
        if !state.follows, !pager.fit.isEven, let last = page.last, let next = pager.step(from: last, by: 1),
            next > last
        {
            sequences.append(next)
        }
        var row = rows.lowerBound
        var lines: [PlacedLine] = []
        for sequence in sequences where row < rows.upperBound {
            guard let content = pager.layOut(sequence) else { continue }
            let mark = state.marks.last { $0.sequence == sequence }.map { (mark: $0, row: row) }
            if mark != nil { row += 1 }
            let end = min(row + content.text.count, rows.upperBound)
            lines.append(PlacedLine(content: content, mark: mark, rows: row..<end))
            row = end
        }
        self.lines = lines
        pager.keepLayout(of: sequences)
    }
}
