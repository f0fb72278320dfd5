// BoxTests.swift: boxes over the panes can be scrolled, searched and closed.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Text over the panes")
struct BoxTests {
    private static func scene(_ keys: String, _ columns: Int = 80, _ rows: Int = 24) -> Scene {
        var scene = Scene.network()
        _ = scene.screen(columns, rows)
        scene.type(keys)
        return scene
    }

    /// The marked matches in the rows of the picture.
    private static func marked(_ scene: inout Scene) -> [String] {
        let screen = scene.screen()
        return (0..<screen.rows).compactMap { row in
            let cells = (0..<screen.columns).map { screen[$0, row] }.filter { $0.style.role == .match }
            return cells.isEmpty ? nil : cells.map(\.text).joined()
        }
    }

    @Test("ends where there is no more: one key up from the end moves it")
    func scroll() {
        var scene = Self.scene("?")
        let first = scene.screen()
        scene.type("G")
        let end = scene.screen()
        #expect(end.text.contains(" end ") && end != first)
        scene.type("j")
        #expect(scene.screen() == end)
        scene.type("k")
        #expect(scene.screen() != end)
        scene.type("g")
        #expect(scene.screen() == first)
    }

    @Test("tells of a slow terminal, which gets fewer pictures")
    func slowTerminal() {
        var scene = Self.scene("D", 100, 40)
        #expect(!scene.screen(100, 40).text.contains("slow terminal"))
        scene.model.addFrame(from: scene.clock.now, to: scene.clock.now, terminalSpeed: 1_027.4)
        let text = scene.screen(100, 40).text
        #expect(text.contains("slow terminal   reads 1,027 bytes/s; the view is drawn less often"), "\(text)")
    }

    @Test("is searched: what is found is marked and counted, n and N walk, and Esc ends it with the box")
    func help() {
        var scene = Self.scene("?/severity")
        scene.type(.enter)
        #expect(scene.model.state.overlay?.isText == true && scene.model.state.search.isEmpty)
        #expect(!Self.marked(&scene).isEmpty && Self.marked(&scene).allSatisfy { $0.contains("severity") })
        let first = scene.model.state.boxSearch.line
        #expect(scene.screen().text.contains("/severity/ 1 of "))
        scene.type("n")
        #expect(scene.model.state.boxSearch.line ?? 0 > first ?? 0)
        scene.type("N")
        #expect(scene.model.state.boxSearch.line == first)
        scene.type("N")
        #expect(scene.model.state.hint?.text == "no match before this line")
        scene.type(.escape)
        #expect(scene.model.state.overlay == nil && scene.model.state.boxSearch == BoxSearch())
        #expect(scene.arranged().searchResult == nil)
        scene.type("?n")
        #expect(scene.model.state.hint?.text.contains("/ starts one") == true)
        scene.type("/")
        scene.type(.up)
        #expect(scene.model.state.prompt?.text == "severity", "its history is that of the other search")
    }

    @Test("brings what it finds into sight, however small the screen", arguments: [(40, 10), (80, 24), (200, 12)])
    func small(columns: Int, rows: Int) {
        var scene = Self.scene("?/REDRAW", columns, rows)
        scene.type(.enter)
        #expect(scene.model.state.hint?.text == "nothing matches REDRAW")
        scene.type("/redraw")
        scene.type(.enter)
        var lines: [Int] = []
        while let line = scene.model.state.boxSearch.line, line > lines.last ?? -1 {
            lines.append(line)
            #expect(scene.screen(columns, rows).text.contains("redraw"))
            scene.type("n")
        }
        #expect(lines.count > 1)
    }

    @Test("a text that is shorter on a wider screen is shown to its end where a match stood below that")
    func wider() {
        var scene = Self.scene("?", 80, 24)
        _ = scene.screen(80, 24)
        scene.type("/a")
        scene.type(.enter)
        for _ in 0..<200 { scene.type("n") }
        #expect(scene.model.state.boxSearch.line ?? 0 > 50)
        let picture = scene.arranged(200, 50)
        #expect(picture.box.map { $0.shown.upperBound == $0.content.lines.count } == true)
    }

