// MarkScreenTests.swift: what watched filters and lines with a colour look like.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Pictures of marked lines")
struct MarkScreenTests {
    /// Two watched filters, three with a colour, and some lines that they match.
    private static func scene(filter: String = "") -> Scene {
        var scene = Scene.network(filter: filter)
        scene.model.state.saved = SavedFilters(
            Array(
                """
                logins:watch,green "POST /login"
                disk:watch "disk is full"
                fw:red peer:192.168.40.5
                quiet:blue host:web-*
                worst sev<=crit

                """.utf8))
        _ = scene.screen()
        let lines = [
            ("10.0.2.17", "<30>Aug 29 14:03:22 web-01 nginx[2211]: 10.1.4.9 - \"POST /login HTTP/1.1\" 401 44"),
            ("192.168.40.5", "<35>Aug 29 14:03:22 fw-core sshd[812]: error: maxstartups throttling"),
            ("10.0.2.32", "<24>Aug 29 14:03:22 db-01 app: the disk is full"),
        ]
        for (address, line) in lines { scene.receive(line, from: address) }
        _ = scene.arranged()
        scene.model.tick(events: [], wallTime: scene.wall)
        return scene
    }

    @Test(
        "matches stand in the title bar and are an event; lines have their colour",
        arguments: [(40, 6), (80, 24), (140, 40)])
    func panes(columns: Int, rows: Int) {
        var scene = Self.scene()
        GoldenScreen(scene.screen(columns, rows)).check("marks-\(columns)x\(rows)")
    }

    @Test("without UTF-8 the signs are the same")
    func ascii() {
        var scene = Self.scene()
        let screen = scene.screen(unicode: false)
        #expect(screen.cells.allSatisfy { $0.text.utf8.allSatisfy { $0 < 0x7F } })
        GoldenScreen(screen).check("marks-ascii-80x24")
    }

    @Test("the list says what each filter does", arguments: [(60, 20), (80, 24), (140, 40)])
    func list(columns: Int, rows: Int) {
        var scene = Self.scene()
        _ = scene.screen(columns, rows)
        scene.type("Bj")
        GoldenScreen(scene.screen(columns, rows)).check("marks-filters-\(columns)x\(rows)")
    }

    @Test("A shows a line that the filter hides among all lines, and says so", arguments: [(80, 24), (140, 40)])
    func jump(columns: Int, rows: Int) {
        var scene = Self.scene(filter: "peer:10.0.2.18")
        _ = scene.screen(columns, rows)
        scene.type("A")
        GoldenScreen(scene.screen(columns, rows)).check("marks-jump-\(columns)x\(rows)")
    }

    @Test("the count of matches is whole at every width, whatever stands beside it")
    func bounds() {
        var scene = Self.scene()
        for keys in ["", "k", " "] {
            scene.type(keys)
            for columns in 40...200 {
                let picture = scene.arranged(columns, 24)
                let title = LiveScreen.render(picture).text(row: 0)
                #expect(title.contains(" WATCH 2 "), "\(title)")
                #expect(title.contains("FOLLOW") || title.contains("SCROLL") || title.contains("PAUSED"))
            }
        }
    }
}
