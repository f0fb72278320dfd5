// PeerTableTests.swift: the rows of peers and their order.
import CollectorCore
import Testing

@testable import LiveView

@Suite("The table of peers")
struct PeerTableTests {
    @Test("rows change places only when one exceeds the other by a tenth, and not more often than every two seconds")
    func calm() {
        var scene = Scene()
        scene.tick()
        func order(_ first: Int, _ second: Int, after seconds: Double = 1) -> [String] {
            scene.clock.advance(seconds)
            scene.count("10.0.0.1", lines: first, bytes: first, connections: 1)
            scene.count("10.0.0.2", lines: second, bytes: second, connections: 1)
            scene.tick()
            return scene.model.tables.peers.addresses
        }
        for _ in 0..<4 { _ = order(100, 90) }
        #expect(order(100, 90) == ["10.0.0.1", "10.0.0.2"])
        for _ in 0..<5 { _ = order(100, 112) }
        #expect(order(100, 100) == ["10.0.0.1", "10.0.0.2"])
        for _ in 0..<6 { _ = order(100, 300) }
        #expect(order(100, 300) == ["10.0.0.2", "10.0.0.1"])
        scene.type(.tab, .character("o"))
        for _ in 0..<20 { _ = order(900, 0) }
        #expect(scene.model.tables.peers.addresses == ["10.0.0.2", "10.0.0.1"])
        scene.type("o")
        _ = order(900, 0)
        #expect(scene.model.tables.peers.addresses == ["10.0.0.1", "10.0.0.2"])
        scene.type("1")
        #expect(scene.model.tables.peers.addresses == ["10.0.0.1", "10.0.0.2"])
        scene.type("r")
        #expect(scene.model.tables.peers.addresses == ["10.0.0.2", "10.0.0.1"])
    }

    @Test("a peer whose handshakes fail stands before the idle ones, is told of when out of sight, and is first by TLS")
    func failing() {
        var scene = Scene()
        scene.tick()
        for round in 0..<4 {
            scene.clock.advance(1)
            for peer in 0..<40 { scene.count("10.0.1.\(peer)", lines: peer < 20 ? 9 : 0, bytes: 9, connections: 1) }
            scene.tick(failures: [
                HandshakeFailures(of: "10.0.9.9", count: round + 1, reason: "plain text", last: scene.wall)
            ])
        }
        #expect(scene.model.tables.peers.addresses.firstIndex(of: "10.0.9.9") == 20)
        #expect(scene.screen().text.contains("err  1 more fails TLS: 10.0.9.9 (plain text); sort by TLS"))
        #expect(scene.screen().text.contains("tls err 4"))
        scene.type(.tab)
        for _ in PeerColumn.allCases where scene.model.state.sort.column != .tls { scene.type(">") }
        #expect(scene.model.tables.peers.addresses.first == "10.0.9.9")
        let picture = scene.screen().text
        #expect(!picture.contains("more fails TLS"))
        #expect(picture.split(separator: "\n").contains { $0.hasPrefix(" 10.0.9.9 ") && $0.contains(" err ") })
    }

    @Test("a failure is told for a minute where the address has a connection with TLS, and as long as it has none")
    func recovered() {
        var scene = Scene()
        let failure = HandshakeFailures(of: "10.0.0.1", count: 1, reason: "plain text", last: scene.wall)
        scene.count("10.0.0.1", lines: 1, bytes: 1, connections: 1)
        func isFailing(after seconds: Double, tls: Bool, count: Int = 1) -> Bool {
            scene.snapshot.peers[0].tlsConnections =
                tls ? [TLSFacts(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "")] : []
            scene.clock.advance(seconds)
            var failure = failure
            failure.count = count
            scene.tick(failures: [failure])
            return scene.model.tables.peers["10.0.0.1"]?.failures != nil
        }
        #expect(isFailing(after: 1, tls: true))
        #expect(!isFailing(after: 61, tls: true))
        #expect(isFailing(after: 1, tls: false))
        #expect(!isFailing(after: 1, tls: true))
        #expect(isFailing(after: 1, tls: true, count: 2))
    }

