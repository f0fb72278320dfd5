// TimelineCount.swift: counts lines by time of receipt, from the bits of filters and the times of batches.
import CollectorCore

/// Counts in blocks of consecutive lines, and counts again only the blocks in which something has changed.
struct TimelineCount {
    /// The filter whose lines are counted; `nil` for all lines.
    private(set) var filter: FilterMatcher?
    /// Which of these lines are of severity err or worse.
    var errors: FilterIndex
    /// Which lines the watched filters match.
    private var watches = WatchIndexes()
    private var blocks: [Block] = []
    /// The number of the first block: that of its first line, divided by `Block.size`.
    private var firstBlock: UInt64 = 0
    private var reserve = ReserveCount()

    private struct Block {
        static let size: UInt64 = 2_048

        /// Numbers of lines that are held, and of those of them that are in view.
        var held: Range<UInt64> = 0..<0
        var shown: Range<UInt64> = 0..<0
        var heldTimes: ClosedRange<Int64>?
        var shownTimes: ClosedRange<Int64>?
        /// How many answers there were when the lines were counted; `nil` before.
        var answers: Int?
        /// By spans of the grid.
        var counts: [(span: Int64, count: LineCount)] = []
    }

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
        let severe = FilterMatcher(severities: SeveritySet(bits: 0b1111))
        return FilterIndex(FilterMatcher(all: [filter, severe].compactMap { $0 }), over: window)
    }
}

// MARK: - Answers

extension TimelineCount {
    /// Drops what is known of lines that are no longer held. Must be called first with every new window.
    mutating func follow(_ window: FeedWindow) {
        errors.follow(window)
        watches.follow(window)
    }

    /// Asks the watched filters until `isOver`.
    mutating func advanceWatches(over window: FeedWindow, until isOver: () -> Bool) {
        watches.advance(over: window, until: isOver)
    }
}

// MARK: - Times

extension TimelineCount {
    /// Takes the lines that are held and in view now. Must be called before they are counted.
    mutating func follow(_ stream: FilteredStream) {
        let window = stream.window
        let held = window.dense..<window.end
        let first = held.lowerBound / Block.size
        if first < firstBlock || blocks.isEmpty { (blocks, firstBlock) = ([], first) }
        let gone = min(blocks.count, Int(first - firstBlock))
        blocks.removeFirst(gone)
        firstBlock = first
        let count = held.isEmpty ? 0 : Int((held.upperBound - 1) / Block.size - first) + 1
        while blocks.count < count { blocks.append(Block()) }
        for index in blocks.indices {
            let start = (firstBlock + UInt64(index)) * Block.size
            follow(index, held.clamped(to: start..<start + Block.size), stream)
        }
        reserve.follow(window)
    }

    private mutating func follow(_ index: Int, _ held: Range<UInt64>, _ stream: FilteredStream) {
        let shown = held.clamped(to: stream.range)
        let before = blocks[index]
        guard before.held != held || before.shown != shown else { return }
        blocks[index].held = held
        blocks[index].shown = shown
        blocks[index].heldTimes = Self.times(of: held, stream.window)
        blocks[index].shownTimes = shown == held ? blocks[index].heldTimes : Self.times(of: shown, stream.window)
        blocks[index].answers = nil
    }

    private static func times(of lines: Range<UInt64>, _ window: FeedWindow) -> ClosedRange<Int64>? {
        window.times(of: lines).map { TimeGrid.bounded($0.lowerBound)...TimeGrid.bounded($0.upperBound) }
    }

    /// When the lines of the ring were received that are in view.
    var shownTimes: ClosedRange<Int64>? { Self.hull(blocks.map(\.shownTimes)) }
    /// When all lines were received that are held.
    var heldTimes: ClosedRange<Int64>? { Self.hull(blocks.map(\.heldTimes) + [reserve.times]) }

    private static func hull(_ times: [ClosedRange<Int64>?]) -> ClosedRange<Int64>? {
        times.reduce(nil) { hull, times in
            guard let hull, let times else { return hull ?? times }
            return min(hull.lowerBound, times.lowerBound)...max(hull.upperBound, times.upperBound)
        }
    }

