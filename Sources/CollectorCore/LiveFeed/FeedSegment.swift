// FeedSegment.swift: one segment of the ring: an index of lines, whose bytes stay where they were received.

/// A run of consecutive lines. The ring drops lines by whole segments.
///
/// The index holds batches: from the front a header for each and the frames behind it, as the framer left them; from
/// the end backwards the offset of each header, so that a line is found by its number without a scan. The struct is a
/// value: a reader's copy does not change while the ring's own grows.
struct FeedSegment: Sendable {
    /// Lines that arrived together, and the location of their bytes.
    struct Batch: BitwiseCopyable {
        var received: WallTime
        /// Indices into `sources` and `texts`.
        var source: UInt32
        var text: UInt32
        /// Where the received bytes, and those that the framer assembled, begin in that text.
        var receivedStart: UInt32
        var assembledStart: UInt32
        /// The lines' positions in the segment.
        var firstLine: UInt32
        var count: UInt32

        init(received: WallTime, receivedStart: UInt32, assembledStart: UInt32) {
            self.received = received
            self.receivedStart = receivedStart
            self.assembledStart = assembledStart
            source = 0
            text = 0
            firstLine = 0
            count = 0
        }

        var lines: Range<Int> { Int(firstLine)..<Int(firstLine) + Int(count) }

        /// The range of a frame's bytes in the text, as far as they are kept.
        @inline(__always)
        func range(of frame: FrameBatch.Frame) -> Range<Int> {
            let start = Int(frame.isAssembled ? assembledStart : receivedStart) + frame.offset
            return start..<start + min(Int(frame.count), LiveFeed.longestLine)
        }
    }

    private let index: AppendOnlyMemory
    private var indexed = 0
    /// The sequence number of the first line.
    let first: UInt64
    private(set) var count = 0
    private(set) var batchCount = 0
    /// Size of the lines and their index, in bytes.
    private(set) var size = 0
    /// When the latest of the lines was received; clocks may have been set back since.
    private(set) var latest = WallTime(nanoseconds: .min)
    /// Where the lines' bytes are.
    private(set) var texts: [AppendOnlyMemory] = []
    /// The connections that lines here came from, and how many came from each.
    private(set) var sources: [FeedSource] = []
    private(set) var tallies: [Int] = []

    private static let headerSize = MemoryLayout<Batch>.stride
    private static let frameSize = MemoryLayout<FrameBatch.Frame>.stride
    private static let slotSize = 4
    /// Bytes per connection: itself, and its entries in three tables.
    private static let sourceSize = 256

    init(index: AppendOnlyMemory, first: UInt64) {
        self.index = index
        self.first = first
    }

    /// Bytes of an index that has room for `lines`, each in a batch of its own.
    static func indexSize(lines: Int) -> Int { lines * (headerSize + frameSize + slotSize) }

    /// The number behind that of the last line.
    var end: UInt64 { first + UInt64(count) }

    /// The memory that the segment holds, so that it can be reused.
    var memories: [AppendOnlyMemory] { texts + [index] }

    /// Whether the lines have reached `size` bytes, or no more can be indexed.
    func isFull(_ size: Int) -> Bool { self.size >= size || room == 0 }

    /// How many lines of one more batch can be indexed.
    var room: Int {
        let left = index.capacity - indexed - (batchCount + 1) * Self.slotSize - Self.headerSize
        return max(0, left / Self.frameSize)
    }

    /// Adds a source of lines.
    ///
    /// - Returns: its index in the list.
    mutating func add(_ source: FeedSource) -> Int {
        sources.append(source)
        tallies.append(0)
        size += Self.sourceSize
        return sources.count - 1
    }

    /// - Returns: the index of `text` in `texts`.
    mutating func index(of text: AppendOnlyMemory) -> Int {
        // Event loops use the same one for long, so it is among the last.
        if let known = texts.lastIndex(where: { $0 === text }) { return known }
        texts.append(text)
        return texts.count - 1
    }

    /// Appends lines of one batch; there must be room for them.
    ///
    /// - Parameter size: bytes of the ring's memory that they use.
    mutating func append(_ batch: Batch, _ frames: Span<FrameBatch.Frame>, size: Int) {
        var batch = batch
        batch.firstLine = UInt32(count)
        batch.count = UInt32(frames.count)
        index.store(batch, at: indexed)
        index.store(frames, at: indexed + Self.headerSize)
        index.store(UInt32(indexed), at: index.capacity - (batchCount + 1) * Self.slotSize)
        let indexSize = Self.headerSize + frames.count * Self.frameSize
        indexed += indexSize
        batchCount += 1
        count += frames.count
        tallies[Int(batch.source)] += frames.count
        latest = max(latest, batch.received)
        self.size += size + indexSize + Self.slotSize
    }
}

