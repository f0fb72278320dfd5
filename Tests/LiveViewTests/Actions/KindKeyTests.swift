// KindKeyTests.swift: keys in the box of kinds, and the filters that they write.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Keys in the kinds of lines")
struct KindKeyTests {
    /// Three lines of one kind, two of another, one of a third.
    private static func scene(filter: String = "") -> Scene {
        var scene = Scene(filter: filter)
        for user in ["bob", "al", "cy"] { scene.receive("user \(user) logged in", from: "10.0.0.1", before: 600) }
        for number in 1...2 { scene.receive("took \(number) ms", from: "10.0.0.2", before: 200) }
        scene.receive("disk is full", from: "10.0.0.3")
        scene.tick()
        return scene
    }

    private static func matches(_ scene: inout Scene) -> Int {
        _ = scene.screen()
        return scene.model.tables.pager.stream.index?.matches ?? -1
    }

    @Test("Enter shows only lines of the kind, x hides them, and again shows them")
    func filters() {
        var scene = Self.scene()
        _ = scene.screen()
        scene.type("P")
        _ = scene.screen()
        scene.type(.enter)
        #expect(Self.matches(&scene) == 3)
        #expect(scene.model.state.overlay == nil)
        let only = scene.model.state.filter
        #expect(only.hasPrefix("kind:") && only.count == 13)
        scene.type("P")
        _ = scene.screen()
        scene.type("j")
        scene.type(.enter)
        #expect(Self.matches(&scene) == 2)
        scene.type("aP")
        _ = scene.screen()
        scene.type("x")
        #expect(scene.model.state.filter == "!" + only)
        #expect(scene.screen().text.contains("hidden  user bob logged in"))
        #expect(Self.matches(&scene) == 3)
        scene.type("x")
        #expect(scene.model.state.filter == "")
    }

    @Test(
        "a kind that was hidden under an ID that it had before is shown by Enter, and by x",
        arguments: [Key.enter, "x".keys[0]])
    func earlierID(key: Key) throws {
        var scene = Scene()
        scene.receive("user bob logged in", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("P")
        _ = scene.screen()
        scene.type("x")
        #expect(Self.matches(&scene) == 0)
        // The kind covers more lines now, and has another ID.
        scene.receive("user al logged in", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type(key)
        _ = scene.screen()
        #expect(!scene.model.state.filter.contains("!kind:"))
        #expect(scene.model.state.filter.isEmpty || Self.matches(&scene) == 2)
    }

    @Test(
        "kinds that a term typed by hand hides are shown as hidden, and x shows one of them again",
        arguments: ["!kind:", "-kind:", "NOT kind:", "!kind="])
    func typedTerm(sign: String) throws {
        var scene = Self.scene()
        _ = scene.screen()
        scene.type("P")
        _ = scene.screen()
        let all = try #require(scene.model.tables.kinds).table.all
        let ids = all.sorted { $0.count > $1.count }.map { String(kind: $0.id) }
        scene.type(.escape, .character("f"))
        scene.type("\(sign)\(ids[0]),\(ids[2])")
        scene.type(.enter)
        #expect(Self.matches(&scene) == 2)
        scene.type("P")
        let text = scene.screen().text
        #expect(text.contains("hidden  user bob logged in") && text.contains("hidden  disk is full"))
        scene.type("x")
        #expect(scene.model.state.filter == "!kind:\(ids[2])")
        #expect(Self.matches(&scene) == 5)
        scene.type("x")
        #expect(scene.model.state.filter == "!kind:\(ids[2]) !kind:\(ids[0])")
        scene.type(.enter)
        #expect(scene.model.state.filter == "!kind:\(ids[2]) kind:\(ids[0])")
    }

    @Test("a filter by kind finds the lines by which the kind grows later, also in a saved selection")
    func growing() throws {
        var scene = Scene()
        scene.receive("user bob logged in", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("P")
        _ = scene.screen()
        scene.type(.enter)
        #expect(Self.matches(&scene) == 1)
        scene.receive("user al logged in", from: "10.0.0.1")
        scene.receive("disk is full", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        #expect(Self.matches(&scene) == 2)
        var saved = 0
        try scene.model.selection(.matching).walk { _, _ in
            saved += 1
            return true
        }
        #expect(saved == 2)
    }

    @Test("a filter from another session has its kinds counted, and finds them")
    func otherSession() {
        var first = Self.scene()
        _ = first.screen()
        first.type("P")
        _ = first.screen()
        first.type(.enter)
        var second = Self.scene(filter: first.model.state.filter)
        #expect(Self.matches(&second) == 3)
    }

    @Test("N leaves kinds whose first line came within the last minutes")
    func newKinds() {
        var scene = Self.scene()
        _ = scene.screen()
        scene.type("P")
        for (key, rows) in [("", 3), ("N", 1), ("N", 2), ("N", 3), ("N", 3)] {
            if !key.isEmpty { scene.type(key) }
            #expect(scene.arranged().box?.content.kinds.count == rows)
        }
    }

    @Test("the selected kind stays selected while others overtake it; at the top it is the most frequent one")
    func selection() {
        var scene = Self.scene()
        _ = scene.screen()
        scene.type("P")
        _ = scene.screen()
        scene.type("j")
        #expect(scene.screen().text.contains("took 1 ms"))
        let number = scene.model.arrangement.box?.content.kinds[1]
        for _ in 0..<9 { scene.receive("disk is full", from: "10.0.0.3") }
        scene.tick()
        var box = scene.arranged().box
        #expect(box?.content.selection == 2 && box?.content.kinds[2] == number)
        scene.type("kk")
        box = scene.arranged().box
        #expect(box?.content.selection == 0)
        for _ in 0..<30 { scene.receive("took 9 ms", from: "10.0.0.3") }
        scene.tick()
        box = scene.arranged().box
        #expect(box?.content.selection == 0 && box?.content.kinds[0] == number)
    }

    @Test("IDs that are none are refused")
    func wrongIDs() {
        for text in ["kind:", "kind:12", "kind:zebra123", "kind<=3f2a91c0"] {
            #expect(throws: FilterProblem.self) { try FilterParser.parse(text) }
        }
    }
}
