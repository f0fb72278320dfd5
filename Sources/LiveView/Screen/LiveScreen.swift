// LiveScreen.swift: renders an arrangement to a screen; the same arrangement always gives the same cells.

package enum LiveScreen {
    package static func render(_ picture: Arrangement) -> Screen {
        let viewport = picture.viewport
        var canvas = Canvas(columns: viewport.columns, rows: viewport.rows, picture.ruler)
        guard !picture.layout.isTooSmall else {
            canvas.drawSmallness(picture)
            return canvas.screen
        }
        canvas.drawHeader(picture, picture.layout.header)
        canvas.drawPeers(picture)
        if let timeline = picture.timeline { canvas.draw(timeline, picture) }
        if let title = picture.layout.title { canvas.drawStreamTitle(picture, title) }
        canvas.drawStream(picture)
        if let row = picture.layout.filter { canvas.drawFilterLine(picture, row) }
        if let row = picture.layout.event { canvas.drawEventLine(picture, row) }
        if let row = picture.layout.hints { canvas.drawKeyHints(picture, row) }
        if let box = picture.box { canvas.draw(box) }
        return canvas.screen
    }
}

extension Canvas {
    /// The one line that fits.
    fileprivate mutating func drawSmallness(_ picture: Arrangement) {
        let rate = NumberText.rate(picture.totals.messages.rate(over: 10))
        let words = ["too small; collecting, \(rate)/s", "collecting, \(rate)/s", "collecting"]
        write(words.first { $0.utf8.count <= columns } ?? "\(rate)/s", Style(.dim), at: 0, 0)
    }
}
