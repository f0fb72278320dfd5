// PartialFrames.swift: how much memory the unfinished frames of an event loop's connections take together.

/// The memory of all partial frames of one loop.
///
/// When they take too much, the longest are cut and delivered as they are. Peers are not made to wait instead: room comes
/// only where a frame is finished, and a peer that never finishes its own would hold up all the others for good.
struct PartialFrames {
    private let limit: Int
    /// Bytes.
    private(set) var memory = 0
    private var peak = 0

    /// Bytes for the loops of a collector together, unless a few of the longest messages need more.
    static let total = 64 << 20
    /// Memory that is not worth a look at what the allocator keeps of it.
    private static let storm = 8 << 20

    /// - Parameters:
    ///   - loops: how many share the total.
    ///   - maxMessageSize: of which one alone is never too much: a buffer may be twice as large as what it holds.
    init(loops: Int, maxMessageSize: Int) {
        limit = max(Self.total / loops, 2 * maxMessageSize)
    }

    /// The partial frame of a connection has become larger, smaller, or complete.
    @inline(__always)
    mutating func update(_ connection: Connection) {
        let now = connection.framer.heldMemory
        guard now != connection.partialMemory else { return }
        memory += now - connection.partialMemory
        connection.partialMemory = now
        peak = max(peak, memory)
    }

    var isTooLarge: Bool { memory > limit }

    /// Those of `connections` whose frames should be cut, the longest first: an eighth of the limit, so that this is not
    /// asked for with every read.
    func longest(among connections: [Connection]) -> [Connection] {
        var excess = memory - limit + limit / 8
        let holders = connections.filter { $0.partialMemory > 0 }.sorted { $0.partialMemory > $1.partialMemory }
        return Array(
            holders.prefix { connection in
                defer { excess -= connection.partialMemory }
                return excess > 0
            })
    }

    /// Gives memory back to the system when a storm of partial frames is over.
    mutating func giveBack() {
        guard peak > Self.storm, memory < peak / 8 else { return }
        peak = memory
        giveBackFreeMemory()
    }
}
