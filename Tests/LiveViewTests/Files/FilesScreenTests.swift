// FilesScreenTests.swift: what the view shows of files.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("The view on files", .serialized, .limited)
struct FilesScreenTests {
    static let sizes = [(80, 24), (140, 40)]

    @Test("shows whose lines they are and when they came, and nothing of a collector", arguments: sizes)
    func overview(columns: Int, rows: Int) throws {
        var scene = try FilesScene.ofTwo()
        GoldenScreen(scene.screen(columns, rows)).check("files-\(columns)x\(rows)")
    }

    @Test("filters them", arguments: sizes)
    func filtered(columns: Int, rows: Int) throws {
        var scene = try FilesScene.ofTwo(filter: "refused peer:10.0.2.18")
        GoldenScreen(scene.screen(columns, rows)).check("files-filtered-\(columns)x\(rows)")
    }

    @Test("lays a message out with what the line says", arguments: sizes)
    func detail(columns: Int, rows: Int) throws {
        var scene = try FilesScene.ofTwo(filter: "refused")
        _ = scene.screen(columns, rows)
        scene.type(.up, .enter)
        GoldenScreen(scene.screen(columns, rows)).check("files-detail-\(columns)x\(rows)")
    }

    @Test("lists the files, and what is wrong with them", arguments: sizes)
    func list(columns: Int, rows: Int) throws {
        var scene = try FilesScene.ofTwo()
        try scene.watched.files.remove("payments.log")
        try eventually("it is gone") {
            scene.watched.files.step()
            return !scene.watched.notes.isEmpty
        }
        scene.tick()
        scene.type("D")
        GoldenScreen(scene.screen(columns, rows)).check("files-list-\(columns)x\(rows)")
    }

    @Test("says while it reads how far it is, counts no rates, and numbers no message")
    func reading() throws {
        let text = (0..<40_000).map { "INFO:10.0.0.1:line \($0) \($0 % 1_000 == 7 ? "rare" : "often")\n" }.joined()
        let files = try FilesUnderTest(text)
        var scene = FilesScene(files, filter: "rare")
        #expect(scene.watched.facts.files?.isReading == true)
        #expect(scene.arranged().counts.absence == .nothingHeld)
        files.find(pieces: 2)
        scene.clock.advance(1)
        scene.tick()
        let picture = scene.arranged()
        #expect(picture.counts.held > 0)
        #expect(picture.counts.progress <= 0.4)
        #expect(picture.totals.messages.rate(over: 10) == 0)
        #expect(picture.stream.page.allSatisfy { scene.model.tables.pager.shownNumber(of: $0) == nil })
    }

    @Test("counts in rates only what is written after all was read, also where that took less than a second")
    func rates() throws {
        let files = try FilesUnderTest((0..<1_000).map { "INFO:10.0.0.1:line \($0)\n" }.joined())
        var scene = FilesScene(files)
        try files.readAll()
        scene.clock.advance(1)
        scene.tick()
        #expect(scene.model.tables.peers.lines == 1_000)
        #expect(scene.arranged().totals.messages.sum(over: 10) == 0)
        try files.append("INFO:10.0.0.1:one more\n")
        try eventually("it is read") {
            files.step()
            return files.window.count == 1_001
        }
        scene.clock.advance(1)
        scene.tick()
        #expect(scene.arranged().totals.messages.sum(over: 10) == 1)
    }

    @Test("has a timeline of the times of the lines, whenever that was")
    func timeline() throws {
        let lines = (0..<6_000).map { number in
            let second = NumberText.two(number / 100)
            return "<\(number % 100 == 7 ? 27 : 30)>1 2024-02-29T14:03:\(second)Z web-01 app - - - line \(number)\n"
        }
        let files = try FilesUnderTest(lines.map { $0 + "without a time\n" }.joined())
        var scene = FilesScene(files)
        try files.readAll()
        scene.tick()
        for (filter, count) in [
            ("time:2024-02-29", 6_000), ("time:..12:00Z", 0), ("age>1d", 6_000), ("!age>1d", 6_000),
        ] {
            scene.model.state.setFilter(filter)
            _ = scene.arranged(100, 40)
            #expect(scene.arranged(100, 40).counts.matches == count, "\(filter)")
        }
        scene.model.state.setFilter("")
        scene.type("H")
        _ = scene.arranged(100, 40)
        let timeline = try #require(scene.arranged(100, 40).timeline?.timeline)
        let counted = timeline.places.filter { timeline.buckets[$0].count.lines > 0 }
        #expect(counted.count == 60 && counted.allSatisfy { timeline.buckets[$0].isExact })
        #expect(counted.allSatisfy { timeline.buckets[$0].count == LineCount(lines: 100, errors: 1) })
    }

    @Test("finds the next match and the previous one in lines that nobody has looked at")
    func search() throws {
        let text = (0..<60_000).map { "line \($0) \($0 % 20_000 == 7 ? "needle" : "hay")\n" }.joined()
        let files = try FilesUnderTest(text)
        try files.readAll()
        var scene = FilesScene(files)
        _ = scene.screen()
        scene.type("/")
        scene.type("needle")
        scene.type(.enter)
        _ = scene.screen()
        func selected() throws -> String {
            let line = try #require(scene.model.state.selectedLine)
            return String(decoding: try #require(scene.model.tables.pager.line(line)).bytes, as: UTF8.self)
        }
        #expect(try selected() == "line 40007 needle")
        scene.type("N")
        #expect(try selected() == "line 20007 needle")
        scene.type("N")
        #expect(try selected() == "line 7 needle")
        scene.type("n")
        #expect(try selected() == "line 20007 needle")
        #expect(scene.arranged().counts.search?.count == 3)
    }

    @Test("begins its counts anew when a file was truncated")
    func truncated() throws {
        let files = try FilesUnderTest("<27>one\n<27>two\n")
        try files.readAll()
        var scene = FilesScene(files)
        scene.type("P")
        _ = scene.screen()
        try files.truncate(to: 8)
        try eventually("read anew") {
            files.step()
            return files.window.count == 1 && !files.archive.facts.isReading
        }
        scene.clock.advance(1)
        scene.tick()
        _ = scene.screen()
        #expect(scene.model.tables.kinds?.table.lines == 1)
        #expect(scene.model.tables.kinds?.missed == 0)
        #expect(scene.arranged().totals.severities.reduce(0, +) == 0)
        #expect(scene.arranged().totals.received == 1)
    }

    @Test("groups all lines of the files into kinds, and saves what its filter lets through")
    func kindsAndSaves() throws {
        var scene = try FilesScene.ofTwo()
        scene.type("P")
        _ = scene.screen()
        #expect(scene.model.tables.kinds?.table.lines == 44)
        var saved: [String] = []
        try scene.model.selection(.peer("10.0.2.18")).walk { _, line in
            saved.append(line.lossyText)
            return true
        }
        #expect(saved.count == 13)
        #expect(saved[0] == "<30>Aug 29 14:03:11 web-01 nginx[2211]: GET /items 200")
    }
}
