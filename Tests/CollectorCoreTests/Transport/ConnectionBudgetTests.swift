// ConnectionBudgetTests.swift: how many connections one address may have, so that another address always finds room.
import Testing

@testable import CollectorCore

@Suite("The budget of connections")
struct ConnectionBudgetTests {
    private func budget(_ descriptors: Int, used: Int = 0, destinations: Int = 0) throws -> ConnectionBudget {
        let tree = LoggerTree(loggers: [], root: LoggerDescription(name: ""), gates: [])
        return ConnectionBudget(
            descriptors: descriptors, used: used, destinations: destinations,
            diagnostics: try Diagnostics(router: Router(tree: tree, handlers: [])))
    }

    @Test("leaves descriptors for handlers: 64, a quarter of a few, and one for each destination")
    func reserve() throws {
        #expect(try budget(1_024, used: 20, destinations: 3).limit == 1_024 - 20 - 64 - 3)
        #expect(try budget(64, used: 20).limit == 64 - 20 - 16)
        // Never none at all.
        #expect(try budget(16, used: 20).limit == 1)
    }

    @Test(
        "gives one address half of them, of two each a third, and another one always finds room", arguments: [1, 2, 3])
    func shares(addresses: Int) throws {
        let budget = try budget(364)
        let peers = PeerRegistry()
        var held = [Int](repeating: 0, count: addresses)
        for turn in 0..<1_000 {
            let peer = peers.connected("127.0.0.\(turn % addresses)")
            if budget.isOverShare(peer) {
                peers.disconnected(peer)
            } else {
                budget.take()
                held[turn % addresses] += 1
            }
        }
        #expect(held.allSatisfy { abs($0 - 300 / (addresses + 1)) <= 1 }, "\(held)")
        let another = peers.connected("127.0.0.99")
        #expect(!budget.isOverShare(another))
    }
}