    /// The time up to which lines may be missing because they have left the ring, or are still being looked for.
    func unheldUntil(_ stream: FilteredStream) -> Int64? {
        let window = stream.window
        let dense = window.dense
        guard stream.floor <= dense else { return nil }
        guard window.isStored else { return window.evictedUntil.map(TimeGrid.bounded) }
        return window.isFilling || window.evicted > 0 ? Self.times(of: dense..<dense + 1, window)?.lowerBound : nil
    }
}

// MARK: - Counts

extension TimelineCount {
    /// Brings the counts up to date, and adds them up.
    ///
    /// - Parameter isOther: whether the grid is another one than before.
    mutating func counts(_ stream: FilteredStream, _ scale: TimeScale, isOther: Bool) -> [LineCount] {
        var sums = [LineCount](repeating: LineCount(), count: scale.count + 2)
        var tally = Tally(scale)
        for index in blocks.indices {
            let lines = blocks[index].shown
            let answers =
                errors.tallyInRing(lines).tested + (stream.index?.tallyInRing(lines).tested ?? 0)
                + watches.testedInRing(lines)
            if isOther || blocks[index].answers != answers {
                blocks[index].counts = count(blocks[index], stream, &tally)
                blocks[index].answers = answers
            }
            for (span, count) in blocks[index].counts { sums[scale.place(of: span)] += count }
        }
        reserve.count(stream, errors: errors, watches, scale.grid)
        for (span, count) in reserve.counts { sums[scale.place(of: span)] += count }
        return sums
    }

    /// Sums by places, which is quicker than a dictionary.
    private struct Tally {
        let scale: TimeScale
        private var counts: [LineCount]
        private var places: [Int] = []

        init(_ scale: TimeScale) {
            self.scale = scale
            counts = Array(repeating: LineCount(), count: scale.count + 2)
        }

        mutating func add(_ count: LineCount, at span: Int64) {
            let place = scale.place(of: span)
            if counts[place] == LineCount() { places.append(place) }
            counts[place] += count
        }

        /// The sums by spans of the grid; from then on it is empty again.
        mutating func take() -> [(span: Int64, count: LineCount)] {
            defer {
                for place in places { counts[place] = LineCount() }
                places.removeAll(keepingCapacity: true)
            }
            return places.map { (scale.first + Int64($0) - 1, counts[$0]) }
        }
    }

    private func count(
        _ block: Block, _ stream: FilteredStream, _ tally: inout Tally
    ) -> [(span: Int64, count: LineCount)] {
        let grid = tally.scale.grid
        func add(_ lines: Range<UInt64>, _ span: Int64) {
            let matching = stream.index?.tallyInRing(lines) ?? (tested: lines.count, matches: lines.count)
            let severe = errors.tallyInRing(lines)
            var count = LineCount(
                lines: matching.matches, errors: severe.matches,
                untested: lines.count - min(matching.tested, severe.tested))
            watches.count(inRing: lines, into: &count)
            if count != LineCount() { tally.add(count, at: span) }
        }
        let ends = block.shownTimes.map { times in
            [times.lowerBound, times.upperBound].map { grid.number(of: WallTime(nanoseconds: $0)) }
        }
        // Where much arrives, most blocks lie within one bucket. Stored lines may be without a time, and in none.
        if let ends, ends[0] == ends[1], !stream.window.isStored {
            add(block.shown, ends[0])
        } else {
            stream.window.runs(of: block.shown, in: grid, add)
        }
        return tally.take()
    }
}

// MARK: - Lines

extension TimelineCount {
    /// The first line at a place of the scale that the filter lets through.
    func firstLine(at place: Int, of scale: TimeScale, in stream: inout FilteredStream) -> UInt64? {
        let window = stream.window
        for position in 0..<window.reservedCount {
            let line = window.sequence(at: position)
            if scale.place(at: ReserveCount.time(at: position, in: window)) == place, stream.contains(line) {
                return line
            }
        }
        for block in blocks where block.counts.contains(where: { scale.place(of: $0.span) == place }) {
            var found: UInt64?
            window.runs(of: block.shown, in: scale.grid) { lines, span in
                guard found == nil, scale.place(of: span) == place else { return }
                found = lines.first { stream.contains($0) }
            }
            if let found { return found }
        }
        return nil
    }
}
