// TimelineArrangement.swift: the buckets of the timeline in their columns, and what the cursor is on.
import CollectorCore

struct TimelineArrangement {
    let timeline: Timeline
    /// With the title and the times in rows of their own.
    let isHigh: Bool
    /// The column of place 1.
    let start: Int
    /// The place of the bucket under the cursor.
    let cursor: Int
    /// From the mark to the cursor.
    let marked: ClosedRange<Int>?
    /// Seconds that the clock of the scale is east of UTC.
    let offset: Int
    /// The watched filters, in the order of their counts.
    let watches: [WatchSign]
    let isFiltered: Bool

    /// Columns of a time of the scale, with a blank on each side.
    static let labelColumns = 10
    /// Behind the last bucket in a single row: the end, the largest count and the width of a bucket.
    static let asideColumns = 30

    /// `nil` while it is closed, or where there is no room.
    init?(_ state: ViewState, _ tables: inout Tables, _ layout: Layout, _ viewport: Viewport) {
        guard let wanted = state.timeline, !layout.timeline.isEmpty, tables.timeline != nil else { return nil }
        isHigh = layout.timeline.count > (layout.ticks == nil ? 1 : 2)
        start = isHigh ? 1 : Self.labelColumns
        offset = state.timeStyle == .utc ? 0 : viewport.offset
        watches = WatchSign.signs(of: tables.watches, state.saved)
        isFiltered = tables.pager.stream.index != nil
        let request = TimelineRequest(
            buckets: viewport.columns - (isHigh ? 2 : Self.labelColumns + Self.asideColumns), offset: offset,
            filterOffset: viewport.offset, now: tables.wallTime, isPaused: state.pausedAt != nil, spans: tables.spans,
            missing: tables.pager.missingTimes(until: tables.wallTime),
            hadLinesBefore: state.isRemote && tables.facts.files == nil)
        let timeline = tables.timeline!.timeline(of: tables.pager.stream, request)
        self.timeline = timeline
        let place = wanted.time.map { timeline.scale.place(at: $0) } ?? timeline.scale.count
        let cursor = min(max(place, timeline.places.lowerBound), timeline.places.upperBound)
        self.cursor = cursor
        marked = wanted.mark.map { mark in
            let places = timeline.places(of: mark)
            return min(places.lowerBound, cursor)...max(places.upperBound, cursor)
        }
    }

    /// The place of the bucket in a column.
    func place(at column: Int) -> Int? {
        let place = column - start + 1
        return timeline.places.contains(place) ? place : nil
    }

    /// What the cursor is on: from the mark to it, or one bucket.
    var selection: ClosedRange<Int> { marked ?? cursor...cursor }
}

/// A watched filter in the timeline.
struct WatchSign {
    /// "a" for the first one.
    let letter: String
    let name: String
    let role: Role

    static func signs(of watches: Watches, _ saved: SavedFilters) -> [WatchSign] {
        zip(watches.list, "abcdefgh").map { watch, letter in
            let colour = saved.filters.first { $0.name == watch.name }?.colour
            return WatchSign(letter: String(letter), name: watch.name, role: colour?.role ?? .severityWarning)
        }
    }
}

extension StreamPager {
    /// Times in which lines are missing, in nanoseconds since the epoch: between the lines on both sides of a gap or a cut.
    func missingTimes(until now: WallTime) -> [ClosedRange<Int64>] {
        guard !isWhole else { return [] }
        let gaps = stream.window.gaps
        var missing = gaps.marks.map { times(around: $0.before, now) }
        if gaps.unmarked > 0, let first = missing.first { missing[0] = .min...first.upperBound }
        var begin: Int64?
        for edge in cuts.edges {
            let times = times(around: edge.before, now)
            if edge.isBeginning {
                begin = begin ?? times.lowerBound
            } else {
                missing.append(min(begin ?? .min, times.upperBound)...times.upperBound)
                begin = nil
            }
        }
        if let begin { missing.append(begin...max(begin, TimeGrid.bounded(now))) }
        return missing
    }

    /// From the line before this number to the line behind it, or until now where there is none yet.
    private func times(around line: UInt64, _ now: WallTime) -> ClosedRange<Int64> {
        let times = stream.window.times(of: (line == 0 ? 0 : line - 1)..<line + 1)
        let last = line < end ? times?.upperBound ?? now : max(now, times?.upperBound ?? now)
        let first = TimeGrid.bounded(times?.lowerBound ?? last)
        return min(first, TimeGrid.bounded(last))...TimeGrid.bounded(last)
    }
}
