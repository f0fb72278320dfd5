// TimelineKeyTests.swift: keys and the mouse in the timeline, and what it says of times of which nothing is held.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Keys in the timeline")
struct TimelineKeyTests {
    /// A line a second for 100 s until 14:03:22, and two errors at 14:02:40.
    private static func scene(filter: String = "") -> Scene {
        var scene = Scene(filter: filter)
        for second in (0...100).reversed() {
            scene.receive("<14>steady \(second)", from: "10.0.0.1", before: Double(second))
            if second == 42 { for _ in 0..<2 { scene.receive("<11>disk is gone", from: "10.0.0.2", before: 42) } }
        }
        scene.tick()
        _ = scene.screen()
        return scene
    }

    private static func eventLine(_ scene: inout Scene) -> String { scene.screen().text(row: 22) }

    @Test("H opens it with the cursor on the newest bucket, and closes it; Esc leaves it open")
    func opening() {
        var scene = Self.scene()
        #expect(scene.model.tables.timeline == nil)
        scene.type("H")
        #expect(scene.arranged().timeline?.cursor == 40 && scene.model.state.focus == .timeline)
        #expect(scene.screen().text.contains("max 5 in 3s"))
        scene.type(.escape)
        #expect(scene.model.state.focus == .stream && scene.arranged().timeline != nil)
        scene.type("H")
        #expect(scene.arranged().timeline == nil && scene.model.tables.timeline == nil)
    }

    @Test("Tab goes from the peers to it and on to the stream, and back; what is zoomed gives it room")
    func panes() {
        var scene = Self.scene()
        scene.type("H")
        for pane in [Pane.stream, .peers, .timeline, .stream] {
            scene.type(.tab)
            #expect(scene.model.state.focus == pane)
        }
        for pane in [Pane.timeline, .peers, .stream] {
            scene.type(.backTab)
            #expect(scene.model.state.focus == pane)
        }
        scene.type("z")
        #expect(scene.arranged().layout.timeline == 3..<4)
        scene.type(.tab)
        #expect(scene.model.state.focus == .peers && scene.arranged().layout.timeline.isEmpty)
        scene.type(.tab)
        #expect(scene.model.state.focus == .timeline && scene.arranged().layout.timeline == 3..<4)
    }

    @Test("the cursor moves by one bucket and by ten, to both ends, and to the buckets with errors")
    func moving() {
        var scene = Self.scene()
        scene.type("H")
        func cursor() -> Int? { scene.arranged().timeline?.cursor }
        for (key, place) in [
            (Key.left, 39), ("h".keys[0], 38), (.up, 37), (.pageUp, 27), (.pageDown, 37), (.right, 38),
            ("l".keys[0], 39),
            (.down, 40), (.right, 40), (.home, 1), (.left, 1), ("G".keys[0], 40), ("g".keys[0], 1), (.end, 40),
        ] {
            scene.type(key)
            #expect(cursor() == place, "\(key.name)")
        }
        scene.type("E")
        #expect(Self.eventLine(&scene) == " 14:02:39..14:02:42  5 lines, 2 of err or worse")
        scene.type("E")
        #expect(Self.eventLine(&scene).contains("no line of err or worse before this"))
        scene.type(.home)
        scene.type("e")
        #expect(Self.eventLine(&scene) == " 14:02:39..14:02:42  5 lines, 2 of err or worse")
    }

    @Test("Enter goes to the first line of the bucket that the filter lets through")
    func jumping() {
        var scene = Self.scene()
        scene.type("HE")
        scene.type(.enter)
        #expect(scene.model.state.focus == .stream && !scene.model.state.follows)
        let picture = scene.screen().text
        #expect(scene.page.first == scene.model.state.selectedLine && picture.contains("steady 43"))
        scene.type("f")
        scene.type("gone")
        scene.type(.enter, .tab, .tab)
        _ = scene.screen()
        scene.type(.enter)
        #expect(scene.model.state.selectedLine == scene.page.first && scene.page.count == 2)
        scene.type(.backTab, .home, .enter)
        #expect(Self.eventLine(&scene).contains("no line of then is held that the filter lets through"))
        #expect(scene.model.state.focus == .timeline)
    }

