// WatchKeyTests.swift: filters are watched from their list, and A goes to what they matched.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Keys for watched filters")
struct WatchKeyTests {
    /// A view with saved filters, in which some lines have arrived before.
    private static func scene(_ file: String, filter: String = "") -> Scene {
        var scene = Scene(filter: filter)
        for number in 1...30 { scene.receive("before \(number)", from: "10.0.0.1") }
        scene.model.state.saved = SavedFilters(Array(file.utf8))
        scene.tick()
        _ = scene.screen()
        return scene
    }

    private static func hint(_ scene: Scene) -> String { scene.model.state.hint?.text ?? "" }

    private static func selected(_ scene: inout Scene) -> UInt64? {
        let text = scene.screen().text
        guard let line = scene.model.state.selectedLine else { return nil }
        #expect(scene.page.contains(line), "\(text)")
        return line
    }

    @Test("w in the list watches a saved filter: it counts from then on, in the header and in the list")
    func watching() {
        var scene = Self.scene("oom out of memory\nfw 10.9.9.9\n")
        scene.receive("out of memory", from: "10.0.0.1")
        scene.type("B")
        #expect(scene.model.handle("w".keys[0]) == .changeSavedFilters(.watch(name: "oom", true)))
        #expect(scene.screen().text.contains("watched, 0 new"))
        #expect(!scene.screen().text.contains("WATCH"))
        scene.receive("out of memory again", from: "10.0.0.2")
        let text = scene.screen().text
        #expect(text.contains("watched, 1 new") && text.contains(" WATCH 1 "))
        #expect(scene.model.handle("w".keys[0]) == .changeSavedFilters(.watch(name: "oom", false)))
        #expect(!scene.screen().text.contains("WATCH") && !scene.screen().text.contains("watched,"))
    }

    @Test("a filter that is watched at the start counts the lines that are held, of the collector that it names")
    func start() {
        let held = Scene.several()
        var settings = ViewSettings()
        settings.saved = SavedFilters(Array("one:watch at:web1\nall:watch message\n".utf8))
        let clock = held.clock
        var model = LiveModel(held.collector, settings, clock: { clock.now }, wallTime: held.wall)
        while model.work(until: { false }) {}
        #expect(model.tables.watches.list.map(\.count) == [25, 40])
    }

    @Test("only a saved filter that is right is watched, and no more than eight")
    func refusals() {
        var scene = Self.scene("wrong sev<=loud\n" + (1...9).map { "n\($0) line\($0)\n" }.joined(), filter: "before")
        scene.type("Bw")
        #expect(Self.hint(scene).contains("only a saved filter can be watched"))
        scene.type("jw")
        #expect(Self.hint(scene).contains("unknown severity"))
        scene.type("c")
        #expect(scene.model.state.saved.filters[0].colour == nil)
        scene.type("jwjwjwjwjwjwjwjw")
        #expect(scene.model.state.saved.filters.count(where: \.isWatched) == 8)
        scene.type("jw")
        #expect(Self.hint(scene).contains("8 filters are watched, not more"))
        #expect(scene.model.tables.watches.list.count == 8)
        // A file that was edited by hand may name more.
        scene.model.state.saved = SavedFilters(Array((1...9).map { "n\($0):watch line\($0)\n" }.joined().utf8))
        #expect(scene.screen().text.contains("not watched: too many are"))
    }

    @Test("A goes to the first new line, then from one to the next, and counts as looking")
    func walking() {
        var scene = Self.scene("oom:watch memory\nfw:watch 10.9.9.9\n")
        for number in 1...50 {
            scene.receive("line \(number)\(number % 20 == 0 ? " memory" : "")", from: "10.0.0.1")
            if number == 30 { scene.receive("a word", from: "10.9.9.9") }
        }
        #expect(scene.screen().text.contains(" WATCH 3 "))
        scene.type("A")
        #expect(Self.hint(scene) == "oom: first of 3 new ones")
        #expect(Self.selected(&scene) == 50)
        #expect(!scene.screen().text.contains("WATCH"))
        scene.receive("memory at last", from: "10.0.0.1")
        #expect(scene.screen().text.contains(" WATCH 1 "))
        var lines: [UInt64?] = []
        // One may look around between them.
        for name in ["fw", "oom", "oom"] {
            scene.type("jjA")
            #expect(Self.hint(scene) == "\(name): next")
            lines.append(Self.selected(&scene))
        }
        #expect(lines == [61, 71, 82])
        scene.type("kkkA")
        #expect(Self.hint(scene) == "oom: the last one" && Self.selected(&scene) == 82)
        // From the end, where nothing is new, it comes back.
        scene.type("GA")
        #expect(Self.hint(scene) == "oom: none is new; the last one" && Self.selected(&scene) == 82)
        scene.receive("memory", from: "10.0.0.1")
        _ = scene.screen()
        scene.type("GA")
        #expect(Self.hint(scene) == "oom: 1 new one" && Self.selected(&scene) == 83)
    }

