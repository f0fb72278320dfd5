// FeedWindow.swift: a snapshot of the feed for a viewer; it does not change while the feed goes on.

/// The lines that were held at one moment, by position (0 is the oldest) and by sequence number.
///
/// A window keeps its lines in memory: take one per screen frame, then release it.
public struct FeedWindow: Sendable {
    private let reserved: [FeedLine]
    /// Changes whenever the lines in the reserve change.
    public let reserveVersion: Int
    let segments: [FeedSegment]
    /// The number that the next line will have.
    private let next: UInt64
    /// The position of each segment's first line.
    private let starts: [Int]
    public let count: Int
    /// Lines that have been dropped since a viewer attached.
    public let evicted: Int
    /// The size of the lines and its limit, in bytes.
    public let heldBytes: Int
    public let capacity: Int
    /// How full the ring is, without the reserve; 0 to 1.
    public let ringShare: Double
    /// Where lines are missing because a viewer of a collector elsewhere could not get them.
    public let gaps: FeedGaps

    init(
        reserved: [FeedLine], version: Int, segments: [FeedSegment], next: UInt64 = 1, evicted: Int, heldBytes: Int,
        capacity: Int,
        ringShare: Double, gaps: FeedGaps = FeedGaps()
    ) {
        self.reserved = reserved
        reserveVersion = version
        self.segments = segments
        self.next = next
        self.evicted = evicted
        self.heldBytes = heldBytes
        self.capacity = capacity
        self.ringShare = ringShare
        self.gaps = gaps
        var position = reserved.count
        var starts: [Int] = []
        for segment in segments {
            starts.append(position)
            position += segment.count
        }
        self.starts = starts
        count = position
    }

    /// A window without lines.
    public init() {
        self.init(reserved: [], version: -1, segments: [], evicted: 0, heldBytes: 0, capacity: 0, ringShare: 0)
    }

    /// How many lines at the front come from the reserve; after them, sequence numbers have no gaps.
    public var reservedCount: Int { reserved.count }
    /// The number of the oldest line, or of the next one if there is none.
    public var oldest: UInt64 { reserved.first?.entry.sequence ?? dense }
    /// The number of the first line that is not from the reserve.
    public var dense: UInt64 { segments.first?.first ?? next }
    /// The number behind that of the newest line.
    public var end: UInt64 { segments.last?.end ?? next }

    /// The position of the first line whose number is `sequence` or more.
    public func position(atOrAfter sequence: UInt64) -> Int {
        if sequence >= end { return count }
        if sequence >= dense { return reserved.count + Int(sequence - dense) }
        return (0..<reserved.count).partitioningIndex { reserved[$0].entry.sequence >= sequence }
    }

    /// The number of the line at `position`; for `count`, that of the next line to arrive.
    public func sequence(at position: Int) -> UInt64 {
        position < reserved.count ? reserved[position].entry.sequence : dense + UInt64(position - reserved.count)
    }

    /// Lends the line at `position` to `body`.
    @inline(__always)
    public func withLine<Result>(at position: Int, _ body: (FeedEntry, Bytes) -> Result) -> Result {
        if position < reserved.count {
            let line = reserved[position]
            return body(line.entry, line.bytes.span)
        }
        let index = segmentIndex(of: position)
        return segments[index].withLine(position - starts[index], body)
    }

    /// Calls `body` with the lines from `position` on, oldest or newest first, until it returns false.
    @inline(__always)
    public func scan(from position: Int, backward: Bool = false, _ body: (FeedEntry, Bytes) -> Bool) {
        guard position >= 0, position < count else { return }
        guard !backward else { return scanBackward(from: position, body) }
        for index in min(position, reserved.count)..<reserved.count {
            let line = reserved[index]
            guard body(line.entry, line.bytes.span) else { return }
        }
        guard !segments.isEmpty else { return }
        var position = max(position, reserved.count)
        for index in segmentIndex(of: position)..<segments.count {
            guard segments[index].scan(from: position - starts[index], backward: false, body) else { return }
            position = starts[index] + segments[index].count
        }
    }

    @inline(__always)
    private func scanBackward(from position: Int, _ body: (FeedEntry, Bytes) -> Bool) {
        var position = position
        if position >= reserved.count {
            for index in (0...segmentIndex(of: position)).reversed() {
                guard segments[index].scan(from: position - starts[index], backward: true, body) else { return }
                position = starts[index] - 1
            }
        }
        for index in (0..<min(position + 1, reserved.count)).reversed() {
            let line = reserved[index]
            guard body(line.entry, line.bytes.span) else { return }
        }
    }

    /// Calls `body` with the lines from `position` on, oldest first, whose sources are wanted.
    ///
    /// - Parameters:
    ///   - isWanted: called for each run of lines of one source, with the number of the first and how many there are.
    ///   - body: called for each line of a run that is wanted, until it returns false.
    func scan(
        from position: Int, wanted isWanted: (FeedSource, _ first: UInt64, _ count: Int) -> Bool,
        _ body: (FeedEntry, Bytes) -> Bool
    ) {
        guard position >= 0, position < count else { return }
        for index in min(position, reserved.count)..<reserved.count {
            let line = reserved[index]
            guard isWanted(line.entry.source, line.entry.sequence, 1) else { continue }
            guard body(line.entry, line.bytes.span) else { return }
        }
        guard !segments.isEmpty else { return }
        var position = max(position, reserved.count)
        guard position < count else { return }
        for index in segmentIndex(of: position)..<segments.count {
            let segment = segments[index]
            guard segment.scan(from: position - starts[index], wanted: isWanted, body) else { return }
            position = starts[index] + segment.count
        }
    }

    /// A copy of the line at `position`.
    public func line(at position: Int) -> FeedLine {
        withLine(at: position) { FeedLine(entry: $0, bytes: $1.array) }
    }

    func segmentIndex(of position: Int) -> Int {
        (1..<segments.count).partitioningIndex { starts[$0] > position } - 1
    }
}