    @Test("two marks, in either order, make a filter of their buckets and of what lies between; the scale follows it")
    func marks() {
        for keys: [Key] in [[.left, .left], [.right, .right]] {
            var scene = Self.scene()
            scene.type("HE")
            if keys[0] == .right { scene.type(.left, .left) }
            scene.type("m")
            for key in keys { scene.type(key) }
            #expect(Self.eventLine(&scene) == " marked: 14:02:33..14:02:42  11 lines, 2 of err or worse")
            scene.type("m")
            #expect(scene.model.state.filter == "time:14:02:33..14:02:42")
            #expect(scene.model.state.timeline?.mark == nil && scene.model.state.focus == .timeline)
            _ = scene.screen()
            #expect(scene.arranged().counts.shown == 11)
            #expect(scene.screen().text.contains("in 250ms"))
        }
        var scene = Self.scene(filter: "gone")
        scene.type("TTTH")
        _ = scene.screen()
        scene.type("Emm")
        #expect(scene.model.state.filter == "gone time:12:02:39..12:02:42Z")
        #expect(scene.screen().text.contains("only 12:02:39..12:02:42Z; a clears the filter"))
        scene.type("m")
        scene.type(.escape)
        #expect(scene.model.state.timeline?.mark == nil)
    }

    @Test("where lines are of more than a day, the filter of two marks has a date")
    func dates() {
        var scene = Scene()
        scene.receive("<14>two days ago", from: "10.0.0.1", before: 172_800)
        scene.receive("<14>now", from: "10.0.0.1")
        scene.tick()
        _ = scene.screen()
        scene.type("H")
        #expect(scene.screen().text.contains(/26T08:00 .* 29T16:00 +max 1 in 2h/))
        scene.type("mm")
        #expect(scene.model.state.filter == "time:2026-08-29T14:00..16:00")
    }

