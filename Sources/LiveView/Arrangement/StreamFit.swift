// StreamFit.swift: how lines fit into the stream pane: which part of the text, in how many rows.

/// The stream pane at one size.
struct StreamFit: Equatable {
    /// Rows of the pane, at least 1.
    let rows: Int
    let columns: StreamColumns
    let dates: StreamDates
    let wraps: Bool
    /// Columns that the text is shifted by.
    let sideways: Int
    /// Lines with a mark in front of them.
    let marks: Set<UInt64>
    let capabilities: Capabilities

    init(
        _ state: ViewState, _ layout: Layout, _ viewport: Viewport, longestPeer: Int, longestName: Int = 0,
        collectorColumns: Int = 0, dates: StreamDates = .none
    ) {
        rows = max(1, layout.stream.count)
        self.dates = dates
        columns = StreamColumns(
            state, columns: viewport.columns, longestPeer: longestPeer, longestName: longestName,
            collectorColumns: collectorColumns, dates: dates)
        wraps = state.wraps
        sideways = state.sideways
        marks = Set(state.marks.map(\.sequence))
        capabilities = viewport.capabilities
    }

    /// Whether every line takes one row.
    var isEven: Bool { !wraps && marks.isEmpty }

    /// Columns that the text of a line has, at least 1.
    var textColumns: Int { max(1, columns.text.count) }
}
