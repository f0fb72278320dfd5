// TimelineCount.swift: counts lines by time of receipt, from the bits of filters and the times of batches.
import CollectorCore

/// Counts in blocks of consecutive lines, and counts again only the blocks in which something has changed.
struct TimelineCount {
    /// The filter whose lines are counted; `nil` for all lines.
    private(set) var filter: FilterMatcher?
    /// Which of these lines are of severity err or worse; of stored lines that was noted when they were found.
    private var errors: FilterIndex
    /// Which lines the watched filters match.
    private var watches = WatchIndexes()
    var blocks: [TimelineBlock] = []
    /// The number of the first block of the ring: that of its first line, divided by the size of a block.
    var firstBlock: UInt64 = 0
    /// Numbers of the lines of files that were in view the last time.
    var range: Range<UInt64> = 0..<0
    var reserve = ReserveCount()

    init(_ filter: FilterMatcher?, over window: FeedWindow) {
        self.filter = filter
        errors = Self.errors(of: filter, over: window)
    }

    /// Counts the lines of another filter from now on.
    mutating func use(_ filter: FilterMatcher?, over window: FeedWindow) {
        self.filter = filter
        errors = Self.errors(of: filter, over: window)
        forget()
    }

    /// Counts what these filters match, too, from now on.
    mutating func watch(_ list: [Watch], over window: FeedWindow) {
        if watches.use(list, over: window) { forget() }
    }

    /// Everything is to be counted again.
    private mutating func forget() {
        for index in blocks.indices { blocks[index].answers = nil }
        reserve.forget()
    }

    private static func errors(of filter: FilterMatcher?, over window: FeedWindow) -> FilterIndex {
        let severe = FilterMatcher(severities: .severe)
        return FilterIndex(FilterMatcher(all: [filter, severe].compactMap { $0 }), over: window)
    }
}

// MARK: - Answers

extension TimelineCount {
    /// Drops what is known of lines that are no longer held. Must be called first with every new window.
    mutating func follow(_ window: FeedWindow) {
        if !window.isStored { errors.follow(window) }
        watches.follow(window)
    }

    /// Looks for lines of severity err or worse until `isOver`.
    mutating func advanceErrors(over window: FeedWindow, until isOver: () -> Bool) {
        if !window.isStored { errors.advance(over: window, until: isOver) }
    }

    /// Asks the watched filters until `isOver`.
    mutating func advanceWatches(over window: FeedWindow, until isOver: () -> Bool) {
        watches.advance(over: window, until: isOver)
    }

    /// How many answers there are for lines of the ring or of files, and how many there will be.
    private func answers(for lines: Range<UInt64>, _ stream: FilteredStream) -> Int {
        (stream.window.isStored ? 0 : errors.tallyInRing(lines).tested) + (stream.index?.tallyInRing(lines).tested ?? 0)
            + watches.testedInRing(lines)
    }

    private func allAnswers(for lines: Range<UInt64>, _ stream: FilteredStream) -> Int {
        lines.count * ((stream.window.isStored ? 0 : 1) + (stream.index == nil ? 0 : 1) + watches.count)
    }
}

// MARK: - Counts

extension TimelineCount {
    /// What was counted, by places of a scale.
    struct Sums {
        var counts: [LineCount]
        /// How many of the lines in view are counted, 0 to 1.
        var share = 1.0
    }

    /// Brings the counts up to date, and adds them up.
    ///
    /// - Parameter before: the scale of the last time.
    mutating func counts(_ stream: FilteredStream, _ scale: TimeScale, before: TimeScale?) -> Sums {
        var tally = TimelineTally(scale)
        let isOther = scale.grid != before?.grid
        if !isOther, let before, before != scale { forgetOutside(before) }
        for index in blocks.indices {
            let lines = blocks[index].shown
            // Where all is known, nothing changes any more.
            if !isOther, blocks[index].answers == allAnswers(for: lines, stream) { continue }
            let answers = answers(for: lines, stream)
            guard isOther || blocks[index].answers != answers else { continue }
            count(index, stream, &tally)
            blocks[index].answers = answers
        }
        var left = Self.runsPerPicture
        read(stream, scale) {
            left -= 1
            return left < 0
        }
        reserve.count(stream, errors: errors, watches, scale.grid)
        return sums(stream, scale)
    }

