// StreamDatesTests.swift: nobody takes a line of another day for one of today.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Dates in the stream", .serialized, .limited)
struct StreamDatesTests {
    private static let day = 86_400.0

    /// The times as they are shown, from above.
    private static func times(_ scene: inout Scene, _ columns: Int = 80, _ rows: Int = 24) -> [String] {
        let picture = scene.arranged(columns, rows)
        let screen = LiveScreen.render(picture)
        return picture.stream.lines.map { line in
            let text = picture.stream.columns.time.map { screen[$0, line.rows.lowerBound].text }.joined()
            return text.trimmingBlanks
        }
    }

    private static func scene(_ ages: Double...) -> Scene {
        var scene = Scene()
        for (number, age) in ages.enumerated() { scene.receive("<30>line \(number)", from: "10.0.0.1", before: age) }
        scene.tick()
        return scene
    }

    @Test("lines of today have none; one line of another day in sight gives all of them one")
    func other() {
        var today = Self.scene(3_600, 0)
        #expect(Self.times(&today) == ["13:03:22", "14:03:22"])
        var both = Self.scene(Self.day, 20 * Self.day, 0)
        #expect(Self.times(&both) == ["Aug 28 14:03:22", "Aug  9 14:03:22", "Aug 29 14:03:22"])
        #expect(Self.times(&both, 140, 40).first == "Aug 28 14:03:22.000")
        // Without room for seconds.
        #expect(Self.times(&both, 59, 20).first == "Aug 28 14:03")
        // A line of tomorrow, by a clock that is ahead, is not of today either.
        var ahead = Self.scene(-Self.day)
        #expect(Self.times(&ahead) == ["Aug 30 14:03:22"])
    }

    @Test("a line of another year gives all of them the year")
    func year() {
        var scene = Self.scene(365 * Self.day, 0)
        #expect(Self.times(&scene) == ["2025-08-29 14:03:22", "2026-08-29 14:03:22"])
        #expect(Self.times(&scene, 50, 20) == ["2025-08-29 14:03", "2026-08-29 14:03"])
    }

    @Test("a day is one of the time that is shown: local or UTC; how long ago says it by itself")
    func styles() {
        // 23:30 UTC on the day before, which is 01:30 here.
        var scene = Self.scene(12.556 * 3_600)
        #expect(Self.times(&scene) == ["01:30:00"])
        scene.model.state.timeStyle = .utc
        #expect(Self.times(&scene) == ["Aug 28 23:30:00"])
        scene.model.state.timeStyle = .relative
        #expect(Self.times(&scene) == ["12h33"])
        var delta = Self.scene(2 * Self.day, Self.day)
        delta.model.state.timeStyle = .delta
        #expect(Self.times(&delta) == ["", "+1d00"])
    }

    @Test("while it follows over midnight, dates stay until the last line of yesterday is out of sight")
    func midnight() {
        var scene = Self.scene(Self.day)
        let rows = scene.arranged().layout.stream.count
        for number in 1..<rows { scene.receive("<30>line \(number)", from: "10.0.0.1") }
        #expect(Self.times(&scene).allSatisfy { $0.hasPrefix("Aug 2") })
        scene.receive("<30>one more", from: "10.0.0.1")
        #expect(Self.times(&scene).allSatisfy { $0 == "14:03:22" })
        scene.type(.home)
        #expect(Self.times(&scene).first == "Aug 28 14:03:22")
    }

    @Test("a mark of another day has its date")
    func marks() {
        var scene = Self.scene(0)
        scene.type("km")
        #expect(scene.screen().text.contains(" mark 14:03:22 "))
        scene.wall.nanoseconds += 86_400_000_000_000
        #expect(scene.screen().text.contains(" mark Aug 29 14:03:22 "))
    }

    @Test("page by page no line is left out, and one of another day never lacks its date", arguments: 0..<12)
    func pages(_ round: Int) {
        var random = SeededGenerator(for: "dates of pages \(round)")
        var scene = Scene()
        let count = random.number(1...120)
        let days = random.pick([[0.0, 0, 0, 0, 1], [0, 1, 2], [0, 0, 0, 400]])
        for number in 1...count {
            let text = String(repeating: "word ", count: random.number(0...60))
            scene.receive(
                "<30>\(number) \(text)", from: "10.0.0.1",
                before: random.pick(days) * Self.day + Double(random.number(0...50_000)))
        }
        scene.tick()
        let (columns, rows) = random.pick([(50, 20), (80, 24), (120, 30)])
        _ = scene.arranged(columns, rows)
        if random.chance(50) { scene.type("w") }
        if random.chance(30) { scene.type("m") }
        for key in [Key.pageDown, .pageUp] {
            scene.type(key == .pageDown ? .home : .end)
            var seen: Set<UInt64> = []
            for _ in 0...count {
                let picture = scene.arranged(columns, rows)
                seen.formUnion(picture.stream.page)
                let screen = LiveScreen.render(picture)
                for line in picture.stream.lines where !line.rows.isEmpty {
                    let received = line.content.line.entry.received
                    let date = CivilDate(of: received, offset: 7_200)
                    let today = CivilDate(of: scene.wall, offset: 7_200)
                    let shown = picture.stream.columns.time.map { screen[$0, line.rows.lowerBound].text }.joined()
                    #expect(
                        date == today
                            || shown.hasPrefix(DisplayClock.day(received, offset: 7_200)) && date.year == today.year
                            || shown.hasPrefix(DisplayClock.date(received, offset: 7_200)), "\(shown)")
                }
                scene.type(key)
            }
            #expect(seen.count == count)
        }
    }

    /// Some lines of each of the last days, and of the year before.
    private static func files(_ days: [String]) throws -> FilesScene {
        let text = days.flatMap { day in
            (10..<16).map { "\(day)T14:03:\($0).120+02:00 ERROR payment \($0) of \(day) failed\n" }
        }.joined()
        let files = try FilesUnderTest([("payments.log", Array(text.utf8))])
        try files.readAll()
        return FilesScene(files)
    }

    @Test("are shown with lines of several days", arguments: [(40, 10), (80, 24), (140, 40)])
    func golden(columns: Int, rows: Int) throws {
        var scene = try Self.files(["2026-08-09", "2026-08-28", "2026-08-29"])
        _ = scene.screen(columns, rows)
        scene.type(.home)
        GoldenScreen(scene.screen(columns, rows)).check("dates-\(columns)x\(rows)")
    }

    @Test("are shown with their year where it is another one", arguments: [(40, 10), (80, 24)])
    func goldenYear(columns: Int, rows: Int) throws {
        var scene = try Self.files(["2025-12-31", "2026-01-01"])
        _ = scene.screen(columns, rows)
        scene.type(.character("w"), .home)
        GoldenScreen(scene.screen(columns, rows)).check("dates-year-\(columns)x\(rows)")
    }
}
