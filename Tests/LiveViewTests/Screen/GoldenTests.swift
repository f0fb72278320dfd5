// GoldenTests.swift: what the live view looks like.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Golden screens")
struct GoldenTests {
    static let sizes = [(40, 6), (80, 24), (100, 30), (200, 50)]

    @Test("a small network is shown at every size", arguments: sizes)
    func network(columns: Int, rows: Int) {
        var scene = Scene.network()
        GoldenScreen(scene.screen(columns, rows)).check("network-\(columns)x\(rows)")
    }

    @Test("a terminal without UTF-8 gets the same picture in ASCII", arguments: sizes)
    func ascii(columns: Int, rows: Int) {
        var scene = Scene.network()
        let screen = scene.screen(columns, rows, unicode: false)
        #expect(screen.cells.allSatisfy { $0.text.utf8.allSatisfy { $0 < 0x7F } })
        GoldenScreen(screen).check("ascii-\(columns)x\(rows)")
    }

    @Test("a console with few characters in its font gets letters and lines only")
    func console() {
        var scene = Scene.network()
        _ = scene.screen(symbols: false)
        scene.type("D")
        let screen = scene.screen(symbols: false)
        let few = Set("─│┌┐└┘").union((0x20..<0x7F).map { Character(Unicode.Scalar(UInt8($0))) })
        #expect(screen.cells.allSatisfy { $0.text.allSatisfy { few.contains($0) } })
        GoldenScreen(screen).check("console-80x24")
    }

    @Test("a wide screen has two events side by side, or an answer and an event, and one where two have no room")
    func events() {
        func eventLine(_ scene: inout Scene, _ columns: Int) -> String { scene.screen(columns, 50).text(row: 48) }
        var scene = Scene.network()
        #expect(eventLine(&scene, 159).firstMatch(of: /last 4m12s ago$/) != nil)
        #expect(eventLine(&scene, 160).firstMatch(of: /^ 10.0.2.99: .* last 4m12s ago  +handler remote-syslog/) != nil)
        scene.type("Y^T")
        #expect(eventLine(&scene, 160).firstMatch(of: /^ time: relative  +10.0.2.99: 3 TLS handshakes/) != nil)
        scene.events[0] = String(repeating: "x", count: 90)
        scene.clock.advance(9)
        scene.tick()
        #expect(eventLine(&scene, 160) == " " + String(repeating: "x", count: 90))
    }

    static let states: [(name: String, keys: [Key])] = [
        ("filtered", "ii".keys + [.tab] + "j".keys),
        ("prompt", "f".keys + "peer:10.0.2.0/24 !healthz".keys),
        ("wrong-filter", "f".keys + "sev<=wrn peer:10.0.2.0/33".keys),
        ("search", "/refused".keys + [.enter]),
        ("paused", " ".keys),
        ("scrolled", "kkkm".keys + [.pageUp]),
        ("wrapped", "w".keys),
        ("zoomed", "z".keys),
        ("peers-zoomed", [.tab] + "jz".keys),
        ("times", "TT".keys),
        ("sideways", "ll".keys),
        ("bytes", [.tab] + "b3".keys),
        ("errors", [.tab] + "0j".keys),
        ("find-peer", [.tab] + "/10.0.2.3".keys + [.enter]),
        ("remark", "fcolour:red".keys),
        ("save-facts", "s".keys + [.control("t")]),
        ("help", "?".keys),
        ("help-search", "?/filter".keys + [.enter] + "n".keys),
        ("detail", "kkkkkkk".keys + [.enter]),
        ("hex", "kkkkkkk".keys + [.enter] + "b".keys),
        (
            "filters",
            "f".keys + "peer:10.0.2.0/24 !healthz sev<=warn".keys + [.enter] + "B".keys + [.down, .character(" ")]
        ),
        ("sinks", "D".keys),
        ("messages", "D".keys + [.tab]),
        ("refusals", "D".keys + [.tab, .tab]),
        ("detail-field", "kkkkkkk".keys + [.enter, .tab, .tab, .tab, .tab]),
        ("detail-word", "kkkkkkk".keys + [.enter, .backTab]),
        ("handler", "Djj".keys + [.enter]),
        ("columns", [.tab] + "cjjj ".keys),
        ("stream-columns", "cjjj ".keys + [.down, .character(" ")]),
        ("kinds", "Pj".keys),
        ("kinds-zoomed", "Pz".keys),
        ("kinds-hidden", "Pjjx".keys),
        ("kinds-new", "PNNN".keys),
        ("only-kind", "P".keys + [.down, .enter]),
        ("quit", "q".keys),
        ("no-match", "f".keys + "zebra".keys + [.enter]),
        ("severe", "[[[".keys),
        ("save", "[[[s".keys + [.tab] + "lines.txt".keys),
    ]

