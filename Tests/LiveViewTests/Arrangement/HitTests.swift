// HitTests.swift: a press hits what is drawn at its position.
import Testing

@testable import LiveView

@Suite("What the mouse hits")
struct HitTests {
    @Test(
        "is the line or the peer that is drawn in that row, whatever takes more rows than one",
        arguments: ["", "w", "wm"])
    func rows(keys: String) {
        var scene = Scene.network()
        for number in 0..<20 {
            scene.receive("<13>\(number) \(String(repeating: "x", count: number * 31 % 200)) end", from: "10.0.2.17")
        }
        _ = scene.screen()
        scene.type("kkkk")
        scene.type(keys)
        let screen = scene.screen()
        let picture = scene.arranged()
        var hits: [UInt64] = []
        for row in 0..<24 {
            switch picture.hit(column: 3, row: row) {
            case .line(let sequence):
                hits.append(sequence)
                let line = picture.stream.lines.first { $0.sequence == sequence }
                #expect(line?.rowsWithMark.contains(row) == true)
            case .peer(let peer): #expect(screen.text(row: row).dropFirst().hasPrefix(peer.address.prefix(8)))
            case .peerTitle(let number): #expect(number == 1 && screen.text(row: row).hasPrefix(" PEER"))
            case .bucket: Issue.record("the timeline is closed")
            case nil:
                let text = screen.text(row: row)
                let isSum = text.hasPrefix(" others ") || text.hasPrefix(" err ")
                #expect(picture.pane(at: row) == nil || text.isEmpty || isSum)
            }
        }
        #expect(hits == hits.sorted() && Set(hits) == Set(picture.stream.lines.map(\.sequence)))
        #expect(hits.count == picture.layout.stream.count)
    }

    @Test("is nothing of the panes while something lies over them")
    func covered() {
        var scene = Scene.network()
        scene.type("?")
        let picture = scene.arranged()
        #expect((0..<24).allSatisfy { picture.hit(column: 3, row: $0) == nil })
    }

    @Test("is what the keys before have brought there, though there was no picture of it")
    func fast() {
        var scene = Scene.network()
        _ = scene.screen()
        let row = scene.arranged().layout.stream.lowerBound
        scene.type("g")
        _ = scene.model.press(column: 30, row: row)
        #expect(scene.model.state.selectedLine == 1)
    }
}
