import Testing

// SilentPeersTests.swift: peers that used to send and have stopped, in the table, the header and the filter.
@testable import CollectorCore
@testable import LiveView

@Suite("Silent peers")
struct SilentPeersTests {
    /// The small network with a peer that is silent on its connection, one that is gone, and one that sent datagrams.
    private static func network(filter: String = "") -> Scene {
        var scene = Scene.network(filter: filter, quiet: ["10.0.2.40", "10.0.2.41"])
        scene.receive("<11>the last words", from: "10.0.2.40", before: 245)
        scene.silence("10.0.2.32", seconds: 121, connections: 0)
        scene.silence("10.0.2.40", seconds: 245, connections: 1)
        scene.silence("10.0.2.41", seconds: 7_300, connections: nil)
        scene.clock.advance(2)
        scene.tick()
        return scene
    }

    private static func row(_ address: String, _ scene: inout Scene, _ columns: Int = 80) -> Substring {
        scene.screen(columns, 40).text.split(separator: "\n").first { $0.dropFirst().hasPrefix("\(address) ") } ?? ""
    }

    @Test(
        "a silent peer says so in place of its rates, one that is gone says that too, and the header counts them",
        arguments: [(40, 6), (60, 20), (80, 24), (140, 40), (200, 50)])
    func pictures(columns: Int, rows: Int) {
        var scene = Self.network()
        GoldenScreen(scene.screen(columns, rows)).check("silent-\(columns)x\(rows)")
    }

    @Test("on a connection, without one and with datagrams a silence reads differently at every width")
    func words() {
        var scene = Self.network()
        for columns in [40, 47, 60, 80, 100, 140, 200] {
            let rows = ["10.0.2.40", "10.0.2.32", "10.0.2.41"].map { Self.row($0, &scene, columns) }
            #expect(rows[0].contains("silent") && !rows[0].contains("gone"), "\(columns): \(rows)")
            #expect(rows[1].contains("gone"), "\(columns): \(rows)")
            #expect(rows[2].contains("silent") && !rows[2].contains("gone"), "\(columns): \(rows)")
        }
        #expect(Self.row("10.0.2.40", &scene).contains(" silent 4m "))
        #expect(Self.row("10.0.2.32", &scene).contains(" silent 2m, gone "))
        #expect(Self.row("10.0.2.41", &scene).contains(" silent 2h "))
    }

    @Test("a view of a collector elsewhere has room for the count and all that it had before")
    func attached() {
        var scene = Scene.attached(skipped: 12_345)
        scene.silence("10.0.2.32", seconds: 121, connections: 0)
        scene.tick(failures: [HandshakeFailures(of: "10.0.2.99", count: 3, reason: "no hello", last: scene.wall)])
        let header = scene.screen().text.split(separator: "\n")[2]
        for figure in ["silent 1 ", "tls err 3 ", "lost 0 ", "skipped 12,345 ", "outputs 1 retrying"] {
            #expect(header.contains(figure), "\(header)")
        }
    }

    @Test("one that has sent since the collector looked is not silent")
    func back() {
        var scene = Self.network()
        scene.count("10.0.2.40", lines: 1, bytes: 60, connections: 1)
        scene.tick()
        #expect(!Self.row("10.0.2.40", &scene).contains("silent"))
        #expect(scene.screen().text.contains(" silent 2 "))
        scene.snapshot.silentPeers = []
        scene.tick()
        #expect(!scene.screen().text.contains("silent"))
    }

    @Test("while a collector elsewhere is away, nothing is said of its peers; those of others are known")
    func away() {
        var scene = Scene.attached()
        scene.silence("10.0.2.32", seconds: 121, connections: 0)
        scene.tick()
        #expect(scene.screen().text.contains(" silent 1 "))
        scene.facts.attached[0].state = .away(since: scene.timeAway, retryIn: 3)
        scene.tick()
        #expect(!scene.screen().text.contains("silent") && !scene.screen().text.contains(", gone"))

        var several = Scene.several()
        several.silence("10.0.2.17", at: "web1", seconds: 70, connections: 1)
        several.silence("10.9.0.4", at: "archive", seconds: 70, connections: 0)
        several.tick()
        let table = several.model.tables.peers
        #expect(table.silences.since.keys.map(\.description) == ["10.0.2.17@web1"])
        #expect(table[PeerKey("10.0.2.17", at: "web1")]?.silence != nil)
        #expect(table[PeerKey("10.0.2.17", at: "web2")]?.silence == nil)
    }

