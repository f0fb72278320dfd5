// StoredLines.swift: a run of lines that is not in memory: it is read where it is stored when somebody looks at it.

/// Consecutive lines of a window that are stored elsewhere.
package struct StoredLines: Sendable {
    /// The number of the first line.
    package var first: UInt64
    package var count: Int
    /// Where they begin in their store, and how many bytes of it have to be read for them.
    package var offset: Int
    package var size: Int
    /// Whether the text of every line is a part of the bytes in the store.
    package var isVerbatim: Bool
    package var notes: RunNotes
    package let store: any LineStore

    package init(
        first: UInt64 = 0, count: Int, offset: Int, size: Int, isVerbatim: Bool, _ notes: RunNotes,
        in store: any LineStore
    ) {
        self.first = first
        self.count = count
        self.offset = offset
        self.size = size
        self.isVerbatim = isVerbatim
        self.notes = notes
        self.store = store
    }

    /// The number behind that of the last line.
    package var end: UInt64 { first + UInt64(count) }

    /// The lines in memory.
    var segment: FeedSegment { store.segment(of: self).segment }
}

/// Where lines are stored. Any thread may call the methods.
package protocol LineStore: AnyObject, Sendable {
    /// The lines of a run: exactly as many as it says, whatever has become of the place they were stored in.
    func segment(of lines: StoredLines) -> OpenedLines
    /// Lends the bytes that a run has in the store; fewer where some are gone.
    func withBytes(of lines: StoredLines, _ body: (Bytes) -> Void)
    /// Lends one line as `segment(of:)` would have it.
    ///
    /// - Parameters:
    ///   - bytes: the line in the store, without its end.
    ///   - isEnded: whether it has one.
    func read(_ bytes: Bytes, number: UInt64, isEnded: Bool, _ body: (FeedEntry, Bytes) -> Void)
}

/// Stored lines that have been read into memory.
package struct OpenedLines: Sendable {
    let segment: FeedSegment

    /// Bytes of memory that they take.
    package var memory: Int { segment.memories.reduce(0) { $0 + $1.capacity } }
}

/// Makes a segment of stored lines, line by line.
package struct StoredLinesBuilder: ~Copyable {
    private var segment: FeedSegment
    private let limit: Int
    /// What was read, and the lines that had to be put together anew.
    private let text: AppendOnlyMemory
    private var made = ByteBuffer()
    private var sourceIndexes: [ObjectIdentifier: Int] = [:]
    private var lastSource: (source: FeedSource, index: Int)?

    /// - Parameter text: holds the bytes that `add(_:...)` is given ranges of.
    package init(_ lines: StoredLines, text: AppendOnlyMemory) {
        segment = FeedSegment(
            index: AppendOnlyMemory(capacity: FeedSegment.indexSize(lines: lines.count)), first: lines.first)
        limit = lines.count
        self.text = text
    }

    /// Whether there are as many lines as the run has.
    package var isComplete: Bool { segment.count == limit }

    /// Adds a line that stands in the text.
    package mutating func add(_ range: Range<Int>, end: FrameEnd?, source: FeedSource, at time: WallTime) {
        add(FrameBatch.Frame(received: range, end: end), text: 0, source, time)
    }

    /// Adds a line that stands nowhere as it is.
    ///
    /// - Parameter length: what it had in bytes when it was received.
    package mutating func add(
        made line: Bytes, length: Int, end: FrameEnd?, source: FeedSource, at time: WallTime
    ) {
        let start = made.count
        made.append(line.extracting(first: LiveFeed.longestLine))
        // A line that was cut is longer than what there is of it; nobody reads beyond `longestLine`.
        let size = line.count < LiveFeed.longestLine ? line.count : max(line.count, length)
        add(FrameBatch.Frame(received: start..<start + size, end: end), text: 1, source, time)
    }

    private mutating func add(_ frame: FrameBatch.Frame, text: UInt32, _ source: FeedSource, _ time: WallTime) {
        guard !isComplete else { return }
        var header = FeedSegment.Batch(received: time, receivedStart: 0, assembledStart: 0)
        header.text = text
        header.source = UInt32(index(of: source))
        let frames: [1 of FrameBatch.Frame] = [frame]
        segment.append(header, frames.span, size: Int(frame.count))
    }

    private mutating func index(of source: FeedSource) -> Int {
        if let lastSource, lastSource.source === source { return lastSource.index }
        let index = sourceIndexes[ObjectIdentifier(source)] ?? segment.add(source)
        sourceIndexes[ObjectIdentifier(source)] = index
        lastSource = (source, index)
        return index
    }

    package consuming func finish() -> OpenedLines {
        _ = segment.index(of: text)
        let memory = AppendOnlyMemory(capacity: made.count)
        memory.store(made.bytes, at: 0)
        _ = segment.index(of: memory)
        return OpenedLines(segment: segment)
    }
}
