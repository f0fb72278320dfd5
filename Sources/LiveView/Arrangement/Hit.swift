// Hit.swift: what a mouse click hits.
import CollectorCore

enum Hit: Equatable {
    /// The title of a column of the table, by its number on the screen from 1.
    case peerTitle(Int)
    case peer(PeerKey)
    case line(UInt64)
    /// A bucket of the timeline, by its place.
    case bucket(Int)
}

extension Arrangement {
    /// The pane in that row, unless something lies over the panes.
    func pane(at row: Int) -> Pane? {
        guard state.overlay == nil, state.prompt == nil else { return nil }
        if layout.peers.contains(row), !layout.isSummary { return .peers }
        if layout.timeline.contains(row) { return .timeline }
        return layout.stream.contains(row) ? .stream : nil
    }

    func hit(column: Int, row: Int) -> Hit? {
        switch pane(at: row) {
        case .peers where row == layout.peers.lowerBound:
            return peers.columns.firstIndex { ($0.start..<$0.end).contains(column) }.map { .peerTitle($0 + 1) }
        case .peers:
            let index = row - layout.peers.lowerBound - 1
            return peers.rows.indices.contains(index) ? .peer(peers.rows[index].peer) : nil
        case .stream: return stream.lines.first { $0.rowsWithMark.contains(row) }.map { .line($0.sequence) }
        case .timeline: return timeline?.place(at: column).map { .bucket($0) }
        case nil: return nil
        }
    }
}
