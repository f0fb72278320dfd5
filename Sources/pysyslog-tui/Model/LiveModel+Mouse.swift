// LiveModel+Mouse.swift: a press of the mouse picks a pane, and in the stream a line.

extension LiveModel {
    /// Picks what stands at a place of a screen of this size; not while an overlay or a prompt is open.
    mutating func press(column: Int, row: Int, columns: Int, rows: Int) {
        guard state.overlay == nil, state.prompt == nil else { return }
        let layout = Layout(columns: columns, rows: rows, peers: table.order.count, state: state)
        if layout.peers.contains(row) { state.focus = .peers }
        guard layout.stream.contains(row) else { return }
        state.focus = .stream
        var end = layout.stream.lowerBound
        let pressed = place.page.first { sequence in
            end += place.height(of: sequence)
            return row < end
        }
        state.show(pressed, &place)
    }
}
