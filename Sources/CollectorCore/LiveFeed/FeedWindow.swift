// FeedWindow.swift: a snapshot of the feed for a viewer; it does not change while the feed goes on.

/// The lines that were held at one moment, by position (0 is the oldest) and by sequence number.
///
/// A window keeps its lines in memory, apart from those that are stored elsewhere: take one per screen frame, then release
/// it.
public struct FeedWindow: Sendable {
    private let reserved: [FeedLine]
    /// Changes whenever the lines in the reserve change.
    public let reserveVersion: Int
    /// Lines that are read when they are looked at, oldest first; in front of those in memory.
    package let stored: [StoredLines]
    private let segments: [FeedSegment]
    /// The number that the next line will have.
    private let next: UInt64
    /// The position of each segment's first line, and that behind the stored lines.
    private let starts: [Int]
    private let storedEnd: Int
    public let count: Int
    /// Lines that have been dropped since a viewer attached.
    public let evicted: Int
    /// When the latest line was received that is no longer held; `nil` while there is none.
    package let evictedUntil: WallTime?
    /// The size of the lines and its limit, in bytes.
    public let heldBytes: Int
    public let capacity: Int
    /// How full the ring is, without the reserve; 0 to 1.
    public let ringShare: Double
    /// Where lines are missing because a viewer of a collector elsewhere could not get them.
    public let gaps: FeedGaps
    /// How much is known of what is stored, 0 to 1; until it is 1, lines will be added in front of the oldest.
    package let knownShare: Double
    /// How often all lines were dropped, and read again with other numbers.
    package let restarts: Int

    init(
        reserved: [FeedLine], version: Int, stored: [StoredLines] = [], segments: [FeedSegment], next: UInt64 = 1,
        evicted: Int, evictedUntil: WallTime? = nil, heldBytes: Int, capacity: Int, ringShare: Double,
        gaps: FeedGaps = FeedGaps(), knownShare: Double = 1, restarts: Int = 0
    ) {
        self.reserved = reserved
        reserveVersion = version
        self.stored = stored
        self.knownShare = knownShare
        self.restarts = restarts
        self.segments = segments
        self.next = next
        self.evicted = evicted
        self.evictedUntil = evictedUntil
        self.heldBytes = heldBytes
        self.capacity = capacity
        self.ringShare = ringShare
        self.gaps = gaps
        var position = reserved.count
        if let first = stored.first, let last = stored.last { position += Int(last.end - first.first) }
        storedEnd = position
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

    /// A window of stored lines.
    ///
    /// - Parameters:
    ///   - stored: oldest first, without gaps between their numbers.
    ///   - next: the number that the next line will have.
    package init(
        stored: [StoredLines], next: UInt64, evicted: Int, evictedUntil: WallTime?, knownShare: Double, restarts: Int
    ) {
        self.init(
            reserved: [], version: -1, stored: stored, segments: [], next: next, evicted: evicted,
            evictedUntil: evictedUntil, heldBytes: 0, capacity: 0, ringShare: 0, knownShare: knownShare,
            restarts: restarts)
    }

    /// Whether its lines are stored elsewhere: their numbers tell nothing but their order.
    package var isStored: Bool { !stored.isEmpty }
    /// Whether older lines are still being looked for.
    package var isFilling: Bool { knownShare < 1 }

    /// How many lines at the front come from the reserve; after them, sequence numbers have no gaps.
    public var reservedCount: Int { reserved.count }
    /// The number of the oldest line, or of the next one if there is none.
    public var oldest: UInt64 { reserved.first?.entry.sequence ?? dense }
    /// The number of the first line that is not from the reserve.
    public var dense: UInt64 { stored.first?.first ?? segments.first?.first ?? next }
    /// The number behind that of the newest line.
    public var end: UInt64 { segments.last?.end ?? stored.last?.end ?? next }

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
        // Segments in memory are not copied.
        guard index >= stored.count else { return segment(index).withLine(position - start(of: index), body) }
        return segments[index - stored.count].withLine(position - start(of: index), body)
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
        var position = max(position, reserved.count)
        guard position < count else { return }
        for index in segmentIndex(of: position)..<segmentCount {
            let segment = segment(index)
            guard segment.scan(from: position - start(of: index), backward: false, body) else { return }
            position = start(of: index) + segment.count
        }
    }

    @inline(__always)
    private func scanBackward(from position: Int, _ body: (FeedEntry, Bytes) -> Bool) {
        var position = position
        if position >= reserved.count {
            for index in (0...segmentIndex(of: position)).reversed() {
                guard segment(index).scan(from: position - start(of: index), backward: true, body) else { return }
                position = start(of: index) - 1
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
        var position = max(position, reserved.count)
        guard position < count else { return }
        for index in segmentIndex(of: position)..<segmentCount {
            let segment = segment(index)
            guard segment.scan(from: position - start(of: index), wanted: isWanted, body) else { return }
            position = start(of: index) + segment.count
        }
    }

    /// A copy of the line at `position`.
    public func line(at position: Int) -> FeedLine {
        withLine(at: position) { FeedLine(entry: $0, bytes: $1.array) }
    }

    /// The run of stored lines that the line before number `sequence` belongs to; `nil` where that is not stored.
    package func storedLines(before sequence: UInt64) -> StoredLines? {
        guard let first = stored.first, sequence > first.first, sequence <= stored[stored.count - 1].end else {
            return nil
        }
        return stored[storedIndex(of: sequence - 1)]
    }
}

// MARK: - Segments, the stored ones first

extension FeedWindow {
    var segmentCount: Int { stored.count + segments.count }

    func segment(_ index: Int) -> FeedSegment {
        index < stored.count ? stored[index].segment : segments[index - stored.count]
    }

    /// The position of the first line of a segment.
    @inline(__always)
    private func start(of index: Int) -> Int {
        index < stored.count ? reserved.count + Int(stored[index].first - dense) : starts[index - stored.count]
    }

    @inline(__always)
    func segmentIndex(of position: Int) -> Int {
        guard position >= storedEnd else { return storedIndex(of: sequence(at: position)) }
        return stored.count + (1..<segments.count).partitioningIndex { starts[$0] > position } - 1
    }

    private func storedIndex(of sequence: UInt64) -> Int {
        (1..<stored.count).partitioningIndex { stored[$0].first > sequence } - 1
    }
}
