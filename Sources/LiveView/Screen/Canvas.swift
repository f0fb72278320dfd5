// Canvas.swift: writes text into cells; all text goes through the sanitiser, whoever wrote it.
import CollectorCore

/// A screen that is being drawn. What does not fit is left out; nothing is ever written outside of its bounds.
struct Canvas {
    private(set) var screen: Screen
    let ruler: TextRuler

    init(columns: Int, rows: Int, _ ruler: TextRuler) {
        screen = Screen(columns: columns, rows: rows)
        self.ruler = ruler
    }

    var columns: Int { screen.columns }
    var rows: Int { screen.rows }
    var symbols: Bool { ruler.symbols }
    private var sanitiser: Sanitiser { ruler.sanitiser }

    mutating func put(cursor column: Int, _ row: Int) {
        guard column < columns, row < rows else { return }
        screen.cursor = (column, row)
    }

    /// Writes glyphs from `column` up to, not including, `end`.
    ///
    /// - Returns: the column behind the last.
    @discardableResult
    mutating func draw(
        _ glyphs: some Sequence<Sanitiser.Glyph>, _ style: Style, at column: Int, _ row: Int, until end: Int
    ) -> Int {
        var column = column
        let end = min(end, columns)
        guard row >= 0, row < rows, column >= 0 else { return column }
        for glyph in glyphs {
            guard column + glyph.width <= end else { break }
            let style = glyph.isMarked ? style.with(.reverse) : style
            screen[column, row] = Cell(text: glyph.text, width: UInt8(glyph.width), style: style)
            if glyph.width == 2 { screen[column + 1, row] = Cell(text: "", width: 0, style: style) }
            column += glyph.width
        }
        return column
    }

    /// Writes text from `column` up to `end`, or to the edge.
    @discardableResult
    mutating func write(_ text: String, _ style: Style, at column: Int, _ row: Int, until end: Int? = nil) -> Int {
        let limit = min(end ?? columns, columns)
        return draw(sanitiser.glyphs(text, columns: max(0, limit - column)), style, at: column, row, until: limit)
    }

    @discardableResult
    mutating func write(_ spans: [StyledText], at column: Int, _ row: Int, until end: Int? = nil) -> Int {
        spans.reduce(column) { write($1.text, $1.style, at: $0, row, until: end) }
    }

    /// Writes text up to `end`; a sign stands at its last column where more follows.
    @discardableResult
    mutating func writeWhole(_ spans: [StyledText], at column: Int, _ row: Int, until end: Int) -> Int {
        guard ruler.width(spans) > end - column else { return write(spans, at: column, row, until: end) }
        write(spans, at: column, row, until: end - 1)
        return write(ruler.more, Style(.dim), at: max(column, end - 1), row, until: end)
    }

    /// Writes text so that it ends before column `end`.
    mutating func write(_ text: String, _ style: Style, endingAt end: Int, _ row: Int, width: Int) {
        let glyphs = sanitiser.glyphs(text, columns: width)
        let size = glyphs.reduce(0) { $0 + $1.width }
        draw(glyphs, style, at: end - min(size, width), row, until: end)
    }

    mutating func fill(_ style: Style, at column: Int, _ row: Int, until end: Int, with text: String = " ") {
        guard row >= 0, row < rows else { return }
        for column in max(column, 0)..<max(min(end, columns), max(column, 0)) {
            screen[column, row] = Cell(text: text, width: 1, style: style)
        }
    }

    /// Adds attributes to a whole row of cells.
    mutating func mark(_ row: Int, from column: Int = 0, until end: Int? = nil, _ attributes: Style.Attributes) {
        guard row >= 0, row < rows else { return }
        for column in column..<max(column, min(end ?? columns, columns)) {
            screen[column, row].style = screen[column, row].style.with(attributes)
        }
    }

    /// Gives cells another role.
    mutating func paint(_ columnsRange: Range<Int>, _ row: Int, _ role: Role) {
        guard row >= 0, row < rows else { return }
        for column in columnsRange where column >= 0 && column < columns { screen[column, row].style.role = role }
    }

    /// Erases a rectangle; a wide character that it cuts goes as a whole.
    mutating func erase(_ columnsRange: Range<Int>, _ row: Int) {
        guard row >= 0, row < rows, !columnsRange.isEmpty else { return }
        if columnsRange.lowerBound > 0, screen[columnsRange.lowerBound, row].width == 0 {
            screen[columnsRange.lowerBound - 1, row] = .blank
        }
        if columnsRange.upperBound < columns, screen[columnsRange.upperBound, row].width == 0 {
            screen[columnsRange.upperBound, row] = .blank
        }
        for column in columnsRange { screen[column, row] = .blank }
    }
}
