// LongSearchTests.swift: a search that takes longer than a picture goes on until it has found a line or has looked at all.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Searches that take long", .serialized, .limited)
struct LongSearchTests {
    private static let words = ["needle", "hay", "Needle", "straw", "needles", ""]

    private static func line(_ number: Int, _ random: inout SeededGenerator, rare: Int) -> String {
        let word = random.number(1...rare) == 1 ? random.pick(words) : "hay"
        return "<\(random.number(1...rare) == 1 ? random.number(0...7) : 6)>n\(number) \(word)"
    }

    /// Presses a key, has the search go on for a few tests of lines at a time, and draws between.
    ///
    /// - Returns: how often it was not finished after that.
    private static func press(
        _ key: Key, _ model: inout LiveModel, _ wall: WallTime, _ random: inout SeededGenerator
    ) -> Int {
        _ = model.handle(key)
        var slices = 0
        while model.state.searching != nil {
            slices += 1
            var tests = random.number(0...3)
            _ = model.work {
                tests -= 1
                return tests < 0
            }
            guard random.chance(20) else { continue }
            _ = LiveScreen.render(model.arrange(for: Viewport(columns: 80, rows: 24), wallTime: wall))
        }
        return slices
    }

    /// The line that a key must go to, by a plain walk.
    private static func wanted(
        _ filters: [String], _ direction: Direction, from line: UInt64, _ window: FeedWindow
    ) throws -> UInt64? {
        let matchers = try filters.filter { !$0.isEmpty }.map {
            try FilterMatcher(FilterParser.parse($0), FilterContext(now: .now))
        }
        var found: UInt64?
        window.scan(from: 0) { entry, bytes in
            guard direction == .forward ? entry.sequence > line : entry.sequence < line,
                matchers.allSatisfy({ $0.matches(entry, bytes) })
            else { return true }
            found = entry.sequence
            return direction == .backward
        }
        return found
    }

    private static func check(_ model: inout LiveModel, _ wall: WallTime, _ random: inout SeededGenerator) throws
        -> Int?
    {
        var slices = 0
        // The search is made ready.
        _ = model.arrange(for: Viewport(columns: 80, rows: 24), wallTime: wall)
        for _ in 0..<12 {
            let window = model.watched.window()
            let start = window.sequence(at: random.number(0...window.count - 1))
            let line =
                try wanted([model.state.filter], .forward, from: start, window)
                ?? wanted([model.state.filter], .backward, from: start + 1, window)
            guard let line else { return nil }
            (model.state.selectedLine, model.state.follows, model.state.top) = (line, false, line)
            model.isStale = true
            model.lookAgain()
            let key = random.pick(Array("nNeE"))
            let what = "nN".contains(key) ? "\"\(model.state.search)\"" : "sev<=err !sev:none"
            let direction = "ne".contains(key) ? Direction.forward : .backward
            let wanted = try wanted([model.state.filter, what], direction, from: line, window)
            slices += press(.character(key), &model, wall, &random)
            #expect(model.state.selectedLine == wanted ?? line, "\(key) from \(line)")
            let hint = model.state.hint?.text ?? ""
            #expect(hint.hasPrefix("no ") == (wanted == nil), "\(key) from \(line): \(hint)")
        }
        return slices
    }