// MARK: - Reading

extension FeedSegment {
    /// Batch `number`, the oldest being 0.
    @inline(__always)
    func batch(_ number: Int) -> Batch {
        precondition(number >= 0 && number < batchCount)
        return index.load(Batch.self, at: header(of: number))
    }

    @inline(__always)
    private func header(of number: Int) -> Int {
        Int(index.load(UInt32.self, at: index.capacity - (number + 1) * Self.slotSize))
    }

    /// The number of the batch that the line at `line` belongs to.
    private func batchNumber(of line: Int) -> Int {
        precondition(line >= 0 && line < count)
        return (1..<batchCount).partitioningIndex { Int(batch($0).firstLine) > line } - 1
    }

    /// Calls `body` with the lines `range` of batch `number`, forwards or backwards, until it returns false.
    ///
    /// - Returns: whether it never did.
    @inline(__always)
    func scan(batch number: Int, _ range: Range<Int>, backward: Bool, _ body: (FeedEntry, Bytes) -> Bool) -> Bool {
        let batch = batch(number)
        let frames = header(of: number) + Self.headerSize
        let text = texts[Int(batch.text)]
        let source = sources[Int(batch.source)]
        var line = backward ? range.upperBound - 1 : range.lowerBound
        for _ in range {
            let frame = index.load(
                FrameBatch.Frame.self, at: frames + (line - Int(batch.firstLine)) * Self.frameSize)
            let kept = batch.range(of: frame)
            let entry = FeedEntry(
                sequence: first + UInt64(line), received: batch.received, source: source, length: Int(frame.count),
                isTruncated: kept.count < Int(frame.count), end: frame.end)
            guard body(entry, text.bytes(kept)) else { return false }
            line += backward ? -1 : 1
        }
        return true
    }

    /// Calls `body` with the lines from `line` on, until it returns false.
    ///
    /// - Returns: whether it never did.
    @inline(__always)
    func scan(from line: Int, backward: Bool, _ body: (FeedEntry, Bytes) -> Bool) -> Bool {
        guard line >= 0, line < count else { return true }
        var number = batchNumber(of: line)
        var range = batch(number).lines
        range = backward ? range.lowerBound..<line + 1 : line..<range.upperBound
        while true {
            guard scan(batch: number, range, backward: backward, body) else { return false }
            number += backward ? -1 : 1
            guard number >= 0, number < batchCount else { return true }
            range = batch(number).lines
        }
    }

    /// Calls `body` with the lines of a range, batch by batch, and when they were received. No line is looked at.
    @inline(__always)
    func batches(of lines: Range<Int>, _ body: (Range<Int>, WallTime) -> Void) {
        let lines = lines.clamped(to: 0..<count)
        guard !lines.isEmpty else { return }
        for number in batchNumber(of: lines.lowerBound)..<batchCount {
            let batch = batch(number)
            guard Int(batch.firstLine) < lines.upperBound else { return }
            body(batch.lines.clamped(to: lines), batch.received)
        }
    }

    /// Calls `body` with the lines from `line` on whose batch is wanted, as `FeedWindow.scan(from:wanted:_:)`.
    ///
    /// - Returns: whether `body` never returned false.
    func scan(
        from line: Int, wanted isWanted: (FeedSource, _ first: UInt64, _ count: Int) -> Bool,
        _ body: (FeedEntry, Bytes) -> Bool
    ) -> Bool {
        guard line >= 0, line < count else { return true }
        for number in batchNumber(of: line)..<batchCount {
            let batch = batch(number)
            let lines = max(line, batch.lines.lowerBound)..<batch.lines.upperBound
            let first = first + UInt64(lines.lowerBound)
            guard isWanted(sources[Int(batch.source)], first, lines.count) else { continue }
            guard scan(batch: number, lines, backward: false, body) else { return false }
        }
        return true
    }

    /// Lends the line at `line` to `body`.
    func withLine<Result>(_ line: Int, _ body: (FeedEntry, Bytes) -> Result) -> Result {
        var result: Result?
        _ = scan(batch: batchNumber(of: line), line..<line + 1, backward: false) { entry, bytes in
            result = body(entry, bytes)
            return true
        }
        return result!
    }
}
