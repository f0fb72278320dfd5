// LongMoveTests.swift: keys that move under a filter whose next line takes longer to find than a picture may take.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Moves that take long", .serialized, .limited)
struct LongMoveTests {
    /// Lines of which few have a word, in a view with so much time between two looks at the clock that every slice is over
    /// at once.
    private struct Case {
        private var scene: FilesScene
        private var random: SeededGenerator
        private let filter: String
        var isTestedLineByLine: Bool { filter.first == "/" }
        /// The numbers of the lines that the filter lets through.
        let shown: [UInt64]
        private(set) var slices = 0

        init(_ name: String, rarities: [Int]) throws {
            var random = SeededGenerator(for: name)
            let rarity = random.pick(rarities)
            let text = (0..<random.number(2_000...20_000)).map { number in
                number == 0 || random.number(1...rarity) == 1 ? "n\(number) needle\n" : "n\(number) hay\n"
            }
            let files = try FilesUnderTest(text.joined())
            try files.readAll()
            // A word is searched in many lines at once, an expression is tested line by line.
            filter = random.pick(["needle", "/need[l]e/"])
            scene = FilesScene(files, filter: filter)
            scene.clock.pace = 1
            let window = scene.model.watched.window()
            shown = text.indices.filter { text[$0].contains("needle") }.map { window.sequence(at: $0) }
            self.random = random
        }

        var state: ViewState { scene.model.state }
        /// Rows of the pane.
        var rows: Int { scene.model.tables.pager.fit.rows }
        /// A number of any line.
        var anyLine: UInt64 { mutating get { scene.model.watched.window().oldest + UInt64(random.number(0...19_999)) } }

        mutating func pick() -> UInt64 { random.pick(shown) }

        /// Forgets what was tested, and stands at a line.
        mutating func begin(at line: UInt64, mark: UInt64? = nil) {
            scene.model.state.setFilter("")
            scene.model.refreshFilters()
            scene.model.state.setFilter(filter)
            (scene.model.state.selectedLine, scene.model.state.follows, scene.model.state.top) = (line, false, line)
            (scene.model.state.focus, scene.model.state.overlay) = (.stream, nil)
            scene.model.state.marks = mark.map { [Mark(sequence: $0, time: scene.wall)] } ?? []
            scene.model.isStale = true
            draw()
        }

        /// Takes an action, and has the view go on in slices, with pictures in between, until it has arrived.
        mutating func take(_ action: Action) {
            _ = scene.model.apply(action)
            while scene.model.state.searching != nil {
                slices += 1
                var tests = random.number(0...3)
                _ = scene.model.work {
                    tests -= 1
                    return tests < 0
                }
                if random.chance(20) { draw() }
            }
        }

        /// - Returns: the lines in sight.
        @discardableResult
        mutating func draw() -> [UInt64] {
            scene.model.arrange(for: Viewport(columns: 80, rows: 24), wallTime: scene.wall).stream.page
        }

        /// Has all lines tested.
        mutating func complete() { while scene.model.work(until: { false }) {} }
    }

    @Test("reach the line that a plain search finds", arguments: 0..<12)
    func lines(_ round: Int) throws {
        var test = try Case("long moves \(round)", rarities: [20, 500, 5_000])
        for _ in 0..<10 {
            let line = test.pick()
            let (before, after) = (test.shown.last { $0 < line } ?? line, test.shown.first { $0 > line } ?? line)
            for (action, wanted) in [
                (Action.move(.up), before), (.move(.down), after), (.oldest, test.shown[0]),
            ] {
                test.begin(at: line)
                test.take(action)
                #expect(test.state.selectedLine == wanted && test.state.hint == nil, "\(action) from \(line)")
            }
            for (action, wanted) in [(Action.move(.left), before), (.move(.right), after)] {
                test.begin(at: line)
                test.take(.open)
                test.take(action)
                #expect(test.state.overlay == .detail(sequence: wanted, as: .laidOut, scroll: 0))
                #expect(test.state.selectedLine == wanted, "\(action) from \(line)")
            }
            let mark = test.anyLine
            let nearest = test.shown.first { $0 >= mark } ?? test.shown.last
            test.begin(at: line, mark: mark)
            test.take(mark > line ? .nextMark : .previousMark)
            #expect(test.state.selectedLine == (mark == line ? line : nearest), "mark \(mark) from \(line)")
        }
        #expect(test.slices > 0 || test.shown.count > 20 || !test.isTestedLineByLine)
    }

    @Test("show every line when the pages are turned from one end to the other", arguments: 0..<8)
    func pages(_ round: Int) throws {
        var test = try Case("long pages \(round)", rarities: [20, 200, 2_000])
        let (first, last) = (test.shown[0], try #require(test.shown.last))
        for (start, end, actions) in [
            (first, last, [Action.move(.pageDown), .move(.halfDown)]), (last, first, [.move(.pageUp), .move(.halfUp)]),
        ] {
            test.begin(at: start)
            var seen = Set(test.draw())
            var turns = 0
            while test.state.selectedLine != end, turns < 2 * test.shown.count {
                test.take(actions[turns % 2])
                turns += 1
                seen.formUnion(test.draw())
            }
            #expect(seen == Set(test.shown) && test.state.selectedLine == end, "after \(turns) turns")
            // At the end the pane is full.
            test.complete()
            #expect(test.draw().count == min(test.shown.count, test.rows))
        }
    }
}
