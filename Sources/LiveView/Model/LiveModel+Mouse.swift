// LiveModel+Mouse.swift: a press picks what is under it, one more opens it; the wheel scrolls what is under it.

extension LiveModel {
    /// Lines that one notch of the wheel moves.
    private static let wheelLines = 3

    /// A press at a place of a screen of this size: on a line, a peer, or the title of a column, which sorts by it.
    ///
    /// - Returns: what the terminal has to do.
    package mutating func press(column: Int, row: Int, columns: Int, rows: Int) -> Effect {
        guard let layout = focused(row, columns, rows) else { return .none }
        if state.focus == .peers { return pressPeers(column, row - layout.peers.lowerBound, columns, layout) }
        var end = layout.stream.lowerBound
        let pressed = place.page.first { sequence in
            end += place.height(of: sequence)
            return row < end
        }
        guard let pressed else { return .none }
        if state.selectedLine == pressed { return apply(.open) }
        state.show(pressed, &place)
        return .none
    }

    /// A turn of the wheel; downwards is positive.
    package mutating func wheel(_ turn: Int, row: Int, columns: Int, rows: Int) {
        // In a line that is typed, up and down are its history.
        guard state.prompt == nil else { return }
        _ = focused(row, columns, rows)
        for _ in 0..<Self.wheelLines { _ = apply(.move(turn < 0 ? .up : .down)) }
    }

    /// Turns to the pane in that row, unless something lies over the panes; `nil` where there is none.
    private mutating func focused(_ row: Int, _ columns: Int, _ rows: Int) -> Layout? {
        guard state.overlay == nil, state.prompt == nil else { return nil }
        let layout = Layout(columns: columns, rows: rows, peers: table.order.count, state: state)
        if layout.peers.contains(row), !layout.isSummary {
            state.focus = .peers
        } else if layout.stream.contains(row) {
            state.focus = .stream
        } else {
            return nil
        }
        return layout
    }

    private mutating func pressPeers(_ column: Int, _ row: Int, _ columns: Int, _ layout: Layout) -> Effect {
        let peers = table.order
        if row == 0 {
            let placed = PeerColumns.placed(
                in: columns, hidden: state.hiddenColumns, longestPeer: peers.map(\.count).max() ?? 0)
            guard let index = placed.firstIndex(where: { ($0.start..<$0.end).contains(column) }) else { return .none }
            return apply(.sort(index + 1))
        }
        let shown = layout.peersInSight(table.shown, selected: state.selectedPeer).places
        let index = shown.lowerBound + row - 1
        guard shown.contains(index) else { return .none }
        if state.selectedPeer == peers[index] { return apply(.open) }
        state.selectedPeer = peers[index]
        return .none
    }
}
