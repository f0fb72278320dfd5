// FeedWindow.swift: what a viewer reads: the feed at one moment, which stands still while the feed goes on.

/// The lines that were held at one moment, by position (0 is the oldest) and by sequence number.
///
/// A window keeps the memory of its lines: take one for a frame, and let it go.
public struct FeedWindow: Sendable {
    private let reserved: [FeedLine]
    /// Another one where the reserve holds other lines.
    public let reserveVersion: Int
    private let segments: [FeedSegment]
    /// The position of each segment's first line.
    private let starts: [Int]
    public let count: Int
    /// Lines that have been dropped since a viewer attached.
    public let evicted: Int
    /// Bytes that the lines take, and that they may take.
    public let heldBytes: Int
    public let capacity: Int
    /// How full the ring is, the reserve aside; 0 to 1.
    public let ringShare: Double

    init(
        reserved: [FeedLine], version: Int, segments: [FeedSegment], evicted: Int, heldBytes: Int, capacity: Int,
        ringShare: Double
    ) {
        self.reserved = reserved
        reserveVersion = version
        self.segments = segments
        self.evicted = evicted
        self.heldBytes = heldBytes
        self.capacity = capacity
        self.ringShare = ringShare
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

    /// How many lines, at the front, are the reserve's; behind them sequence numbers have no gaps.
    public var reservedCount: Int { reserved.count }
    /// The number of the oldest line, or of the next one where there is none.
    public var oldest: UInt64 { reserved.first?.entry.sequence ?? dense }
    /// The number of the first line that is not the reserve's.
    public var dense: UInt64 { segments.first?.first ?? 1 }
    /// The number behind that of the newest line.
    public var end: UInt64 { segments.last?.end ?? 1 }

    /// The position of the first line whose number is `sequence` or more.
    public func position(atOrAfter sequence: UInt64) -> Int {
        if sequence >= end { return count }
        if sequence >= dense { return reserved.count + Int(sequence - dense) }
        return (0..<reserved.count).partitioningIndex { reserved[$0].entry.sequence >= sequence }
    }

    /// The number of the line at `position`; that of the next line to come for `count`.
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

    /// Shows `body` the lines from `position` on, oldest first or newest first, until it returns false.
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

    /// A copy of the line at `position`.
    public func line(at position: Int) -> FeedLine {
        withLine(at: position) { FeedLine(entry: $0, bytes: $1.array) }
    }

    private func segmentIndex(of position: Int) -> Int {
        (1..<segments.count).partitioningIndex { starts[$0] > position } - 1
    }
}
