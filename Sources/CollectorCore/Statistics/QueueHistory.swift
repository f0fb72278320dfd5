// QueueHistory.swift: how the queue of a destination has fared.

/// What a queue remembers of its past. It is noted when records leave and when senders begin to wait, never per line.
public struct QueueHistory: Equatable, Sendable {
    /// The most records that it ever held.
    public var mostQueued = 0
    /// How often it was so full that its senders had to wait.
    public var holds = 0
    /// How long they waited, all holds together.
    public var heldSeconds = 0.0
    /// When the destination last took anything.
    public var lastWrite: WallTime?

    package init() {}

    /// Records are about to leave the queue, which is never fuller than then.
    mutating func note(queued records: Int) {
        mostQueued = max(mostQueued, records)
    }

    /// A hold is over.
    mutating func addHold(since begin: Instant, until end: Instant = .now) {
        heldSeconds += Double(end.nanoseconds - begin.nanoseconds) / 1e9
    }
}