    @Test("rates are counted from the same moment for all, so that shares add up to the whole")
    func shares() {
        var scene = Scene()
        scene.tick()
        for second in 0..<40 {
            scene.clock.advance(1)
            scene.count("10.0.0.1", lines: 10, bytes: 100, connections: 1)
            // A newcomer with a burst, as much as the other has sent until the end.
            if second == 38 { scene.count("10.0.0.2", lines: 400, bytes: 100, connections: 1) }
            scene.tick()
        }
        let rows = scene.model.tables.peers
        let all = scene.model.tables.peers.messages.rate(over: 60)
        #expect(abs(all - 20) < 1)
        #expect(abs(rows["10.0.0.1"]!.messages.rate(over: 60) - 10) < 0.5)
        #expect(abs(rows["10.0.0.2"]!.messages.rate(over: 60) - 10) < 0.5)
        // After a reset, rates begin anew; totals and names stay.
        scene.receive("<13>Aug 29 14:03:21 web-1 app: x", from: "10.0.0.1")
        scene.tick()
        scene.type(.tab, .character("R"), .character("y"))
        #expect(scene.model.tables.peers["10.0.0.1"]?.total == 400)
        #expect(scene.model.tables.peers["10.0.0.1"]?.host == "web-1")
        #expect(scene.model.tables.peers["10.0.0.1"]?.messages.rate(over: 60) == 0)
        #expect(scene.model.tables.peers.messages.rate(over: 60) == 0)
    }

    @Test("a peer that is no longer kept leaves its row, and the others keep theirs; what is summed up follows")
    func folded() {
        var scene = Scene()
        scene.tick()
        for round in 0..<4 {
            scene.clock.advance(1)
            for peer in 1...9 {
                scene.count("10.0.0.\(peer)", lines: 100 - peer * 10 + round, bytes: 9, connections: 2)
            }
            scene.count("2001:db8:0:41:5054:ff:fe1f:9a02", lines: 1, bytes: 1, connections: 0)
            scene.tick()
        }
        let before = scene.model.tables.peers.addresses
        #expect(scene.model.tables.peers.live == 9 && scene.model.tables.peers.connections == 18)
        #expect(scene.model.tables.peers.longestAddress == 31)
        let gone: Set = ["10.0.0.3", "10.0.0.9", "2001:db8:0:41:5054:ff:fe1f:9a02"]
        scene.snapshot.peers.removeAll { gone.contains($0.address) }
        scene.tick()
        let table = scene.model.tables.peers
        #expect(table.addresses == before.filter { !gone.contains($0) })
        #expect(table.addresses.allSatisfy { table.position(of: PeerKey($0)).map { table[$0].address } == $0 })
        #expect(table["10.0.0.3"] == nil && table.position(of: "10.0.0.3") == nil)
        #expect(table["10.0.0.8"]?.total == 86)
        #expect(table.live == 7 && table.connections == 14 && table.longestAddress == 8)
    }

    @Test("severities of which a part was never looked at are marked")
    func partial() {
        var scene = Scene(capacity: 256 << 10)
        for number in 0..<100 { scene.receive("<3>line \(number)", from: "10.0.0.1") }
        scene.count("10.0.0.1", lines: 100, bytes: 100, connections: 1)
        scene.tick()
        #expect(scene.screen(140, 40).text.contains("60s  emerg 0"))
        for number in 0..<10_000 { scene.receive("<3>line \(number)", from: "10.0.0.1") }
        scene.clock.advance(1)
        scene.tick()
        #expect(scene.feed.window().evicted > 0)
        #expect(scene.screen(140, 40).text.contains("60s of a part  emerg 0"))
        scene.clock.advance(61)
        scene.tick()
        #expect(scene.screen(140, 40).text.contains("60s  emerg 0"))
    }

    @Test("a filter by peer dims rows and hides none")
    func dimmed() {
        var scene = Scene.network(filter: "peer:10.0.2.0/24 !10.0.2.18")
        let picture = scene.arranged(80, 40)
        #expect(picture.peers.rows.count == 7)
        let dimmed = zip(picture.peers.rows, picture.peers.isDimmed).filter(\.1).map(\.0.address)
        #expect(!dimmed.contains("10.0.2.17"))
        #expect(Set(dimmed).isSuperset(of: ["10.0.2.18", "192.168.40.5", "172.16.9.200"]))
    }
}
