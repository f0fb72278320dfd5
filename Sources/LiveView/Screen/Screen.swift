// Screen.swift: the content of the terminal as a value: cells with text and role.

/// One cell of the screen.
package struct Cell: Equatable, Sendable {
    /// One character with the marks that combine with it; empty for the right half of a wide one. Never a control.
    package var text: String
    /// Columns, 1 or 2; 0 for the right half of a wide character.
    package var width: UInt8
    package var style: Style

    static let blank = Cell(text: " ", width: 1, style: .plain)
}

/// All cells, row by row, and where the cursor stands while something is typed.
package struct Screen: Equatable, Sendable {
    package let columns: Int
    package let rows: Int
    var cells: [Cell]
    package var cursor: (column: Int, row: Int)? {
        get { cursorPlace.map { ($0 % max(columns, 1), $0 / max(columns, 1)) } }
        set { cursorPlace = newValue.map { $0.row * columns + $0.column } }
    }
    private var cursorPlace: Int?

    init(columns: Int, rows: Int) {
        self.columns = max(columns, 0)
        self.rows = max(rows, 0)
        cells = Array(repeating: .blank, count: self.columns * self.rows)
    }

    package subscript(column: Int, row: Int) -> Cell {
        get { cells[row * columns + column] }
        set { cells[row * columns + column] = newValue }
    }

    /// The characters of one row, without the blanks at its end.
    func text(row: Int) -> String {
        var text = ""
        for column in 0..<columns { text += self[column, row].text }
        while text.last == " " { text.removeLast() }
        return text
    }

    /// The characters, row by row.
    var text: String { (0..<rows).map(text(row:)).joined(separator: "\n") }
}
