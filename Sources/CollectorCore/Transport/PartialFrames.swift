// PartialFrames.swift: the total memory of the incomplete frames of an event loop's connections.

/// The memory of all partial frames of one loop.
///
/// When it exceeds the limit, the longest are cut and delivered as they are. Pausing peers instead could deadlock: room
/// comes only from completed frames, and a peer that never completes one would stop all others.
struct PartialFrames {
    private let limit: Int
    /// Bytes.
    private(set) var memory = 0
    private var peak = 0

    /// Bytes for all loops of a collector, unless a few of the longest messages need more.
    static let total = 64 << 20
    /// Below this, the allocator's free memory is not returned.
    private static let storm = 8 << 20

    /// - Parameters:
    ///   - loops: how many share the total.
    ///   - maxMessageSize: one such message is always allowed; a buffer may be twice as large as its content.
    init(loops: Int, maxMessageSize: Int) {
        limit = max(Self.total / loops, 2 * maxMessageSize)
    }

    /// The partial frame of a connection has grown, shrunk, or been completed.
    @inline(__always)
    mutating func update(_ connection: Connection) {
        let now = connection.framer.heldMemory
        guard now != connection.partialMemory else { return }
        memory += now - connection.partialMemory
        connection.partialMemory = now
        peak = max(peak, memory)
    }

    var isTooLarge: Bool { memory > limit }

    /// The connections whose frames should be cut, the longest first: an eighth of the limit, so that this is not
    /// needed with every read.
    func longest(among connections: [Connection]) -> [Connection] {
        var excess = memory - limit + limit / 8
        let holders = connections.filter { $0.partialMemory > 0 }.sorted { $0.partialMemory > $1.partialMemory }
        return Array(
            holders.prefix { connection in
                defer { excess -= connection.partialMemory }
                return excess > 0
            })
    }

    /// Returns memory to the system when a burst of partial frames is over.
    mutating func giveBack() {
        guard peak > Self.storm, memory < peak / 8 else { return }
        peak = memory
        giveBackFreeMemory()
    }
}
