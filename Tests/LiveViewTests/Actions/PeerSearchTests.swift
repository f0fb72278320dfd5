// PeerSearchTests.swift: a search in the table of peers.
import CollectorCore
import Testing

@testable import LiveView

@Suite("The search for a peer")
struct PeerSearchTests {
    private static func scene(_ keys: String) -> Scene {
        var scene = Scene.network()
        _ = scene.screen()
        scene.type(.tab)
        scene.type("/" + keys)
        return scene
    }

    @Test("goes to the peer with that in its address, and n and N go round")
    func address() {
        var scene = Self.scene("10.0.2.")
        #expect(scene.screen().text.contains("find peer> 10.0.2."))
        scene.type(.enter)
        let found = ["10.0.2.17", "10.0.2.18", "10.0.2.32", "10.0.2.99"]
        #expect(scene.model.state.selectedPeer?.address == found[0])
        #expect(scene.screen(40, 10).text.contains("10.0.2.17: match 1 of 4"), "also where the table has no room")
        var seen = [found[0]]
        for _ in 0..<4 {
            scene.type("n")
            seen.append(scene.model.state.selectedPeer?.address ?? "")
        }
        #expect(seen.dropLast().sorted() == found && seen.last == found[0])
        scene.type("N")
        #expect(scene.model.state.selectedPeer?.address == seen[3])
        #expect(scene.model.state.search.isEmpty, "the search in the stream is another")
        #expect(scene.model.state.focus == .peers)
    }

    @Test("marks what it finds until Esc")
    func marks() {
        var scene = Self.scene("168")
        scene.type(.enter)
        func marked() -> String {
            let screen = scene.screen()
            let cells = (0..<screen.rows).flatMap { row in (0..<screen.columns).map { screen[$0, row] } }
            return cells.filter { $0.style.role == .match }.map(\.text).joined()
        }
        #expect(marked() == "168")
        scene.type(.escape)
        #expect(marked() == "")
    }

    @Test("finds the name that messages claim, in either case")
    func host() {
        var scene = Self.scene("FW-")
        scene.type(.enter)
        #expect(scene.model.state.selectedPeer == "192.168.40.5")
    }

    @Test("that finds nothing says so, and leaves the selection")
    func nothing() {
        var scene = Self.scene("zebra")
        scene.type(.enter)
        #expect(scene.model.state.hint?.text == "no peer matches zebra" && scene.model.state.selectedPeer == nil)
        var fresh = Self.scene("")
        fresh.type(.escape)
        fresh.type("n")
        #expect(fresh.model.state.hint?.text == "no search yet: / starts one")
    }

    @Test("a search that Tab turned to the stream goes on in the stream")
    func turned() {
        var scene = Self.scene("refused")
        scene.type(.tab, .tab, .enter)
        #expect(scene.model.state.search == "refused" && scene.model.state.focus == .stream)
    }
}
