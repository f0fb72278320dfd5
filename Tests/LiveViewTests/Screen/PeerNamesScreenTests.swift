// PeerNamesScreenTests.swift: names of addresses in the table, the stream, the boxes, the filter and the search.
import Testing

@testable import CollectorCore
@testable import LiveView

@Suite("Names of addresses on the screen")
struct PeerNamesScreenTests {
    private static let text = """
        10.0.2.17 edge-01
        10.0.2.18 edge-02
        192.168.40.0/24 firewalls
        """

    private static func names(_ text: String = Self.text, resolved: [String: String] = [:]) -> PeerNames {
        var names = PeerNames([NamesFile(Array(text.utf8), path: "~/.config/pysyslog-tui/names", form: .names)])
        for (address, name) in resolved { names.resolved[IPAddress(address)!] = name }
        return names
    }

    /// The small network, some of whose peers have names; one of them says itself what it is.
    private static func network(filter: String = "") -> Scene {
        var scene = Scene.network(filter: filter)
        scene.model.use(names(resolved: ["172.16.9.200": "mail.example.com"]))
        return scene
    }

    @Test(
        "stand in a column of the table and of the stream, at every size",
        arguments: [(40, 6), (60, 20), (80, 24), (140, 40)])
    func pictures(columns: Int, rows: Int) {
        var scene = Self.network()
        GoldenScreen(scene.screen(columns, rows)).check("names-\(columns)x\(rows)")
    }

    @Test("have no column, and no place in the list of columns, where nothing has a name")
    func none() {
        var scene = Scene.network()
        let before = scene.screen(140, 40)
        scene.model.use(Self.names("198.51.100.1 elsewhere"))
        #expect(scene.screen(140, 40) == before)
        #expect(!before.text.contains("NAME"))
        scene.type("c")
        #expect(!scene.screen(140, 40).text.contains("what your files call it"))
    }

    @Test("the column is hidden and shown with c in each pane, and that is remembered")
    func hidden() {
        var scene = Self.network()
        for pane in ["stream", "peers"] {
            if pane == "peers" { scene.type(.tab) }
            scene.type("c")
            let box = scene.screen(140, 40).text.split(separator: "\n")
            #expect(box.contains { $0.contains("what your files call it; ~ is DNS") })
            let row = pane == "stream" ? 2 : 1
            for _ in 0..<row { scene.type(.down) }
            scene.type(" ")
            scene.type(.escape)
            #expect(scene.model.history.hiddenColumns.contains("\(pane) name"))
        }
        #expect(!scene.screen(140, 40).text.contains("edge-01"), "\(scene.screen(140, 40).text)")
    }

    @Test("the detail says the name and who says it; a name from DNS is told to be anybody's choice")
    func detail() {
        for (number, name) in [
            (1, "edge-01   (~/.config/pysyslog-tui/names)"), (5, "~mail.example.com   (from DNS: whoever"),
        ] {
            var scene = Self.network()
            scene.model.state.overlay = .detail(sequence: UInt64(number), as: .laidOut, scroll: 0)
            let screen = scene.screen(100, 40)
            #expect(screen.text.contains("name       \(name)"), "\(screen.text)")
            if number == 1 { GoldenScreen(scene.screen()).check("names-detail") }
        }
        var scene = Self.network()
        scene.model.state.overlay = .detail(sequence: 3, as: .laidOut, scroll: 0)
        #expect(scene.screen(100, 40).text.contains("firewalls   (192.168.40.0/24 in ~/.config/pysyslog-tui/names)"))
        scene.type(.tab, .tab, .enter)
        #expect(scene.model.state.filter == "name:firewalls")
    }

    @Test("where a filter leaves one peer, its name stands in the title")
    func title() {
        for filter in ["10.0.2.17", "peer:10.0.2.17"] {
            var scene = Self.network(filter: filter)
            #expect(scene.screen().text.contains("stream: \(filter) (edge-01) "), "\(scene.screen().text)")
        }
        var scene = Self.network(filter: "10.0.2.17 nginx")
        #expect(!scene.screen().text.contains("(edge-01)"))
    }

    @Test("name: selects senders as peer: does, through globs and negation, and dims the rows of the others")
    func filter() throws {
        let same = [
            ("name:edge-*", "10.0.2.17,10.0.2.18"), ("name:EDGE-0?", "10.0.2.17,10.0.2.18"),
            ("name:firewalls", "192.168.40.5"),
            ("name:mail*", "172.16.9.200"), ("name:edge-01,firewalls", "10.0.2.17,192.168.40.5"),
        ]
        for (filter, peers) in same {
            for sign in ["", "!"] {
                var scene = Self.network(filter: sign + filter)
                var other = Self.network(filter: "\(sign)peer:\(peers)")
                #expect(!scene.page.isEmpty)
                #expect(scene.page == other.page, "\(sign)\(filter)")
                let (left, right) = (scene.arranged(), other.arranged())
                #expect(left.peers.isDimmed == right.peers.isDimmed)
                #expect(!sign.isEmpty || left.peers.isDimmed.contains(true))
            }
        }
        var nobody = Self.network(filter: "name:nobody")
        #expect(nobody.page.isEmpty)
        #expect(throws: FilterProblem.self) { try FilterParser.parse("name<5") }
        #expect(throws: FilterProblem.self) { try FilterParser.parse("name:") }
    }

