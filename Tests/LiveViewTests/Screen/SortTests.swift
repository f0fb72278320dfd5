// SortTests.swift: the sort column of the table of peers is visible at every width.
import CollectorCore
import Testing

@testable import LiveView

@Suite("The order of the peers")
struct SortTests {
    private static func title(_ scene: inout Scene, _ columns: Int = 80, _ rows: Int = 24) -> String {
        scene.screen(columns, rows).text.split(separator: "\n").first { $0.contains("PEER") }.map(String.init) ?? ""
    }

    @Test("0 sorts by errors, and shows them where the screen had no room for them before")
    func errors() {
        var scene = Scene.network()
        #expect(!Self.title(&scene).contains("ERR"))
        scene.type(.tab, .character("0"))
        #expect(Self.title(&scene).contains("ERR/60s▾"))
        let first = scene.screen().text.split(separator: "\n").first { $0.contains(" 192.168.40.5 ") }
        #expect(first != nil)
        let errors = scene.model.tables.peers.addresses.map {
            scene.model.tables.peers[PeerKey($0)]?.errors.sum(over: 60) ?? 0
        }
        #expect(errors == errors.sorted(by: >) && errors[0] > 0)
        scene.type("0")
        #expect(Self.title(&scene).contains("ERR/60s▴"))
    }

    @Test("every column but the curve can be sorted by at 80 columns, and the title says which")
    func everyColumn() {
        var scene = Scene.network()
        scene.type(.tab)
        var seen: Set<PeerColumn> = []
        for _ in PeerColumn.allCases {
            let column = scene.model.state.sort.column
            seen.insert(column)
            let title = Self.title(&scene)
            #expect(title.contains("▾"), "\(column): \(title)")
            let placed = scene.arranged().peers.columns.map(\.column)
            #expect(placed.contains(column), "\(column)")
            scene.type(">")
        }
        #expect(seen == Set(PeerColumn.allCases).subtracting([.spark, .collector, .name]))
    }

    @Test("where there is no room for the column, the first title names it; so does the line of a low screen")
    func narrow() {
        var scene = Scene.network()
        scene.type(.tab, .character("0"))
        #expect(Self.title(&scene, 40, 20).contains("PEER by ERR/60s"))
        #expect(scene.screen(80, 12).text.contains("  by ERR/60s"))
        scene.model.state.hiddenColumns = [.errors]
        #expect(Self.title(&scene).contains("PEER by ERR/60s▾"))
    }

    @Test("dim rows are those that the filter hides; a peer without a connection has a sign, in any colours")
    func dim() throws {
        var scene = Scene.network(filter: "peer:10.0.2.0/24")
        let screen = scene.screen(100, 30)
        let gone = try #require((0..<screen.rows).first { screen.text(row: $0).hasPrefix("○10.0.2.32") })
        #expect(!screen[2, gone].style.attributes.contains(.dim))
        let other = try #require((0..<screen.rows).first { screen.text(row: $0).hasPrefix(" 192.168.40.5") })
        #expect(screen[2, other].style.attributes.contains(.dim))
        #expect(scene.screen(100, 30, unicode: false).text.contains("o10.0.2.32"))
    }
}
