// NearestLineTests.swift: where the view goes when the lines in sight are filtered out or cleared.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Lines that make way for others")
struct NearestLineTests {
    private static func scene(_ lines: Int = 200, needles: Set<Int> = [20, 21, 90]) -> Scene {
        var scene = Scene()
        for number in 1...lines {
            let word = needles.contains(number) ? "needle" : "other"
            scene.receive("<6>\(word) \(number)", from: "10.0.0.\(needles.contains(number) ? 9 : 1)")
        }
        scene.tick()
        _ = scene.screen()
        return scene
    }

    @Test("a filter that nothing in sight passes goes to the nearest line that does, also where that is older")
    func filtered() {
        var scene = Self.scene()
        scene.type("kf")
        scene.type("needle")
        // Temporarily, while it is typed.
        #expect(scene.screen().text.contains("needle 90"))
        #expect(scene.model.state.selectedLine == 199)
        scene.type(.enter)
        let picture = scene.screen().text
        #expect(picture.contains("needle 20") && picture.contains("needle 90") && !picture.contains("no match"))
        #expect(scene.model.state.selectedLine == 90 && !scene.model.state.follows)
        #expect(picture.contains(" 3 of 200 held ") && picture.contains("SCROLL 0 below "))
        scene.type("a")
        #expect(scene.page.contains(90))
    }

    @Test("Esc leaves a filter that was only typed, and the line that was selected before")
    func cancelled() {
        var scene = Self.scene()
        scene.type("kk")
        let before = scene.page
        scene.type("f")
        scene.type("needle")
        _ = scene.screen()
        scene.type(.escape)
        #expect(scene.page == before && scene.model.state.selectedLine == 198)
    }

    @Test("only where no line matches, the pane says so")
    func nothing() {
        var scene = Self.scene()
        scene.type("kf")
        scene.type("absent")
        scene.type(.enter)
        #expect(scene.screen().text.contains("no match in 200 lines: a shows all"))
        // No key acts on a line out of sight.
        #expect(scene.model.state.selectedLine == nil)
        scene.type("x")
        #expect(scene.model.state.filter == "absent")
    }

    @Test("the line that keys act on is in sight when the filter lets more through again")
    func unfiltered() {
        var scene = Self.scene()
        scene.type("f")
        scene.type("needle")
        scene.type(.enter)
        scene.type("k")
        let line = scene.model.state.selectedLine
        scene.type("a")
        #expect(line != nil && scene.model.state.selectedLine == line && scene.page.contains(line ?? 0))
    }

    @Test("what is cleared is not counted, found or saved, and every screen says that it is cleared")
    func cleared() {
        var scene = Self.scene()
        scene.type("C")
        for number in 201...203 { scene.receive("<6>needle \(number)", from: "10.0.0.9") }
        for (columns, rows) in [(60, 20), (80, 24), (140, 40)] {
            let picture = scene.screen(columns, rows).text
            #expect(picture.contains(" 3 of 203 held · cleared "), "\(picture)")
            #expect(picture.contains("needle 201") && !picture.contains("other 200"), "\(picture)")
        }
        #expect(scene.screen(80, 8).text.contains("cleared: 3 of 203"))
        scene.type("/needle")
        scene.type(.enter)
        #expect(scene.arranged().searchResult?.count == 3)
        scene.type(.escape)
        scene.type("a")
        #expect(scene.screen().text.contains("C brings the cleared lines back"))
        scene.type("C")
        #expect(scene.screen().text.contains(" 203 lines held ") && !scene.screen().text.contains("· cleared"))
    }

    @Test("a pause that is cleared keeps what came since it")
    func clearedWhilePaused() {
        var scene = Self.scene()
        scene.type(" ")
        for number in 201...205 { scene.receive("<6>new \(number)", from: "10.0.0.9") }
        scene.type("C")
        let picture = scene.screen().text
        #expect(picture.contains("PAUSED +5 ") && picture.contains("the view is cleared"), "\(picture)")
        scene.type(" ")
        #expect(scene.screen().text.contains("new 201") && scene.arranged().stream.page.count == 5)
    }