    /// What was outside of a scale was counted as if it were just before or behind it, and may be in the next one.
    private mutating func forgetOutside(_ scale: TimeScale) {
        for index in blocks.indices where blocks[index].counts.contains(where: { !scale.shows($0.span...$0.span) }) {
            blocks[index].answers = nil
        }
    }

    /// Runs that are read for a picture at most, so that the newest buckets of a growing file are counted at once.
    private static let runsPerPicture = 4

    /// Reads runs whose lines are in several buckets, the newest first, until `isOver`, which is asked before each.
    mutating func read(_ stream: FilteredStream, _ scale: TimeScale, until isOver: () -> Bool) {
        guard stream.window.isStored else { return }
        var tally = TimelineTally(scale)
        var room = Self.mostCounts - blocks.reduce(0) { $0 + $1.counts.count }
        for index in blocks.indices.reversed() {
            let block = blocks[index]
            // While a filter has not seen all of its lines, it would have to be read again.
            guard let spans = block.unread, scale.shows(spans), block.answers == allAnswers(for: block.shown, stream)
            else { continue }
            if room <= 0 || isOver() { return }
            stream.window.runs(of: block.shown, in: scale.grid) { tally.add(count(of: $0, block, stream), at: $1) }
            blocks[index].counts = tally.take()
            blocks[index].unread = nil
            room -= blocks[index].counts.count
        }
    }

    /// Where the lines of large files are in no order, more would be needed than there is memory for; the rest stays uncounted.
    private static let mostCounts = 1 << 18

    private mutating func count(_ index: Int, _ stream: FilteredStream, _ tally: inout TimelineTally) {
        let block = blocks[index]
        blocks[index].unread = nil
        if let spans = block.spans(in: tally.scale.grid), spans.count == 1 {
            // Where much arrives, and in files, most blocks lie within one bucket.
            block.timedLines { tally.add(count(of: $0, block, stream), at: spans.lowerBound) }
        } else if block.notes == nil {
            stream.window.runs(of: block.shown, in: tally.scale.grid) {
                tally.add(count(of: $0, block, stream), at: $1)
            }
        } else if let spans = block.spans(in: tally.scale.grid), count(of: block.shown, block, stream) != LineCount() {
            blocks[index].unread = spans
        }
        blocks[index].counts = tally.take()
    }

    private func count(of lines: Range<UInt64>, _ block: TimelineBlock, _ stream: FilteredStream) -> LineCount {
        let matching = stream.index?.tallyInRing(lines) ?? (tested: lines.count, matches: lines.count)
        let severe =
            block.notes == nil
            ? errors.tallyInRing(lines) : (tested: matching.tested, matches: block.severe(of: lines, stream.index))
        var count = LineCount(
            lines: matching.matches, errors: severe.matches,
            untested: lines.count - min(matching.tested, severe.tested))
        watches.count(inRing: lines, into: &count)
        return count
    }

    private func sums(_ stream: FilteredStream, _ scale: TimeScale) -> Sums {
        var sums = Sums(counts: Array(repeating: LineCount(), count: scale.count + 2))
        // Lines of runs that have not been read, where they may begin to be, and behind where they may be.
        var unread = [Int](repeating: 0, count: scale.count + 3)
        var (lines, left) = (0, 0)
        for block in blocks {
            for (span, count) in block.counts { sums.counts[scale.place(of: span)] += count }
            lines += block.shown.count
            guard let spans = block.unread else {
                left += block.counts.reduce(0) { $0 + $1.count.untested }
                continue
            }
            guard scale.shows(spans) else {
                // What watched filters match there is not shown; no other line of then passes.
                if watches.count > 0 { sums.counts[scale.place(of: spans.lowerBound)].unwatched += block.shown.count }
                continue
            }
            left += block.shown.count
            unread[scale.place(of: spans.lowerBound)] += block.shown.count
            unread[scale.place(of: spans.upperBound) + 1] -= block.shown.count
        }
        for (span, count) in reserve.counts { sums.counts[scale.place(of: span)] += count }
        var open = 0
        for place in sums.counts.indices {
            open += unread[place]
            sums.counts[place].untested += open
            if watches.count > 0 { sums.counts[place].unwatched += open }
        }
        if lines > 0 { sums.share = 1 - Double(left) / Double(lines) }
        return sums
    }
}
