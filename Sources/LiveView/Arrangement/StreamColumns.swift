// StreamColumns.swift: the columns of the parts of a line.

struct StreamColumns: Equatable {
    var time = 0..<0
    /// What stands in front of the times, in the same column.
    let dates: StreamDates
    var peer = 0..<0
    var name = 0..<0
    var collector = 0..<0
    var host = 0..<0
    var facility = 0..<0
    var severity = 0..<0
    var app = 0..<0
    /// Of the fields of messages that have a column, as many as there is room for.
    var fields: [FieldPlace] = []
    /// The sign of a colour, where saved filters have any.
    var colour = 0..<0
    var text = 0..<0

    struct FieldPlace: Equatable {
        let path: String
        let columns: Range<Int>
    }

    /// What is left for the text at least, where fields have columns.
    private static let textColumns = 20

    /// - Parameters:
    ///   - longestPeer: columns of the longest address that is known.
    ///   - longestName: columns of the longest name of an address; 0 where there is none.
    ///   - collectorColumns: columns of the longest name of a collector; 0 where only one is watched.
    init(
        _ state: ViewState, columns: Int, longestPeer: Int, longestName: Int, collectorColumns: Int, dates: StreamDates
    ) {
        self.dates = state.timeStyle.isClock ? dates : .none
        var column = 0
        func take(_ wanted: StreamColumn, _ width: Int) -> Range<Int> {
            guard !state.hiddenStreamColumns.contains(wanted) else { return column..<column }
            defer { column += width + 1 }
            return column..<column + width
        }
        let isWide = columns >= 130
        time = take(.time, Self.timeColumns(state.timeStyle, columns, self.dates))
        peer = take(.peer, columns < 60 ? 12 : columns < 100 ? 16 : min(max(15, longestPeer), columns / 6))
        if longestName > 0, columns >= 60 {
            name = take(.name, min(max(4, longestName), columns < 100 ? 10 : 20))
        }
        if collectorColumns > 0 { collector = take(.collector, min(collectorColumns, columns < 100 ? 6 : 12)) }
        if columns >= 160 { host = take(.host, 12) }
        if isWide { facility = take(.facility, 8) }
        severity = take(.severity, isWide ? 6 : 3)
        // Where there is no room for it the program stands in front of the text.
        if isWide {
            app = column..<column + (columns >= 160 ? 20 : 16)
            column = app.upperBound + 1
        }
        for field in state.fieldColumns where column + field.width + 2 + Self.textColumns <= columns {
            fields.append(FieldPlace(path: field.path, columns: column..<column + field.width))
            column += field.width + 1
        }
        // Two blanks before the text let the eye find its edge.
        let margin = columns < 60 ? 0 : 1
        guard state.saved.haveColours else {
            text = min(column + margin, columns)..<columns
            return
        }
        colour = column..<column + 1
        text = min(colour.upperBound + 1, columns)..<columns
    }

    private static func timeColumns(_ style: TimeStyle, _ columns: Int, _ dates: StreamDates) -> Int {
        if style == .relative { return 6 }
        if columns >= 100 { return dates.columns + 12 }
        // A small screen has room for a date only without seconds.
        return dates.columns + (columns < 60 && dates != .none ? 5 : 8)
    }
}