    @Test("a field that is half typed leaves the pane as it was, alone or behind other words")
    func halfTyped() {
        var scene = Self.scene()
        scene.receive("<3>needle and more", from: "10.0.0.9")
        _ = scene.screen()
        let before = scene.page
        scene.type("f")
        for character in "sev<=w" {
            scene.type(.character(character))
            #expect(scene.page == before, "\(scene.model.state.prompt?.text ?? "")")
        }
        scene.type("arn")
        #expect(scene.page == [201])
        scene.type(.control("u"))
        scene.type("needle")
        #expect(scene.page == [20, 21, 90, 201])
        scene.type(" ")
        for character in "peer:" {
            scene.type(.character(character))
            #expect(scene.page == [20, 21, 90, 201], "\(scene.model.state.prompt?.text ?? "")")
        }
        // A finished word is text, even if it could have become a field.
        scene.type(.control("u"))
        scene.type("more ")
        #expect(scene.page == [201])
    }

    @Test("G ends a pause, as it shows the newest line")
    func newest() {
        var scene = Self.scene()
        scene.type(" ")
        scene.receive("<6>new", from: "10.0.0.9")
        scene.type("G")
        #expect(scene.page.last == 201 && scene.screen().text.contains(" FOLLOW "))
    }

    @Test("a shift that a search made ends with it, and the title tells of it on every screen")
    func shift() {
        var scene = Scene()
        scene.receive("<6>begin \(String(repeating: "x", count: 200)) needle", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("/needle")
        scene.type(.enter)
        #expect(scene.screen().text.contains("from column ") && !scene.screen().text.contains("begin xx"))
        #expect(scene.screen(60, 20).text.contains("· col "))
        scene.type(.escape)
        scene.type("G")
        #expect(scene.screen().text.contains("begin xx") && !scene.screen().text.contains("from column"))
        // A pause made by hand stays.
        scene.type(.right)
        scene.type(.escape)
        scene.type("G")
        #expect(scene.model.state.sideways == 8)
    }

    @Test("Ctrl-C asks where q asks: while a connection is open")
    func ending() {
        var scene = Self.scene()
        scene.count("10.0.0.1", lines: 1, bytes: 1, connections: 1)
        scene.tick()
        #expect(scene.model.handle(.control("c")) == .none)
        scene.type(.escape)
        scene.clock.advance(3)
        scene.count("10.0.0.1", lines: 0, bytes: 0, connections: 0)
        scene.tick()
        #expect(scene.model.handle(.control("c")) == .end)
    }

    @Test("what is too long for the title or the filter line is cut with a sign")
    func cut() {
        var scene = Self.scene()
        scene.type("f")
        scene.type("needle OR \(String(repeating: "y", count: 90))")
        scene.type(.enter)
        let rows = scene.screen().text.split(separator: "\n")
        #expect(rows.contains { $0.hasPrefix("── stream: needle") && $0.contains("y›─") }, "\(rows)")
        #expect(rows.contains { $0.hasPrefix(" filter> needle") && $0.contains("y› ") }, "\(rows)")
    }

    @Test("what is said to be saved from the screen is what is saved")
    func savedCount() throws {
        var scene = Scene()
        for number in 1...40 {
            scene.receive("\(number) \(String(repeating: "x", count: number * 17))", from: "10.0.0.1")
        }
        scene.tick()
        _ = scene.screen()
        scene.type("wgjs")
        let picture = scene.screen().text
        var count = 0
        try scene.model.selection(.screen).walk { _, _ in
            count += 1
            return true
        }
        #expect(count > 1 && picture.contains("on the screen: \(count) "), "\(count): \(picture)")
    }
}
