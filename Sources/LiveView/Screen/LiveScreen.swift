// LiveScreen.swift: from a frame to a screen: the same frame always gives the same cells.

package enum LiveScreen {
    /// Draws a frame at a size, in columns and rows.
    package static func render(_ frame: Frame, columns: Int, rows: Int) -> Screen {
        var canvas = Canvas(columns: columns, rows: rows, frame.capabilities)
        let layout = Layout(columns: columns, rows: rows, peers: frame.peers.count, state: frame.state)
        guard !layout.isTooSmall else {
            let rate = NumberText.rate(frame.messages.rate(over: 10))
            let words = ["too small; collecting, \(rate)/s", "collecting, \(rate)/s", "collecting"]
            canvas.write(words.first { $0.utf8.count <= columns } ?? "\(rate)/s", Style(.dim), at: 0, 0)
            return canvas.screen
        }
        canvas.drawHeader(frame, layout.header)
        canvas.drawPeers(frame, layout)
        if let title = layout.title { canvas.drawStreamTitle(frame, title) }
        canvas.drawStream(frame, layout.stream)
        if let row = layout.filter { canvas.drawFilterLine(frame, row) }
        if let row = layout.event { canvas.drawEventLine(frame, row) }
        if let row = layout.hints { canvas.drawKeyHints(frame, row) }
        if let overlay = frame.state.overlay {
            canvas.draw(canvas.box(of: overlay, frame), until: Canvas.boxBottom(frame, layout, rows: rows))
        }
        return canvas.screen
    }
}