    @Test(
        "in the default order the last three to fall silent stand first, for ten minutes; in any other order none does")
    func order() {
        var scene = Scene()
        scene.tick()
        var silent: Set<Int> = []
        func pass(_ seconds: Int) {
            for _ in 0..<seconds {
                scene.clock.advance(1)
                for peer in 1...8 where !silent.contains(peer) {
                    scene.count("10.0.0.\(peer)", lines: 100 << peer, bytes: 60, connections: 1)
                }
                scene.tick()
            }
        }
        func first(_ count: Int) -> [String] {
            scene.model.tables.peers.addresses.prefix(count).map { String($0.suffix(1)) }
        }
        pass(4)
        #expect(first(3) == ["8", "7", "6"])
        for peer in [1, 2, 3, 4] {
            silent.insert(peer)
            scene.silence("10.0.0.\(peer)", seconds: 60, connections: 1)
            pass(3)
        }
        #expect(first(5) == ["4", "3", "2", "8", "7"])
        scene.type(.tab, .character("r"))
        #expect(first(1) == ["1"])
        scene.type("r")
        #expect(first(3) == ["4", "3", "2"])
        scene.type("1")
        #expect(first(4) == ["1", "2", "3", "4"])
        scene.model.state.sort = PeerSort()
        pass(600)
        #expect(first(4) == ["8", "7", "6", "5"])
    }

    @Test("when a view is opened, those whose last lines are newest stand first")
    func opened() {
        var scene = Scene()
        for peer in 1...5 {
            scene.count("10.0.0.\(peer)", lines: 9, bytes: 60, connections: 1)
            scene.silence("10.0.0.\(peer)", seconds: 600 - 100 * peer, connections: 1)
        }
        scene.tick()
        #expect(scene.model.tables.peers.addresses.prefix(3) == ["10.0.0.5", "10.0.0.4", "10.0.0.3"])
    }

    static let filters: [(filter: String, peers: [String])] = [
        ("silent:yes", ["10.0.2.32", "10.0.2.40", "10.0.2.41"]),
        ("silent=YES", ["10.0.2.32", "10.0.2.40", "10.0.2.41"]),
        ("silent>3m", ["10.0.2.40", "10.0.2.41"]), ("silent<=3m", ["10.0.2.32"]), ("silent>1d", []),
        ("silent:yes !silent>1h", ["10.0.2.32", "10.0.2.40"]), ("!silent:no 10.0.2.40", ["10.0.2.40"]),
    ]

    @Test("silent: leaves the rows of silent peers bright and puts them first", arguments: filters)
    func filter(filter: String, peers: [String]) {
        var scene = Self.network(filter: filter)
        _ = scene.arranged(80, 60)
        let picture = scene.arranged(80, 60)
        let bright = zip(picture.peers.rows, picture.peers.isDimmed).filter { !$0.1 }.map(\.0.address)
        #expect(bright.sorted() == peers)
        #expect(Set(scene.model.tables.peers.addresses.prefix(3)) == ["10.0.2.32", "10.0.2.40", "10.0.2.41"])
        #expect(picture.counts.shown == (peers.contains("10.0.2.40") ? 1 : 0), "the stream has their lines")
    }

    @Test("silent:no leaves the others bright, and the filter follows a peer that sends again")
    func others() {
        var scene = Self.network(filter: "silent:no")
        _ = scene.arranged(80, 60)
        let picture = scene.arranged(80, 60)
        #expect(zip(picture.peers.rows, picture.peers.isDimmed).allSatisfy { ($0.silence != nil) == $1 })
        #expect(picture.counts.shown == 48 && picture.counts.held == 49)
        scene.count("10.0.2.40", lines: 1, bytes: 60, connections: 1)
        scene.clock.advance(3)
        scene.tick()
        _ = scene.arranged()
        #expect(scene.arranged().counts.shown == 49)
    }

    @Test("the help of the table says where silent peers stand, at 60 columns too", arguments: [60, 80, 140])
    func help(columns: Int) {
        var scene = Self.network()
        _ = scene.screen(columns, 60)
        scene.type(.tab, .character("?"))
        let picture = scene.screen(columns, 60).text
        for words in KeyContext.peers.remarks { #expect(picture.contains(words)) }
        #expect(KeyContext.allCases.filter { !$0.remarks.isEmpty } == [.peers, .timeline])
    }

    @Test(
        "what is no silence is refused with an example",
        arguments: ["silent:", "silent:maybe", "silent:5m", "silent>", "silent>soon", "silent:yes,no"])
    func mistakes(filter: String) {
        #expect(throws: FilterProblem.self) { try FilterParser.parse(filter) }
        #expect(throws: Never.self) { try FilterParser.parse("\"\(filter)\"") }
    }
}

extension Scene {
    /// The collector reports a peer as silent.
    ///
    /// - Parameter connections: how many are open; `nil` for a sender of datagrams.
    mutating func silence(_ address: String, at collector: String? = nil, seconds: Int, connections: Int?) {
        let since = WallTime(nanoseconds: wall.nanoseconds - Int64(seconds) * 1_000_000_000)
        for index in snapshot.peers.indices where snapshot.peers[index].key == PeerKey(address, at: collector) {
            snapshot.peers[index].lastSeen = since
            snapshot.peers[index].openConnections = connections ?? 0
            snapshot.peers[index].connections = connections == nil ? 0 : 3
        }
        var peer = SilentPeer(address: address, since: since, isConnected: connections ?? 0 > 0)
        peer.collector = collector
        snapshot.silentPeers.append(peer)
    }
}
