// TimelineCount+Blocks.swift: which lines the blocks of the timeline hold, when these came, and where one is found.
import CollectorCore

extension TimelineCount {
    /// Takes the lines that are held and in view now. Must be called before they are counted.
    mutating func follow(_ stream: FilteredStream) {
        if stream.window.isStored { followRuns(stream) } else { followRing(stream) }
        reserve.follow(stream.window)
    }

    private mutating func followRing(_ stream: FilteredStream) {
        let held = stream.window.dense..<stream.window.end
        let first = held.lowerBound / TimelineBlock.size
        if first < firstBlock || blocks.isEmpty { (blocks, firstBlock) = ([], first) }
        blocks.removeFirst(min(blocks.count, Int(first - firstBlock)))
        firstBlock = first
        let count = held.isEmpty ? 0 : Int((held.upperBound - 1) / TimelineBlock.size - first) + 1
        while blocks.count < count { blocks.append(TimelineBlock()) }
        for index in blocks.indices {
            let start = (firstBlock + UInt64(index)) * TimelineBlock.size
            blocks[index].follow(held.clamped(to: start..<start + TimelineBlock.size), stream)
        }
    }

    /// A block for each run: they come in front, grow at the end, and leave as a whole.
    private mutating func followRuns(_ stream: FilteredStream) {
        let runs = stream.window.stored
        let isSame =
            runs.count == blocks.count && runs.first?.first == blocks.first?.held.lowerBound
            && runs.last?.end == blocks.last?.held.upperBound && stream.range == range
        guard !isSame else { return }
        range = stream.range
        var followed: [TimelineBlock] = []
        followed.reserveCapacity(runs.count)
        var next = 0
        for run in runs {
            while next < blocks.count, blocks[next].held.lowerBound < run.first { next += 1 }
            let isKnown = next < blocks.count && blocks[next].held.lowerBound == run.first
            var block = isKnown ? blocks[next] : TimelineBlock()
            block.follow(run.first..<run.end, stream, run)
            followed.append(block)
        }
        blocks = followed
    }

    /// When the lines of the ring were received that are in view.
    var shownTimes: ClosedRange<Int64>? { Self.hull(blocks.lazy.map(\.shownTimes)) }
    /// When all lines were received that are held.
    var heldTimes: ClosedRange<Int64>? { Self.hull([Self.hull(blocks.lazy.map(\.heldTimes)), reserve.times]) }

    private static func hull(_ times: some Sequence<ClosedRange<Int64>?>) -> ClosedRange<Int64>? {
        times.reduce(nil) { hull, times in
            guard let hull, let times else { return hull ?? times }
            return min(hull.lowerBound, times.lowerBound)...max(hull.upperBound, times.upperBound)
        }
    }

    /// The time up to which lines may be missing because they are no longer held. Lines that are still being looked for may be
    /// of any time.
    func unheldUntil(_ stream: FilteredStream) -> Int64? {
        let window = stream.window
        guard stream.floor <= window.dense else { return nil }
        return window.isFilling ? .max : window.evictedUntil.map(TimeGrid.bounded)
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
        for block in blocks where block.mayHaveLines(at: place, of: scale) {
            if stream.isOver() { return nil }
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
