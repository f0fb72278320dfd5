// MouseTests.swift: what a press and the wheel do, depending on their position.
import Testing

@testable import LiveView

@Suite("The mouse")
struct MouseTests {
    /// A screen of 80x24, and its row that has a text after the column of the marker.
    private func row(_ text: String, in scene: inout Scene) throws -> Int {
        let screen = scene.screen()
        return try #require((0..<24).first { screen.text(row: $0).dropFirst().hasPrefix(text) })
    }

    private func press(_ scene: inout Scene, _ column: Int, _ row: Int) -> Effect {
        scene.model.press(column: column, row: row)
    }

    @Test("picks a peer with one press, and shows its lines with the next")
    func peer() throws {
        var scene = Scene.network()
        let row = try row("192.168.40.5", in: &scene)
        #expect(press(&scene, 5, row) == .none)
        #expect(scene.model.state.focus == .peers)
        #expect(scene.model.state.selectedPeer == "192.168.40.5")
        _ = press(&scene, 5, row)
        #expect(scene.model.state.filter == "peer:192.168.40.5")
        #expect(scene.model.state.focus == .stream)
    }

    @Test("sorts by the column whose title is pressed, and turns the order round with the next press")
    func sorting() throws {
        var scene = Scene.network()
        let titles = try row("PEER", in: &scene)
        let text = scene.screen().text(row: titles)
        let column = try #require(text.ranges(of: "TOTAL").first)
        let start = text.distance(from: text.startIndex, to: column.lowerBound)
        _ = press(&scene, start, titles)
        #expect(scene.model.state.sort.column == .total)
        #expect(!scene.model.state.sort.isReversed)
        _ = press(&scene, start, titles)
        #expect(scene.model.state.sort.isReversed)
    }

    @Test("picks a line with one press, and opens it with the next")
    func line() throws {
        var scene = Scene.network()
        _ = scene.screen()
        let row = scene.arranged().layout.stream.lowerBound
        _ = press(&scene, 30, row + 2)
        #expect(scene.model.state.selectedLine == scene.page[2])
        #expect(scene.model.state.overlay == nil)
        _ = press(&scene, 30, row + 2)
        #expect(scene.model.state.overlay != nil)
        // A press on a box does not reach the panes below.
        _ = press(&scene, 5, 5)
        #expect(scene.model.state.focus == .stream)
    }

    @Test("scrolls with the wheel what is under it, and leaves a line that is typed alone")
    func wheel() throws {
        var scene = Scene.network()
        let peers = try row("10.0.2.17", in: &scene)
        scene.model.wheel(1, row: peers)
        #expect(scene.model.state.selectedPeer?.address == scene.model.tables.peers.addresses[2])
        scene.model.wheel(-1, row: 20)
        #expect(scene.model.state.focus == .stream)
        #expect(!scene.model.state.follows)
        scene.type("f")
        scene.type("abc")
        scene.model.wheel(-1, row: 20)
        #expect(scene.model.state.prompt?.text == "abc")
    }

    @Test("does nothing where there is nothing", arguments: [(0, 0), (79, 23), (40, 21), (200, 90), (-1, -1)])
    func nothing(column: Int, row: Int) {
        for (columns, rows) in [(80, 24), (40, 6), (20, 3), (60, 12)] {
            var scene = Scene.network()
            _ = scene.screen(columns, rows)
            _ = scene.model.press(column: column, row: row)
            scene.model.wheel(1, row: row)
        }
    }
}
