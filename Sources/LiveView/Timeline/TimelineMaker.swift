// TimelineMaker.swift: which stretch of time the timeline shows, and of which part of it all lines are held.
import CollectorCore

/// What a timeline is made for.
struct TimelineRequest {
    /// Buckets that there is room for, at least 1.
    var buckets: Int
    /// Seconds that the clock of the scale, and that of the filter, is east of UTC.
    var offset: Int
    var filterOffset: Int
    var now: WallTime
    var isPaused: Bool
    /// What the filter says of times.
    var spans: [[TimeSpan]]
    /// Times in which lines are missing for other reasons than that they have left the ring.
    var missing: [ClosedRange<Int64>]
    /// Whether lines came before the first one that ever was in the ring.
    var hadLinesBefore: Bool
}

/// Makes timelines, one after the other; remembers what was counted.
struct TimelineMaker {
    var count: TimelineCount
    private var scale: TimeScale?
    /// What is shown without a filter by time; during a pause it only grows.
    private var extent: ClosedRange<Int64>?

    /// Less than this is not shown, so that the first lines do not fill the screen. Nanoseconds.
    private static let leastExtent = 5 * TimeSpan.second

    init(_ count: TimelineCount) {
        self.count = count
    }

    mutating func timeline(of stream: FilteredStream, _ request: TimelineRequest) -> Timeline {
        count.follow(stream)
        let shown = count.shownTimes
        var request = request
        // What lies in files may be of another year.
        if stream.window.isStored, let shown { request.now = WallTime(nanoseconds: shown.upperBound) }
        let times = zoomed(extent(shown, request), request)
        let scale = TimeScale(
            times, count: request.buckets, shift: Int64(request.offset) * TimeSpan.second, before: self.scale)
        let sums = count.counts(stream, scale, before: self.scale)
        self.scale = scale
        let unheld = count.unheldUntil(stream) ?? (request.hadLinesBefore ? shown?.lowerBound : nil)
        let buckets = sums.counts.enumerated().map { place, count in
            let span = scale.span(at: place)
            let isInView = 1...scale.count ~= place && shown.map { span.upperBound > $0.lowerBound } ?? false
            return Timeline.Bucket(
                count: count,
                isWhole: isInView && unheld.map { span.lowerBound > $0 } ?? true
                    && !request.missing.contains { $0.overlaps(span) })
        }
        let share = stream.window.isStored ? sums.share * stream.window.knownShare : 1
        return Timeline(scale, buckets, held: count.heldTimes, countedShare: share)
    }

    /// Reads lines of files that the last timeline could not count without, until `isOver`.
    mutating func read(_ stream: FilteredStream, until isOver: () -> Bool) {
        if let scale { count.read(stream, scale, until: isOver) }
    }

    /// From the first line in view until now. During a pause, time stands still, and the lines that leave the ring leave
    /// their place.
    private mutating func extent(_ shown: ClosedRange<Int64>?, _ request: TimelineRequest) -> ClosedRange<Int64> {
        let before = request.isPaused ? extent : nil
        let now = before?.upperBound ?? (request.isPaused ? shown?.upperBound : nil) ?? TimeGrid.bounded(request.now)
        let last = max(now, shown?.upperBound ?? now)
        let first = min(shown?.lowerBound ?? last, before?.lowerBound ?? last)
        let extent = min(first, last - Self.leastExtent)...last
        self.extent = extent
        return extent
    }

    /// The part of it that the filter asks for.
    private func zoomed(_ extent: ClosedRange<Int64>, _ request: TimelineRequest) -> ClosedRange<Int64> {
        var (first, last) = (extent.lowerBound, extent.upperBound)
        for spans in request.spans {
            let hulls = spans.compactMap { $0.hull(in: extent, offset: request.filterOffset) }
            guard let start = hulls.map(\.lowerBound).min(), let end = hulls.map(\.upperBound).max() else { continue }
            first = max(first, start)
            last = min(last, end - 1)
        }
        return first <= last ? first...last : extent
    }
}