    @Test("each state of the view has its picture", arguments: states.indices)
    func state(_ index: Int) {
        var scene = Scene.network()
        _ = scene.screen()
        for key in Self.states[index].keys {
            _ = scene.model.handle(key)
            _ = scene.arranged()
        }
        GoldenScreen(scene.screen()).check("state-\(Self.states[index].name)")
    }

    /// The table of handlers does not fit into 60 columns yet.
    static let sizedStates: [(name: String, columns: Int, rows: Int)] =
        [
            "filtered", "search", "errors", "help", "help-search", "detail", "sinks", "messages", "refusals", "handler",
            "filters", "kinds", "kinds-zoomed",
        ].map {
            ($0, 140, 40)
        }
        + ["filtered", "search", "errors", "help", "help-search", "detail", "handler", "filters", "kinds"].map {
            ($0, 60, 20)
        }

    @Test("states have their pictures on wide screens and on narrow ones too", arguments: sizedStates)
    func state(name: String, columns: Int, rows: Int) throws {
        let state = try #require(Self.states.first { $0.name == name })
        var scene = Scene.network()
        _ = scene.screen(columns, rows)
        for key in state.keys { scene.type(key) }
        GoldenScreen(scene.screen(columns, rows)).check("state-\(name)-\(columns)x\(rows)")
    }

    @Test("a message that is cut, no text, wanted by nobody and from a client with a certificate says so")
    func oddMessage() {
        var scene = Scene()
        let source = FeedSource(
            address: "2001:db8::17", port: 6_514,
            tls: TLSFacts(summary: "1.2 ECDHE-RSA-AES128-GCM-SHA256", subject: "O=Ex\u{202E}ample,CN=web"))
        let line = Array("<35>1 - - app - - - ".utf8) + Array(repeating: 0xFF, count: 262_124)
        scene.feed.append(line: line.span, end: nil, peer: source, at: scene.wall)
        scene.tick()
        _ = scene.screen()
        scene.type(.enter)
        GoldenScreen(scene.screen()).check("state-odd-detail")
        for _ in 0..<100 { scene.receive(Array(repeating: 0x61, count: 20_000), from: "10.0.0.1") }
        for _ in 0..<400 { scene.receive(Array(repeating: 0x62, count: 20_000), from: "2001:db8::17") }
        #expect(scene.screen().text.contains("The view no longer holds this message"))
    }

    @Test("filters with a name stand below the terms; a line of the file that is none is told")
    func savedFilters() {
        var scene = Scene.network(filter: "sev<=err !peer:10.0.2.0/24")
        scene.model.state.saved = SavedFilters(
            Array("# mine\nprod-errors sev<=err\nnoisy-fw peer:192.168.40.5 refused\nalone\nold sev<=loud\n".utf8))
        scene.type("Bjjj")
        GoldenScreen(scene.screen()).check("state-saved-filters")
        scene.type("d")
        GoldenScreen(scene.screen()).check("state-delete-filter")
        scene.type("ns")
        scene.type("prod-errors")
        GoldenScreen(scene.screen()).check("state-filter-name")
    }

    @Test("before the first line, the view says what it waits for")
    func empty() {
        var scene = Scene()
        GoldenScreen(scene.screen()).check("empty-80x24")
    }

    @Test("a terminal that is too small says that collecting goes on", arguments: [(39, 6), (40, 5), (1, 1), (0, 0)])
    func tooSmall(columns: Int, rows: Int) {
        var scene = Scene.network()
        let screen = scene.screen(columns, rows)
        #expect(columns < 30 || screen.text.hasPrefix("too small; collecting, "))
    }

    @Test("every size is drawn within its bounds, whatever is open")
    func allSizes() {
        var scene = Scene.network()
        for state in Self.states.map(\.keys) + [[]] {
            scene = Scene.network()
            for key in state { _ = scene.model.handle(key) }
            for (columns, rows) in [
                (40, 6), (41, 7), (47, 9), (59, 10), (60, 15), (79, 16), (99, 17), (131, 29), (161, 40),
            ] {
                let screen = scene.screen(columns, rows)
                #expect(screen.cells.count == columns * rows)
                for row in 0..<rows {
                    #expect((0..<columns).reduce(0) { $0 + Int(screen[$1, row].width) } == columns)
                }
            }
        }
    }
}

extension String {
    var keys: [Key] { map { .character($0) } }
}
