// FeedSegment.swift: one piece of the ring: lines from the front, where each begins from the back.

/// A run of consecutive lines in one piece of memory. The ring drops lines by whole segments.
///
/// A line is a header of 16 bytes (time of receipt, source, length) and its text; from the end of the memory backwards
/// stands the offset of each line, so that a line is found by its number without a walk. The struct is a value: a
/// reader's copy stays as it is while the ring's own grows behind it.
struct FeedSegment: Sendable {
    private(set) var memory: AppendOnlyMemory
    /// The sequence number of the first line.
    private(set) var first: UInt64
    private(set) var count = 0
    private var used = 0
    /// The connections that lines here came from; a line holds the place in this list.
    private(set) var sources: [FeedSource] = []

    private static let headerSize = 16
    private static let slotSize = 4

    init(memory: AppendOnlyMemory, first: UInt64) {
        self.memory = memory
        self.first = first
    }

    /// The number behind that of the last line.
    var end: UInt64 { first + UInt64(count) }

    /// What a line of `length` kept bytes takes.
    @inline(__always)
    static func size(of length: Int) -> Int { headerSize + length + slotSize }

    @inline(__always)
    func hasRoom(for length: Int) -> Bool {
        used + Self.size(of: length) + count * Self.slotSize <= memory.capacity
    }

    /// Adds a source of lines.
    ///
    /// - Returns: its place in the list.
    mutating func add(_ source: FeedSource) -> Int {
        sources.append(source)
        return sources.count - 1
    }

    /// Appends a line; there must be room.
    ///
    /// - Parameter length: bytes that were received; `kept` is as many of them as are shown.
    @inline(__always)
    mutating func append(_ kept: Bytes, length: Int, source: Int, at time: WallTime) {
        memory.store(time.nanoseconds, at: used)
        memory.store(UInt32(source), at: used + 8)
        memory.store(UInt32(length), at: used + 12)
        memory.store(kept, at: used + Self.headerSize)
        memory.store(UInt32(used), at: memory.capacity - (count + 1) * Self.slotSize)
        used += Self.headerSize + kept.count
        count += 1
    }

    /// Lends the line at place `index` to `body`.
    @inline(__always)
    func withLine<Result>(_ index: Int, _ body: (FeedEntry, Bytes) -> Result) -> Result {
        precondition(index >= 0 && index < count)
        let start = Int(memory.load(UInt32.self, at: memory.capacity - (index + 1) * Self.slotSize))
        let length = Int(memory.load(UInt32.self, at: start + 12))
        let kept = min(length, LiveFeed.longestLine)
        let entry = FeedEntry(
            sequence: first + UInt64(index), received: WallTime(nanoseconds: memory.load(Int64.self, at: start)),
            source: sources[Int(memory.load(UInt32.self, at: start + 8))], length: length, isTruncated: kept < length)
        return memory.withBytes(start + Self.headerSize..<start + Self.headerSize + kept) { body(entry, $0) }
    }

    /// The place in `sources` of the line at place `index`.
    func sourcePlace(_ index: Int) -> Int {
        let start = Int(memory.load(UInt32.self, at: memory.capacity - (index + 1) * Self.slotSize))
        return Int(memory.load(UInt32.self, at: start + 8))
    }
}
