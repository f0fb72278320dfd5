// ConnectionTable.swift: the connections of one event loop by the tokens of its poller.

/// Connections in reusable slots; a token names a slot and its generation, so that a stale one finds nothing.
struct ConnectionTable: ~Copyable {
    private struct Slot {
        var connection: Connection?
        var use: UInt32 = 0
    }

    private var slots: [Slot] = []
    private var free: [Int] = []

    var count: Int { slots.count - free.count }
    var isEmpty: Bool { count == 0 }

    /// Adds a connection, and assigns its token.
    mutating func insert(_ connection: Connection) {
        let index = free.popLast() ?? slots.count
        if index == slots.count { slots.append(Slot()) }
        slots[index].connection = connection
        connection.token = UInt64(slots[index].use) << 32 | UInt64(index)
    }

    subscript(token: UInt64) -> Connection? {
        let index = Int(token & 0xFFFF_FFFF)
        guard index < slots.count, slots[index].use == UInt32(token >> 32) else { return nil }
        return slots[index].connection
    }

    mutating func remove(_ connection: Connection) {
        let index = Int(connection.token & 0xFFFF_FFFF)
        guard self[connection.token] === connection else { return }
        slots[index].connection = nil
        slots[index].use &+= 1
        free.append(index)
    }

    /// All connections, so that they can be ended one by one.
    var all: [Connection] { slots.compactMap(\.connection) }
}
