// OtherPeersTests.swift: the table accounts for all peers, visible or not.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Peers out of sight")
struct OtherPeersTests {
    private static func scene(peers: Int, forgotten: Int = 0) -> Scene {
        var scene = Scene()
        scene.tick()
        for _ in 0..<4 {
            scene.clock.advance(1)
            for peer in 1...peers { scene.count("10.0.1.\(peer)", lines: 1_000 - peer, bytes: 9, connections: 1) }
            scene.tick()
        }
        scene.snapshot.foldedPeers.peers = 9_000
        scene.snapshot.foldedPeers.lines = 1_234_567
        scene.snapshot.foldedPeers.forgotten = forgotten
        scene.tick()
        return scene
    }

    /// The totals in the rows of the table, including that of the others.
    private static func totals(_ screen: Screen, _ picture: Arrangement) throws -> [Int] {
        let column = try #require(picture.peers.columns.first { $0.column == .total })
        return picture.layout.peers.dropFirst().compactMap { row in
            let cells = (column.start..<column.end).map { screen[$0, row].text }.joined()
            return Int(cells.filter(\.isNumber))
        }
    }

    @Test("the rows in sight and that of the others add up to all that was received", arguments: [24, 40, 60])
    func sum(rows: Int) throws {
        var scene = Self.scene(peers: 50)
        let picture = scene.arranged(100, rows)
        let screen = LiveScreen.render(picture)
        let totals = try Self.totals(screen, picture)
        #expect(totals.reduce(0, +) == scene.snapshot.received, "\(screen.text)")
        let shown = totals.count - 1
        #expect(screen.text.contains("PEER \(shown) of 9,050"), "\(screen.text)")
        #expect(screen.text.contains(" others \(NumberText.grouped(9_050 - shown)) "), "\(screen.text)")
        let rate = try #require(picture.peers.others).messages.ten
        let all = picture.peers.rows.reduce(rate) { $0 + $1.messages.rate(over: 10) }
        #expect(abs(all - picture.totals.messages.rate(over: 10)) < 0.001)
    }

    @Test("where some peers are known by nothing but their sum, the number of others is a least one")
    func forgotten() {
        var scene = Self.scene(peers: 50, forgotten: 7)
        #expect(scene.screen(100, 40).text.contains("+ "))
        let others = scene.arranged(100, 40).peers.others
        #expect(others?.isLeast == true)
    }

    @Test("a table that shows all has no others")
    func none() {
        var scene = Scene.network()
        #expect(scene.arranged(80, 60).peers.others == nil)
    }

    @Test("while the lines are read, the table shows those that send most; in the table, the selected one")
    func top() {
        var scene = Self.scene(peers: 50)
        _ = scene.screen()
        scene.type(.tab, .end)
        let last = scene.model.state.selectedPeer?.address
        #expect(scene.arranged().peers.rows.last?.address == last)
        #expect(scene.screen(100, 24).text.contains("PEER 46-50/9,050 "))
        scene.type(.tab)
        #expect(scene.arranged().peers.positions.lowerBound == 0)
    }

    @Test("a peer whose handshakes fail says why at every width, and Enter on it empties no pane")
    func refused() {
        var scene = Scene()
        scene.receive("<6>hello", from: "10.0.0.1")
        scene.count("10.0.0.1", lines: 1, bytes: 9, connections: 1)
        scene.tick(failures: [
            HandshakeFailures(of: "10.0.9.9", count: 3, reason: "no TLS hello", last: scene.wall)
        ])
        for (columns, rows) in [(60, 20), (80, 24), (140, 40), (200, 50)] {
            #expect(
                scene.screen(columns, rows).text.contains("err x3 (no TLS hello), last 0s ago"), "\(columns)x\(rows)")
        }
        scene.type(.tab, .down, .down, .enter)
        let picture = scene.screen().text
        #expect(picture.contains("10.0.9.9: 3 TLS handshakes failed (no TLS hello)") && picture.contains("hello"))
        #expect(scene.model.state.filter == "")
    }

    @Test("peers that have sent something stand above those that never did")
    func standing() {
        var scene = Scene()
        scene.count("10.0.9.1", lines: 5, bytes: 9, connections: 1)
        let failure = HandshakeFailures(of: "10.0.0.9", count: 3, reason: "no TLS hello", last: scene.wall)
        for _ in 0..<5 {
            scene.clock.advance(3)
            scene.tick(failures: [failure])
        }
        #expect(scene.model.tables.peers.addresses == ["10.0.9.1", "10.0.0.9"])
    }

    @Test("lines that are shown and stored nowhere are said to be")
    func storedNowhere() {
        var scene = Scene()
        let words = "shown and stored nowhere"
        scene.snapshot.handlers = [HandlerSnapshot(named: "stdout", written: 0)]
        scene.facts.heldHandlers = ["stdout"]
        scene.tick()
        #expect(scene.screen().text.contains(words))
        scene.snapshot.handlers.append(HandlerSnapshot(named: "file", written: 0))
        scene.tick()
        #expect(!scene.screen().text.contains(words))
    }
}
