// StreamCounts.swift: all counts of lines: held, matching, found, unseen, below; counted nowhere else.
import CollectorCore

struct StreamCounts {
    /// All lines that are held, and those of them that are neither cleared nor newer than the pause.
    let held: Int
    let inView: Int
    /// Lines in view that the filter lets through, as far as they have been tested; `nil` without a filter.
    let matches: Int?
    /// How much of what is held the filter has seen, 0 to 1.
    let progress: Double
    /// Lines below the pane.
    let newBelow: Int
    /// Lines that came since the view was paused; with a filter, those of them that it lets through and that are held.
    let unseen: Int
    /// Why no line is in sight; `nil` where one is.
    let absence: Absence?
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
    /// How much was looked at in search of the next line, 0 to 1, while that goes on.
    let searched: Double?

    /// Lines that can be scrolled to.
    var shown: Int { matches ?? inView }
}

/// Why no line is in sight.
enum Absence {
    case nothingHeld, cleared
    /// All lines that are held came since the pause.
    case paused
    /// The filter has not seen all lines yet.
    case filtering
    case noMatch
}

/// How a search goes.
struct SearchResult: Equatable {
    var text: String
    /// The match that is selected, from 1; 0 where the selected line is none.
    var rank: Int
    var count: Int
    var progress: Double
}

extension StreamPager {
    /// - Parameter page: the lines in sight.
    func counts(_ state: ViewState, page: [UInt64]) -> StreamCounts {
        let window = stream.window
        let oldest =
            window.count > window.reservedCount && !window.isStored
            ? window.withLine(at: window.reservedCount) { entry, _ in entry.received } : nil
        return StreamCounts(
            held: window.count, inView: stream.held(in: stream.range),
            matches: stream.index.map { $0.tally(in: stream.range).matches },
            progress: stream.index?.progress(in: window) ?? 1,
            newBelow: page.last.map { stream.count(in: $0 + 1..<max($0 + 1, stream.ceiling)) } ?? 0,
            unseen: state.pausedAt.map(unseen) ?? 0, absence: page.isEmpty ? absence : nil,
            isPauseTurnedOver: state.pausedAt.map { $0 > 1 && $0 <= window.dense } ?? false,
            ringShare: window.ringShare, ringCapacity: window.capacity, evicted: window.evicted, oldest: oldest,
            search: searchResult(state), searched: state.searching.map { $0.progress(in: stream) })
    }

    private func unseen(since pause: UInt64) -> Int {
        stream.index == nil ? Int(clamping: end - min(pause, end)) : stream.count(in: pause..<UInt64.max)
    }

    private var absence: Absence {
        if stream.window.count == 0 { return .nothingHeld }
        if stream.held(in: stream.range) == 0 {
            return stream.held(in: 0..<stream.ceiling) == 0 ? .paused : .cleared
        }
        let isWhole = stream.index?.isComplete(in: stream.window) ?? false
        return isWhole && stream.count(in: stream.range) == 0 ? .noMatch : .filtering
    }

    private func searchResult(_ state: ViewState) -> SearchResult? {
        guard let index = searchIndex, let highlight else { return nil }
        var rank = 0
        if let line = state.selectedLine, line >= stream.floor, index.tally(in: line..<line + 1).matches == 1 {
            rank = index.tally(in: stream.floor..<line + 1).matches
        }
        return SearchResult(
            text: highlight.text, rank: rank, count: index.tally(in: stream.range).matches,
            progress: index.progress(in: stream.window))
    }
}
