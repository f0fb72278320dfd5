// QueueHistory.swift: the history of a destination's queue.

/// Past values of a queue. They are updated when records leave and when senders begin to wait, never per line.
public struct QueueHistory: Equatable, Sendable {
    /// The most records it ever held.
    public var mostQueued = 0
    /// How often it was full, so that senders had to wait.
    public var holds = 0
    /// How long they waited in total.
    public var heldSeconds = 0.0
    /// When the destination last accepted anything.
    public var lastWrite: WallTime?
    /// Files that were closed to make room for others.
    public var evictions = 0
    /// Records that were sent again although the server may have had them.
    public var possibleDuplicates = 0

    package init() {}

    /// Records are about to leave the queue: its length is at a maximum.
    mutating func note(queued records: Int) {
        mostQueued = max(mostQueued, records)
    }

    /// A hold is over.
    mutating func addHold(since begin: Instant, until end: Instant = .now) {
        heldSeconds += Double(end.nanoseconds - begin.nanoseconds) / 1e9
    }
}
