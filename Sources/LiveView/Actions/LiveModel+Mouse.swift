// LiveModel+Mouse.swift: a click selects, a second click opens; the wheel scrolls the pane under it.

extension LiveModel {
    /// Lines per notch of the wheel.
    private static let wheelLines = 3

    /// A press on what stands there in the last picture: a line, a peer, a bucket of the timeline, or the title of
    /// a column, which sorts by it.
    ///
    /// - Returns: what the terminal has to do.
    package mutating func press(column: Int, row: Int) -> Effect {
        lookAgain()
        guard let pane = arrangement.pane(at: row) else { return .none }
        focus(pane)
        switch arrangement.hit(column: column, row: row) {
        case .peerTitle(let number): return apply(.sort(number))
        case .peer(let peer):
            if state.selectedPeer == peer { return apply(.open) }
            state.selectedPeer = peer
        case .line(let sequence):
            if state.selectedLine == sequence { return apply(.open) }
            state.show(sequence, arrangement, &tables.pager)
        case .bucket(let place):
            guard let timeline = arrangement.timeline else { break }
            if timeline.cursor == place { return apply(.open) }
            state.moveCursor(to: place, timeline.timeline)
        case nil: break
        }
        return .none
    }

    /// The wheel was turned; down is positive.
    package mutating func wheel(_ turn: Int, row: Int) {
        // In a line that is typed, up and down are its history.
        guard state.prompt == nil else { return }
        lookAgain()
        if let pane = arrangement.pane(at: row) { focus(pane) }
        for _ in 0..<Self.wheelLines { _ = apply(.move(turn < 0 ? .up : .down)) }
    }

    private mutating func focus(_ pane: Pane) {
        state.focus = pane
        state.searching = nil
        isStale = true
    }
}
