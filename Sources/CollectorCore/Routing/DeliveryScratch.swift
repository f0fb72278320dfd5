// DeliveryScratch.swift: memory that an event loop reuses for every batch.

/// The scratch memory of deliveries, and the outboxes whose writers are still to be woken.
struct DeliveryScratch: ~Copyable {
    var layout = RecordLayout()
    /// For each record of a batch, the index of its level among those of the route; empty where that has only one.
    private(set) var levels: [UInt8] = []
    /// Outboxes that received records while their writers slept.
    private(set) var sleeping: [Outbox] = []

    /// Finds the level of each record by its `<PRI>`, where the route has several.
    ///
    /// - Returns: how many records each level has.
    mutating func readLevels(of frames: ArrivedFrames, among routeLevels: Int) -> LevelCounts {
        levels.removeAll(keepingCapacity: true)
        guard routeLevels > 1 else { return LevelCounts(all: frames.count) }
        var counts = LevelCounts()
        for index in 0..<frames.count {
            let level = SeverityLevels.index(of: frames[index])
            levels.append(UInt8(truncatingIfNeeded: level))
            counts.add(1, at: level)
        }
        return counts
    }

    /// The index of the level of record `index` of the batch.
    @inline(__always)
    func level(of index: Int) -> Int { levels.isEmpty ? 0 : Int(levels[index]) }

    mutating func noteSleeping(_ outbox: Outbox) {
        sleeping.append(outbox)
    }

    mutating func wakeWriters() {
        for outbox in sleeping { outbox.wakeWriter() }
        sleeping.removeAll(keepingCapacity: true)
    }
}

/// How many records of a batch have each of the levels that a route knows, by the level's index.
struct LevelCounts {
    private var counts: InlineArray<5, Int> = .init(repeating: 0)

    init() {}

    /// All of a batch, where a route has one level.
    init(all count: Int) {
        counts[0] = count
    }

    mutating func add(_ count: Int, at level: Int) {
        counts[level] += count
    }

    subscript(level: Int) -> Int { counts[level] }

    /// How many have the level `lowest` or above.
    func count(from lowest: Int) -> Int {
        var sum = 0
        for level in lowest..<counts.count { sum += counts[level] }
        return sum
    }
}