    @Test("finds what a plain walk finds, and says that there is none only then: in files", arguments: 0..<12)
    func files(_ round: Int) throws {
        var random = SeededGenerator(for: "long searches in files \(round)")
        let rare = random.pick([1, 10, 3_000])
        var text = (0..<random.number(1...25_000)).map { Self.line($0, &random, rare: rare) }
        // Lines of objects are not searched as one text.
        if random.chance(30) { text.insert(#"{"peer": "10.0.0.1", "message": "needle"}"#, at: text.count / 2) }
        let files = try FilesUnderTest(text.joined(separator: "\n"))
        try files.readAll()
        var scene = FilesScene(
            files, filter: random.pick(["", "", "hay", "sev<=warn", "sev:crit,alert", "/n[0-9]*7 /"]))
        scene.clock.pace = 1
        scene.model.state.search = random.pick(["needle", "Needle", "n1", "nowhere"])
        scene.model.state.showsSearch = true
        let slices = try Self.check(&scene.model, scene.wall, &random)
        #expect(rare < 3_000 || text.count < 5_000 || slices != 0)
    }

    @Test("finds what a plain walk finds, and says that there is none only then: in the ring", arguments: 0..<8)
    func ring(_ round: Int) throws {
        var random = SeededGenerator(for: "long searches in the ring \(round)")
        let rare = random.pick([1, 10, 3_000])
        // Small enough to turn over, so that lines of quiet peers are in the reserve.
        var scene = Scene(filter: random.pick(["", "hay", "!needles"]), capacity: 256 << 10)
        for number in 0..<random.number(10...15_000) {
            let peer = random.chance(1) ? random.number(2...9) : 1
            scene.receive(Self.line(number, &random, rare: rare), from: "10.0.0.\(peer)")
        }
        scene.tick()
        scene.clock.pace = 1
        scene.model.state.search = random.pick(["needle", "Needle", "n1", "nowhere"])
        scene.model.state.showsSearch = true
        _ = try Self.check(&scene.model, scene.wall, &random)
    }

    /// A file of many lines of which the oldest has what is searched for, and so much time passes with each look at the
    /// clock that every slice is over at once.
    private static func scene() throws -> FilesScene {
        let text = "<3>needle\n" + (1...40_000).map { "<6>line \($0)\n" }.joined()
        let files = try FilesUnderTest(text)
        try files.readAll()
        var scene = FilesScene(files)
        _ = scene.arranged()
        scene.clock.pace = 1
        return scene
    }

    @Test("a search that was typed goes on below and then above, and ends at the line that it finds")
    func typed() throws {
        var scene = try Self.scene()
        scene.type("/needle")
        scene.type(.enter)
        #expect(scene.model.state.searching != nil)
        #expect(scene.model.state.hint == nil && scene.model.state.selectedLine == nil)
        let picture = scene.arranged()
        #expect(scene.model.state.searching == nil)
        #expect(
            scene.model.state.selectedLine.map(scene.model.tables.pager.line)??.bytes.suffix(6)
                == Array("needle".utf8)[...])
        #expect(picture.stream.page.first == scene.model.state.selectedLine)
    }

    @Test("any key ends it and does what it does, Esc nothing else; the same key again goes on where it was")
    func keys() throws {
        var scene = try Self.scene()
        scene.type("E")
        var first = try #require(scene.model.state.searching)
        scene.type("w")
        #expect(scene.model.state.searching == nil && scene.model.state.wraps)
        scene.type("E")
        let again = try #require(scene.model.state.searching)
        #expect(again.place < first.place)
        first = again
        scene.type(.escape)
        #expect(scene.model.state.searching == nil && scene.model.state.hint == nil)
        #expect(!scene.model.work { false } && scene.model.state.selectedLine == nil)
        scene.type("E")
        _ = scene.arranged()
        #expect(scene.model.state.selectedLine == scene.model.tables.pager.stream.window.oldest)
    }

    @Test("where older lines are still being found it waits for them")
    func filling() throws {
        let text = "<3>needle\n" + (1...40_000).map { "<6>line \($0)\n" }.joined()
        let files = try FilesUnderTest(text)
        files.find(pieces: 1)
        var scene = FilesScene(files)
        _ = scene.screen()
        scene.type("E")
        #expect(!scene.model.work { false })
        #expect(scene.model.state.searching != nil && scene.model.state.hint == nil)
        try files.readAll()
        _ = scene.arranged()
        #expect(scene.model.state.searching == nil)
        #expect(scene.model.state.selectedLine == scene.model.tables.pager.stream.window.oldest)
    }

    @Test("says how far it is", arguments: [(40, 10), (80, 24), (140, 40)])
    func progress(columns: Int, rows: Int) throws {
        let files = try FilesUnderTest((1...40_000).map { "INFO:10.0.0.1:<30>line \($0)\n" }.joined())
        files.find(pieces: 2)
        var scene = FilesScene(files)
        _ = scene.screen(columns, rows)
        scene.type("E")
        GoldenScreen(scene.screen(columns, rows)).check("searching-\(columns)x\(rows)")
    }

    @Test("one of all lines that has turned round begins forward again when other lines match")
    func beginningAgain() {
        var search = StreamSearch(.match, from: 7, .forward, isWhole: true)
        let begin = search
        let hasTurned = search.turnRound()
        #expect(hasTurned && search.direction == .backward && search != begin)
        search.place = 3
        search.beginAgain()
        #expect(search == begin)
    }
}