    @Test("a message is searched in its text and in its bytes, by an expression too")
    func message() {
        var scene = Self.scene("kk")
        scene.type(.enter)
        scene.type("/\\/")
        scene.type(.escape)
        scene.type("/")
        scene.type("/received|peer/")
        scene.type(.enter)
        #expect(Self.marked(&scene).starts(with: ["received", "peer"]))
        scene.type("n")
        #expect(scene.model.state.boxSearch.line == 1)
        scene.type("b/0010")
        scene.type(.enter)
        #expect(Self.marked(&scene).first == "0010")
        scene.type(.left)
        #expect(scene.model.state.boxSearch == BoxSearch(text: "0010"), "another message is searched from its top")
    }

    @Test("in the outputs the search picks a line, and Enter shows that handler's failures; Esc goes back to it")
    func handlers() {
        var scene = Self.scene("D/remote")
        scene.type(.enter)
        #expect(scene.model.state.overlay == .handlers(row: 2))
        scene.type(.enter)
        #expect(scene.model.state.overlay == .handler(name: "remote-syslog", row: 2, scroll: 0))
        #expect(scene.model.state.boxSearch == BoxSearch())
        let text = scene.screen().text
        #expect(text.contains("41 failed attempts") && text.contains("10.9.9.9:601 closed the connection"))
        scene.type(.escape)
        #expect(scene.model.state.overlay == .handlers(row: 2))
        scene.type("jj")
        scene.type(.enter)
        #expect(scene.screen().text.contains("No attempt of it has failed."))
        scene.type("q")
        scene.type("G")
        scene.type(.enter)
        #expect(scene.model.state.hint?.text == "pick a handler first")
        scene.type("gk")
        #expect(scene.model.state.overlay == .handlers(row: 1), "the titles are no handler")
    }

    @Test("r in the outputs asks for a reload and says so; elsewhere it does not")
    func reload() {
        var scene = Self.scene("D")
        #expect(scene.model.handle(.character("r")) == .reload)
        #expect(scene.model.state.hint?.text == "reload requested; the log says what changed")
        #expect(scene.model.state.overlay == .handlers(row: 1), "the box stays open")
        scene.type(.escape)
        #expect(scene.model.handle(.character("r")) == .none)
    }

    @Test("the handlers of a message may not be known yet, and are shown when they are")
    func unknownHandlers() {
        var scene = Self.scene("k")
        scene.collector.handlers = nil
        scene.type(.enter)
        #expect(scene.screen().text.contains("not known yet"))
        scene.collector.handlers = ["localhost-file"]
        let text = scene.screen().text
        #expect(text.contains("localhost-file  ok") && !text.contains("not known yet"))
    }

    @Test("what a destination answers is shown, and never obeyed")
    func hostile() {
        var scene = Scene.network()
        let answer = SinkFailure("550 \u{1B}[31mno\r\n\u{202E}", at: scene.wall)
        scene.snapshot.handlers[1].recentFailures = [answer]
        scene.tick()
        _ = scene.screen()
        scene.type("Djj")
        scene.type(.enter)
        #expect(scene.screen().text.contains("550 ^[[31mno^M^J<RLO>"))
        scene.type("/RLO")
        scene.type(.enter)
        #expect(Self.marked(&scene) == ["RLO"])
    }

    @Test("columns that were hidden are remembered for the next view, with those of the other pane")
    func columns() {
        var scene = Scene.network()
        scene.type("cj ")
        scene.type(.escape)
        scene.type(.tab, .character("c"), .down, .character(" "), .escape)
        #expect(scene.model.history.hiddenColumns == ["stream peer", "peers host"])
        var settings = ViewSettings()
        settings.history.hiddenColumns = ["stream peer", "peers host", "peers total", "no column"]
        let next = LiveModel(scene.collector, settings)
        #expect(next.state.hiddenStreamColumns == [.peer] && next.state.hiddenColumns == [.host])
    }

    @Test("a message of RFC 5424 is shown with its MSGID")
    func messageID() {
        var scene = Scene()
        scene.receive("<29>1 2026-08-29T14:03:22.003+02:00 dhcp-7 dhcpd - LEASE - DHCPACK", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("k")
        scene.type(.enter)
        #expect(scene.screen().text.contains(" msgid    LEASE "))
    }
}