    @Test("lines that come later, and names that change later, are judged by the names of that moment")
    func changes() {
        var scene = Self.network(filter: "name:db-*")
        #expect(scene.page.isEmpty)
        scene.model.use(Self.names("192.168.40.5 db-01"))
        let lines = scene.page
        #expect(lines.count > 0)
        scene.receive("<14>later", from: "192.168.40.5")
        scene.receive("<14>another", from: "10.0.2.17")
        #expect(scene.arranged().stream.page.count == lines.count + 1)
        scene.model.use(Self.names("10.0.2.17 db-02"))
        #expect(!scene.page.isEmpty && Set(scene.page).isDisjoint(with: lines))
        scene.model.use(PeerNames())
        #expect(scene.page.isEmpty)
    }

    @Test("what is counted for a term in the box of filters follows the names")
    func terms() {
        var scene = Self.network(filter: "name:edge-01")
        scene.type("B")
        let before = scene.screen().text
        scene.model.use(Self.names("172.16.9.200 edge-01"))
        #expect(scene.screen().text != before)
        #expect(scene.model.tables.terms["name:edge-01"]?.tally(in: 0..<UInt64.max).matches == 8)
    }

    @Test("the search among the peers finds names, and marks them")
    func search() {
        var scene = Self.network()
        scene.type(.tab)
        scene.type("/edge-02")
        scene.type(.enter)
        #expect(scene.model.state.selectedPeer == "10.0.2.18")
        let screen = scene.screen()
        let row = (0..<24).first { screen.text(row: $0).contains("edge-02") } ?? 0
        let column = (0..<76).first { screen[$0, row].text == "e" && screen[$0 + 1, row].text == "d" } ?? 0
        #expect(screen[column, row].style.role == .match)
    }

    @Test("sorted by the column, peers without a name stand last")
    func sorted() {
        var scene = Self.network()
        scene.model.state.sort.column = .name
        scene.tick()
        _ = scene.model.handle(.character("r"))
        _ = scene.model.handle(.character("r"))
        let names = (0..<scene.model.tables.peers.count).map { scene.model.tables.peers[$0].name?.text }
        #expect(names.prefix(4) == ["edge-01", "edge-02", "firewalls", "mail.example.com"])
        #expect(names.dropFirst(4).allSatisfy { $0 == nil })
    }

    @Test("DNS is asked for the peers that no file names, those with a name from DNS again, the busiest first")
    func resolving() {
        let scene = Self.network()
        #expect(scene.model.addressesToResolve(limit: 10).map(\.text).contains("172.16.9.200"))
        #expect(!scene.model.addressesToResolve(limit: 10).map(\.text).contains("10.0.2.17"))
        #expect(scene.model.addressesToResolve(limit: 10).first?.text == "2001:db8:0:41:5054:ff:fe1f:9a02")
        #expect(scene.model.addressesToResolve(limit: 2).isEmpty, "the two busiest have names")
    }

    @Test("a name of any length and script displaces no other column")
    func wide() {
        var scene = Scene.network()
        scene.model.use(Self.names("10.0.2.17 \(String(repeating: "東京", count: 40))\n10.0.2.18 x"))
        for columns in [60, 80, 140, 200] {
            let lines = scene.screen(columns, 40).text.split(separator: "\n")
            #expect(lines.contains { $0.contains("NIC Link is Up") || $0.contains("kernel") })
            #expect(lines.contains { $0.hasPrefix(" 10.0.2.17 ") && $0.contains(" 1,937,696 ") })
        }
    }

    @Test("an event of the view stands in the line of events for ten minutes")
    func remark() {
        var scene = Self.network()
        scene.model.remark("names:3: '10.0.0.300' is no address or network", at: scene.wall)
        scene.collector.account = scene.snapshot
        scene.model.tick(events: [], wallTime: scene.wall)
        #expect(scene.screen(120, 40).text.contains("[0s ago] names:3: '10.0.0.300' is no address or network"))
        scene.model.tick(events: [], wallTime: WallTime(nanoseconds: scene.wall.nanoseconds + 601_000_000_000))
        #expect(!scene.screen(120, 40).text.contains("names:3"))
    }
}