    @Test("a press puts the cursor on a bucket, the next one goes to its lines; the wheel moves it")
    func mouse() throws {
        var scene = Self.scene()
        scene.type("H")
        let picture = scene.arranged()
        let (row, start) = (picture.layout.timeline.lowerBound, try #require(picture.timeline).start)
        scene.type(.escape)
        _ = scene.model.press(column: start + 24, row: row)
        #expect(scene.arranged().timeline?.cursor == 25 && scene.model.state.focus == .timeline)
        scene.model.wheel(-1, row: row)
        #expect(scene.arranged().timeline?.cursor == 22)
        _ = scene.model.press(column: start + 21, row: row)
        #expect(scene.model.state.focus == .stream && scene.model.state.selectedLine == scene.page.first)
        for column in [0, 2, start + 40, 79] { _ = scene.model.press(column: column, row: row) }
        #expect(scene.arranged().timeline?.cursor == 22)
    }

    @Test("a pause stops it, and what leaves the ring meanwhile is not known any more")
    func pause() throws {
        var scene = Scene(capacity: 256 << 10)
        for second in (1...60).reversed() {
            for _ in 0..<20 { scene.receive("<14>steady", from: "10.0.0.1", before: Double(second)) }
        }
        scene.tick()
        _ = scene.screen()
        scene.type("H ")
        _ = scene.screen()
        let before = try #require(scene.arranged().timeline).timeline
        #expect(before.buckets.reduce(0) { $0 + $1.count.lines } == 1_200)
        for _ in 0..<10 {
            scene.wall.nanoseconds += 1_000_000_000
            for _ in 0..<50 { scene.receive("<14>later", from: "10.0.0.1") }
            scene.tick()
        }
        _ = scene.screen()
        let paused = try #require(scene.arranged().timeline).timeline
        #expect(paused.scale == before.scale && paused.buckets == before.buckets)
        for _ in 0..<10_000 { scene.receive("<14>later", from: "10.0.0.1") }
        scene.tick()
        _ = scene.screen()
        let after = try #require(scene.arranged().timeline).timeline
        #expect(after.scale == before.scale && after.buckets[1...40].allSatisfy { !$0.isWhole })
        scene.type(.home)
        #expect(Self.eventLine(&scene).contains("nothing is held of then") || after.buckets[0].count.lines > 0)
        scene.type(" ")
        _ = scene.screen()
        #expect(scene.arranged().timeline?.timeline.scale != before.scale)
    }

    @Test("after C it counts only what came since, and after the second C all again")
    func cleared() {
        var scene = Self.scene()
        scene.type("HC")
        scene.receive("<14>new", from: "10.0.0.1")
        func sum() -> Int? {
            _ = scene.arranged()
            return scene.arranged().timeline?.timeline.buckets.reduce(0) { $0 + $1.count.lines }
        }
        #expect(sum() == 1)
        scene.type("C")
        #expect(sum() == 104)
    }

    @Test("under the cursor are the watched filters that match, as many as there is room for, past the filter in use")
    func watches() {
        var scene = Self.scene(filter: "steady")
        scene.model.state.saved = SavedFilters(Array("gone:watch gone\nall:watch len>0\n".utf8))
        scene.type("H")
        scene.model.state.moveCursor(to: scene.arranged().timeline!.cursor - 14, scene.arranged().timeline!.timeline)
        scene.model.isStale = true
        #expect(Self.eventLine(&scene) == " 14:02:39..14:02:42  3 lines  a gone 2  b all 5")
        #expect(scene.screen(60, 24).text.contains(" 14:02:36..14:02:42  6 lines  a gone 2  b all 8"))
        #expect(scene.screen().text(row: scene.arranged().layout.ticks!).contains(/watched +b+2b+ a gone  b all/))
        scene.model.state.setFilter("zebra")
        #expect(Self.eventLine(&scene).contains("0 lines  a gone 2  b all 5"))
        // Only what is in view.
        scene.type("C")
        scene.receive("<14>new", from: "10.0.0.1")
        #expect(scene.screen().text(row: scene.arranged().layout.ticks!).contains(/watched +b a gone  b all/))
        scene.model.state.saved = SavedFilters()
        #expect(!scene.screen().text.contains("watched") && scene.arranged().layout.timeline.count == 1)
    }

    @Test("a watched filter by age has no other watched filter tested anew all the time")
    func watchedAge() {
        var scene = Self.scene()
        scene.model.state.saved = SavedFilters(Array("gone:watch gone\nlate:watch age>50s\n".utf8))
        scene.type("H")
        func sums() -> SIMD8<UInt32>? {
            scene.arranged().timeline?.timeline.buckets.reduce(into: SIMD8()) { $0 &+= $1.count.watched }
        }
        _ = scene.arranged()
        let before = scene.model.tables.watches.list.map { ObjectIdentifier($0.matcher) }
        #expect(sums() == [2, 50, 0, 0, 0, 0, 0, 0])
        scene.clock.advance(10)
        scene.wall.nanoseconds += 10_000_000_000
        scene.tick()
        _ = scene.arranged()
        #expect(sums() == [2, 62, 0, 0, 0, 0, 0, 0])
        let after = scene.model.tables.watches.list.map { ObjectIdentifier($0.matcher) }
        #expect(after[0] == before[0] && after[1] != before[1])
    }

    @Test("where lines were skipped, the buckets between those on both sides are counted in part")
    func gaps() throws {
        var scene = Scene(isRemote: true)
        for second in (0...40).reversed() {
            if second == 20 { scene.feed.noteGap(lines: 9) }
            if second > 25 || second <= 20 { scene.receive("<14>line", from: "10.0.0.1", before: Double(second)) }
        }
        scene.tick()
        _ = scene.screen()
        scene.type("H")
        _ = scene.screen()
        let timeline = try #require(scene.arranged().timeline).timeline
        func bucket(before seconds: Int64) -> Timeline.Bucket {
            timeline.buckets[timeline.scale.place(at: scene.wall.nanoseconds - seconds * 1_000_000_000)]
        }
        for seconds: Int64 in [20, 22, 24, 26] { #expect(!bucket(before: seconds).isWhole, "\(seconds)") }
        for seconds: Int64 in [10, 17, 29, 35] { #expect(bucket(before: seconds).isExact, "\(seconds)") }
        #expect(bucket(before: 23).isUnknown)
        // Of a collector elsewhere, lines came before the first that this view has.
        #expect(!bucket(before: 40).isWhole)
    }

    @Test(
        "a screen without room for it says what it takes, and keys go to the stream", arguments: [(59, 24), (80, 15)])
    func noRoom(columns: Int, rows: Int) {
        var scene = Self.scene()
        _ = scene.screen(columns, rows)
        scene.type("H")
        #expect(scene.screen(columns, rows).text.contains("the timeline is on: it is shown on a screen of 60x16"))
        #expect(scene.model.state.focus == .stream)
        scene.type(.tab)
        #expect(scene.model.state.focus == .peers)
        #expect(scene.arranged(80, 24).timeline != nil)
        scene.type(.tab)
        #expect(scene.model.state.focus == .timeline)
        #expect(scene.arranged(columns, rows).timeline == nil && scene.model.state.focus == .stream)
    }
}
