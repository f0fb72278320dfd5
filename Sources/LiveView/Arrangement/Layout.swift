// Layout.swift: which rows each part of the screen has, at every size.

/// The panes from top to bottom, as ranges of rows.
struct Layout: Equatable {
    var header = 0..<0
    /// The table with the titles of its columns, or one row where `isSummary`.
    var peers = 0..<0
    var isSummary = false
    /// One row, or several with a title and the times below; another one where filters are watched.
    var timeline = 0..<0
    /// The row of the timeline that shows when watched filters matched.
    var ticks: Int?
    var title: Int?
    /// The names of the columns of the stream, where fields of messages have some.
    var streamTitles: Int?
    var stream = 0..<0
    var filter: Int?
    var event: Int?
    var hints: Int?
    /// Too small for anything but one line.
    var isTooSmall = false

    static let smallest = (columns: 40, rows: 6)

    init(columns: Int, rows: Int, peers count: Int, state: ViewState, hasWatches: Bool) {
        guard columns >= Self.smallest.columns, rows >= Self.smallest.rows else {
            isTooSmall = true
            return
        }
        let headerRows = rows >= 30 && columns >= 120 ? 4 : rows >= 16 ? 3 : rows >= 10 ? 2 : 1
        header = 0..<headerRows
        var bottom = rows
        if rows >= 10 {
            hints = bottom - 1
            bottom -= 1
        }
        event = bottom - 1
        filter = bottom - 2
        bottom -= 2
        let body = bottom - headerRows
        let peerRows: Int
        if state.isZoomed {
            peerRows = state.focus == .peers ? body : 0
        } else if rows < 16 {
            isSummary = true
            peerRows = 1
        } else {
            peerRows = min(max(count, 1) + 1, body * 2 / 5)
        }
        peers = headerRows..<headerRows + peerRows
        let hasTimeline = state.timeline != nil && !(state.isZoomed && state.focus == .peers)
        let timelineRows = hasTimeline ? Self.timelineRows(columns, rows) : 0
        timeline = peers.upperBound..<peers.upperBound + timelineRows
        if hasWatches, timelineRows > 0 {
            // Above the times.
            ticks = timeline.upperBound - (timelineRows > 1 ? 1 : 0)
            timeline = timeline.lowerBound..<timeline.upperBound + 1
        }
        var top = timeline.upperBound
        if rows >= 10, top < bottom {
            title = top
            top += 1
        }
        if !state.fieldColumns.isEmpty, top + 1 < bottom {
            streamTitles = top
            top += 1
        }
        stream = top..<max(top, bottom)
    }

    /// The smallest screen that has room for the timeline, and the one that has room for the high one.
    static let smallestForTimeline = (columns: 60, rows: 16)
    private static let rowsForHighTimeline = 36

    static func timelineRows(_ columns: Int, _ rows: Int) -> Int {
        guard columns >= smallestForTimeline.columns, rows >= smallestForTimeline.rows else { return 0 }
        return rows < rowsForHighTimeline ? 1 : 4
    }

    /// Rows of peers, without the titles.
    var peerRows: Int { isSummary ? 0 : max(0, peers.count - 1) }
}