    @Test("A line that the filter hides, that was cleared or came after the pause is shown all the same")
    func hidden() {
        var scene = Self.scene("oom:watch memory\n", filter: "before")
        scene.receive("memory one", from: "10.0.0.1")
        _ = scene.screen()
        scene.type("A")
        #expect(Self.selected(&scene) == 31 && scene.model.state.filter == "")
        #expect(Self.hint(scene).hasSuffix("; v brings the filter back"))
        scene.type("v")
        #expect(scene.model.state.filter == "before")
        scene.type("a")
        scene.receive("memory two", from: "10.0.0.1")
        _ = scene.screen()
        scene.type("CA")
        #expect(Self.selected(&scene) == 32 && scene.model.state.clearedBefore == 0)
        scene.type("G ")
        _ = scene.screen()
        scene.receive("memory three", from: "10.0.0.1")
        #expect(scene.screen().text.contains(" WATCH 1  PAUSED +1 unseen "))
        scene.type("A")
        #expect(Self.selected(&scene) == 33)
        #expect(scene.screen().text.contains(" PAUSED +0 unseen "))
        // From the table of peers it goes to the stream.
        scene.type(.tab, .character("z"))
        _ = scene.screen()
        scene.type("A")
        #expect(Self.selected(&scene) == 33 && scene.model.state.focus == .stream)
    }

    @Test("lines that are no longer held are said; where nothing is watched, A says how")
    func gone() {
        var scene = Scene(capacity: 256 << 10)
        scene.tick()
        _ = scene.screen()
        scene.type("A")
        #expect(Self.hint(scene).hasPrefix("nothing is watched: B lists"))
        scene.model.state.saved = SavedFilters(Array("oom:watch memory\n".utf8))
        _ = scene.screen()
        scene.type("A")
        #expect(Self.hint(scene) == "none is new; no watched line is held")
        func flood(_ word: String, _ count: Int) {
            for number in 0..<count { scene.receive("\(word) \(number)", from: "10.0.0.1") }
            _ = scene.screen()
        }
        flood("memory", 3)
        for _ in 0..<60 { flood("other", 500) }
        #expect(scene.feed.window().evicted > 3)
        #expect(scene.screen().text.contains(" WATCH 3 "))
        scene.type("A")
        #expect(Self.hint(scene) == "3 new ones, evicted; no watched line is held")
        #expect(!scene.screen().text.contains("WATCH"))
        // All at once: nobody could test the first of them.
        for number in 0..<60_000 { scene.receive("memory \(number)", from: "10.0.0.1") }
        let text = scene.screen().text
        #expect(text.contains(/WATCH [0-9.k]+\+/))
        let missed = scene.model.tables.watches.missed
        #expect(missed > 0 && missed + scene.model.tables.watches.total == 60_000)
        scene.type("A")
        #expect(Self.hint(scene).contains("\(NumberText.count(missed, "line")) not tested"))
    }

    @Test("what matched is an event and a notice, at most once in 10 s; A takes the event away")
    func events() {
        var scene = Self.scene("oom:watch memory\n")
        func tick() -> Bool {
            _ = scene.arranged()
            scene.clock.advance(1)
            scene.wall.nanoseconds += 1_000_000_000
            return scene.model.tick(
                events: [
                    FeedNote(
                        "handler remote is back", at: WallTime(nanoseconds: scene.wall.nanoseconds - 5_000_000_000))
                ],
                wallTime: scene.wall)
        }
        #expect(!tick())
        scene.receive("out of memory", from: "10.0.0.1")
        #expect(tick())
        #expect(
            scene.model.tables.events == ["[0s ago] watched: oom 1; A goes there", "[5s ago] handler remote is back"])
        scene.receive("out of memory", from: "10.0.0.1")
        #expect((0..<12).count { _ in tick() } == 1)
        #expect(scene.model.tables.events.contains("[2s ago] watched: oom 2; A goes there"))
        scene.type("A")
        #expect(scene.model.tables.events == ["[5s ago] handler remote is back"])
    }

    @Test("a filter by kind is watched as its kind grows")
    func kinds() throws {
        var scene = Scene()
        scene.receive("user bob logged in", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("P")
        _ = scene.screen()
        scene.type(.enter)
        let filter = scene.model.state.filter
        scene.model.state.saved = SavedFilters(Array("logins:watch \(filter)\n".utf8))
        _ = scene.screen()
        for user in ["al", "cy", "di"] {
            scene.receive("user \(user) logged in", from: "10.0.0.1")
            _ = scene.screen()
        }
        scene.receive("user eve logged in", from: "10.0.0.1")
        _ = scene.screen()
        #expect(scene.model.tables.watches.total >= 3)
    }
}
