// StreamArrangement.swift: the visible lines and their rows.

struct StreamArrangement {
    /// A line with its place on the screen.
    struct PlacedLine {
        let content: StreamLine
        /// What is missing in front of the line, and the row that says so.
        let missing: (lines: MissingLines, row: Int)?
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
    /// What is missing behind the last line, where there is room to say so.
    let missing: (lines: MissingLines, row: Int)?

    init(_ state: ViewState, _ pager: inout StreamPager, page: [UInt64], rows: Range<Int>) {
        columns = pager.fit.columns
        self.page = page
        let below = state.follows ? nil : pager.lineBelow(page)
        let sequences = page + (below.map { [$0] } ?? [])
        var row = rows.lowerBound
        var lines: [PlacedLine] = []
        for sequence in sequences where row < rows.upperBound {
            guard let content = pager.layOut(sequence) else { continue }
            let missing = pager.missing(before: sequence, below: lines.last?.sequence).map { (lines: $0, row: row) }
            if missing != nil { row += 1 }
            let isMarked = row < rows.upperBound ? state.marks.last { $0.sequence == sequence } : nil
            let mark = isMarked.map { (mark: $0, row: row) }
            if mark != nil { row += 1 }
            let end = min(row + content.text.count, rows.upperBound)
            lines.append(PlacedLine(content: content, missing: missing, mark: mark, rows: row..<end))
            row = end
        }
        self.lines = lines
        // Where there is no line, the first row says why.
        if lines.isEmpty { row += 1 }
        missing =
            row < rows.upperBound ? pager.missing(after: sequences.last).map { (lines: $0, row: row) } : nil
        pager.keepLayout(of: sequences)
    }
}
