// ColourKeyTests.swift: lines with a colour, and the keys that go from one to the next.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Lines with a colour")
struct ColourKeyTests {
    private static func scene(_ file: String, filter: String = "") -> Scene {
        var scene = Scene(filter: filter)
        for number in 1...60 {
            scene.receive(
                "line \(number)\(number % 20 == 0 ? " bad" : "")\(number % 30 == 0 ? " worse" : "")", from: "10.0.0.1")
        }
        scene.model.state.saved = SavedFilters(Array(file.utf8))
        scene.tick()
        _ = scene.screen()
        return scene
    }

    /// The colours of the lines in sight, by their numbers.
    private static func colours(_ scene: inout Scene) -> [UInt64: FilterColour] {
        let lines = scene.arranged().stream.lines
        return Dictionary(
            uniqueKeysWithValues: lines.compactMap { line in
                line.content.colour.map { (line.sequence, $0) }
            })
    }

    @Test("c steps through the colours; of several filters the first one decides; nothing is hidden")
    func colouring() {
        var scene = Self.scene("bad bad\nworse worse\n")
        #expect(Self.colours(&scene).isEmpty)
        scene.type("B")
        #expect(scene.model.handle("c".keys[0]) == .changeSavedFilters(.colour(name: "bad", .red)))
        scene.type("jcc")
        #expect(scene.model.state.saved.filters.map(\.colour) == [.red, .green])
        #expect(scene.screen().text.contains("A line has the colour of the first filter above that matches it."))
        scene.type(.escape)
        #expect(Self.colours(&scene) == [60: .red])
        scene.type("Bcccccc")
        #expect(scene.model.state.saved.filters[0].colour == nil)
        scene.type(.escape)
        #expect(Self.colours(&scene) == [60: .green])
        #expect(scene.model.arrangement.counts.shown == 60)
    }

    @Test("a colour by age ends with time")
    func age() {
        var scene = Self.scene("young:cyan age<10s bad\n")
        #expect(Self.colours(&scene) == [60: .cyan])
        scene.wall.nanoseconds += 20_000_000_000
        scene.tick()
        #expect(Self.colours(&scene).isEmpty)
        scene.receive("bad", from: "10.0.0.1")
        #expect(Self.colours(&scene) == [61: .cyan])
    }

    @Test("a sign in front of the text tells the colour without colours, on each row and at every width")
    func signs() {
        var scene = Self.scene("bad:yellow bad\n")
        scene.receive("bad " + String(repeating: "x", count: 300), from: "10.0.0.1")
        scene.type("w")
        for (columns, keys) in [(80, ""), (140, ""), (200, ""), (59, ""), (40, ""), (40, "c j j jj "), (80, "")] {
            scene.type(keys)
            scene.type(.escape)
            let picture = scene.arranged(columns, 24, unicode: false)
            let screen = LiveScreen.render(picture)
            let place = picture.stream.columns.colour.lowerBound
            for line in picture.stream.lines {
                for row in line.rows {
                    let cell = screen[place, row]
                    let isMarked = cell.text == "y" && cell.style == Style(.yellow, .reverse)
                    #expect(isMarked == (line.content.colour != nil), "\(columns): \(screen.text)")
                }
            }
            #expect(picture.stream.lines.contains { $0.content.colour != nil && $0.rows.count > 1 })
        }
    }

    @Test("n and N go between lines with a colour that the filter lets through, unless a search is shown")
    func keys() {
        var scene = Self.scene("bad:red bad\nworse:blue worse\n")
        func goes(_ keys: String, to line: UInt64?) {
            scene.type(keys)
            #expect(scene.model.state.selectedLine == line, "\(keys)")
            _ = scene.screen()
        }
        goes("N", to: 60)
        goes("N", to: 40)
        goes("N", to: 30)
        goes("n", to: 40)
        scene.type("/line 3")
        scene.type(.enter)
        goes("gn", to: 3)
        goes("n", to: 30)
        goes("n", to: 31)
        #expect(scene.model.state.showsSearch)
        // Esc ends the search.
        scene.type(.escape)
        goes("gn", to: 20)
        scene.type("f")
        scene.type("worse")
        scene.type(.enter)
        _ = scene.screen()
        goes("gn", to: 60)
        goes("n", to: 60)
        #expect(scene.model.state.hint?.text == "no line with a colour after this one")
        // New lines are found too.
        scene.receive("worse still", from: "10.0.0.1")
        _ = scene.screen()
        goes("n", to: 61)
    }

    @Test("without colours, n is the search alone")
    func noColours() {
        var scene = Self.scene("bad bad\n")
        scene.type("n")
        #expect(scene.model.state.hint?.text == "no search yet: / starts one")
        scene.type("/bad")
        scene.type(.enter, .escape)
        scene.type("N")
        #expect(scene.model.state.showsSearch)
    }
}
