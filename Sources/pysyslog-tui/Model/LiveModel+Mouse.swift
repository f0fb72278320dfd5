// LiveModel+Mouse.swift: a press of the mouse picks a pane, and in the stream a line.

extension LiveModel {
    /// Picks what stands at a place of a screen of this size; not while an overlay or a prompt is open.
    mutating func press(column: Int, row: Int, columns: Int, rows: Int) {
        guard state.overlay == nil, state.prompt == nil else { return }
        let layout = Layout(columns: columns, rows: rows, peers: table.order.count, state: state)
        if layout.peers.contains(row) { state.focus = .peers }
        guard layout.stream.contains(row) else { return }
        state.focus = .stream
        // A wrapped line takes more rows than one.
        let index = row - layout.stream.lowerBound
        guard !state.wraps, place.page.indices.contains(index) else { return }
        state.show(place.page[index], &place)
    }
}
