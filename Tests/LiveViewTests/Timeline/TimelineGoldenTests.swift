// TimelineGoldenTests.swift: what the timeline looks like.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Golden screens of the timeline")
struct TimelineGoldenTests {
    /// Four minutes of three peers; at 14:01:40 one of them reports errors for half a minute, and then says nothing more.
    private static func incident(capacity: Int = 1 << 20) -> Scene {
        var scene = Scene(capacity: capacity)
        for second in (0...240).reversed() {
            let swing = [7, 9, 10, 12, 13, 11, 9, 8][second % 8]
            for number in 0..<swing {
                scene.receive("<30>nginx: GET /items/\(number) 200", from: "10.0.2.17", before: Double(second))
            }
            if second % 3 == 0 {
                scene.receive("<4>kernel: eth0: link is up", from: "10.0.2.18", before: Double(second))
            }
            guard second > 72 else { continue }
            scene.receive("<46>db: checkpoint done", from: "10.0.2.31", before: Double(second))
            guard second < 102 else { continue }
            for number in 0..<(second % 5) * 2 {
                scene.receive("<43>db: cannot write block \(number)", from: "10.0.2.31", before: Double(second))
            }
        }
        for (address, lines) in [("10.0.2.17", 2_380), ("10.0.2.18", 81), ("10.0.2.31", 288)] {
            scene.count(address, lines: lines, bytes: lines * 40, connections: 1)
        }
        scene.tick()
        return scene
    }

    private static func screen(_ scene: inout Scene, _ columns: Int, _ rows: Int, _ capabilities: Capabilities)
        -> Screen
    {
        _ = scene.arranged(columns, rows)
        return LiveScreen.render(
            scene.model.arrange(
                for: Viewport(columns: columns, rows: rows, capabilities: capabilities, offset: 7_200),
                wallTime: scene.wall))
    }

    @Test("one row, or four where there is room", arguments: [(60, 16), (80, 24), (100, 30), (140, 40), (200, 50)])
    func sizes(columns: Int, rows: Int) {
        var scene = Self.incident()
        _ = scene.screen(columns, rows)
        scene.type("HE")
        GoldenScreen(scene.screen(columns, rows)).check("timeline-\(columns)x\(rows)")
    }

    @Test(
        "in ASCII, on a console and without colours, errors are another sign or tone", arguments: [(80, 24), (140, 40)])
    func capabilities(columns: Int, rows: Int) {
        let kinds = [
            ("ascii", Capabilities(unicode: false, symbols: false)), ("console", Capabilities(symbols: false)),
            ("mono", Capabilities(colours: false)),
        ]
        for (name, capabilities) in kinds {
            var scene = Self.incident()
            _ = scene.screen(columns, rows)
            scene.type("H")
            scene.type(.escape)
            let screen = Self.screen(&scene, columns, rows, capabilities)
            GoldenScreen(screen).check("timeline-\(name)-\(columns)x\(rows)")
            let timeline = scene.model.arrangement.layout.timeline
            let text = timeline.map { screen.text(row: $0) }.joined()
            #expect(capabilities.symbols || text.allSatisfy { $0.isASCII || $0 == "─" })
        }
    }

    @Test("marks, the filter that they make, and a ring that has turned over", arguments: [(80, 24), (140, 40)])
    func states(columns: Int, rows: Int) {
        var scene = Self.incident()
        _ = scene.screen(columns, rows)
        scene.type("HEm")
        scene.type(.left, .left, .left)
        GoldenScreen(scene.screen(columns, rows)).check("timeline-marked-\(columns)x\(rows)")
        scene.type("m")
        GoldenScreen(scene.screen(columns, rows)).check("timeline-zoomed-\(columns)x\(rows)")
        var turned = Self.incident(capacity: 256 << 10)
        _ = turned.screen(columns, rows)
        turned.type("H ")
        for number in 0..<1_800 { turned.receive("<30>nginx: GET /items/\(number) 200", from: "10.0.2.17") }
        GoldenScreen(turned.screen(columns, rows)).check("timeline-turned-\(columns)x\(rows)")
    }

    @Test(
        "a row tells when watched filters matched, by letters; where several did, by their number",
        arguments: [(80, 24), (140, 40)])
    func watches(columns: Int, rows: Int) {
        let saved = "writes:watch,red cannot write\nlink:watch eth0\ncheckpoint:watch checkpoint\nnever:watch zebra\n"
        for (name, capabilities) in [("", Capabilities()), ("-ascii", Capabilities(unicode: false, symbols: false))] {
            var scene = Self.incident()
            scene.model.state.saved = SavedFilters(Array(saved.utf8))
            _ = scene.screen(columns, rows)
            scene.type("HE")
            let screen = Self.screen(&scene, columns, rows, capabilities)
            GoldenScreen(screen).check("timeline-watches\(name)-\(columns)x\(rows)")
        }
    }

    @Test("every size is drawn within its bounds")
    func allSizes() {
        for (columns, rows) in [(40, 6), (59, 16), (60, 15), (60, 16), (61, 17), (99, 35), (100, 36), (300, 90)] {
            var scene = Self.incident()
            scene.model.state.saved = SavedFilters(Array("link:watch eth0\n".utf8))
            scene.type("H")
            let screen = scene.screen(columns, rows)
            for row in 0..<rows { #expect((0..<columns).reduce(0) { $0 + Int(screen[$1, row].width) } == columns) }
        }
    }
}
