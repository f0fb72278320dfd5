// ConnectionTableTests.swift: tokens of ended connections find nothing, even if their slots are used again.
import Glibc
import Testing

@testable import CollectorCore

@Suite("The table of connections")
struct ConnectionTableTests {
    private func connection() throws -> Connection {
        let arrival = Arrival(
            socket: try OwnedDescriptor(checking: unsafe open("/dev/null", O_RDONLY)), peer: Peer(address: "127.0.0.1"),
            facts: RouteFacts(loggerName: "127.0.0.1", level: .info), admission: .plain,
            counts: ListenerCounts(name: "test", kind: .tcp, address: ""))
        return try Connection(arrival, framing: .auto, maxMessageSize: 480)
    }

    @Test("finds a connection by its token until it is removed, and never by an old one")
    func staleTokens() throws {
        var table = ConnectionTable()
        let first = try connection()
        table.insert(first)
        #expect(table[first.token] === first && table.count == 1)
        table.remove(first)
        #expect(table[first.token] == nil && table.isEmpty)
        let second = try connection()
        table.insert(second)
        #expect(second.token != first.token)
        #expect(table[first.token] == nil && table[second.token] === second)
        // A removal that comes late does nothing.
        table.remove(first)
        #expect(table.all.count == 1 && table.all[0] === second)
        #expect(table[UInt64.max] == nil && table[7] == nil)
    }
}
