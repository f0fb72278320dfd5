// StreamCounts.swift: how many lines there are: held, let through, found, unseen, below; the one place where that is found.
import CollectorCore

struct StreamCounts {
    let held: Int
    /// Lines that the filter lets through; `nil` without a filter.
    let matches: Int?
    /// How much of what is held the filter has seen, 0 to 1.
    let progress: Double
    /// Lines below the pane.
    let newBelow: Int
    /// Lines that came since the view was paused.
    let unseen: Int
    /// Whether none of the lines that were in the ring when the view was paused is left.
    let isPauseTurnedOver: Bool
    /// How full the ring is, 0 to 1, and how many bytes it may take.
    let ringShare: Double
    let ringCapacity: Int
    /// Lines that have left the ring.
    let evicted: Int
    /// When the oldest line of the ring was received.
    let oldest: WallTime?
    /// How the search goes, if one is shown.
    let search: SearchResult?
}

/// How a search goes.
struct SearchResult: Equatable {
    var text: String
    /// The match that is selected, from 1; 0 for none.
    var rank: Int
    var count: Int
    var progress: Double
}

extension StreamPager {
    /// - Parameter page: the lines in sight.
    func counts(_ state: ViewState, page: [UInt64]) -> StreamCounts {
        let window = stream.window
        let oldest =
            window.count > window.reservedCount
            ? window.withLine(at: window.reservedCount) { entry, _ in entry.received } : nil
        return StreamCounts(
            held: window.count, matches: stream.index?.matches, progress: stream.index?.progress(in: window) ?? 1,
            newBelow: page.last.map { stream.count(from: $0 + 1) } ?? 0,
            unseen: state.pausedAt.map { stream.count(from: $0) } ?? 0,
            isPauseTurnedOver: state.pausedAt.map { $0 > 1 && $0 <= window.dense } ?? false,
            ringShare: window.ringShare, ringCapacity: window.capacity, evicted: window.evicted, oldest: oldest,
            search: searchResult(state))
    }

    private func searchResult(_ state: ViewState) -> SearchResult? {
        guard let index = searchIndex, let highlight else { return nil }
        return SearchResult(
            text: highlight.text, rank: state.selectedLine.map { index.rank(of: $0 + 1) } ?? 0, count: index.matches,
            progress: index.progress(in: stream.window))
    }
}
