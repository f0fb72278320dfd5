// ClaimTests.swift: what the screen claims is compared with a recount of the lines that are held.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView

@Suite("What the screen claims")
struct ClaimTests {
    /// The truth, counted line by line without an index.
    private struct Truth {
        var held = 0
        /// Held lines that are neither cleared nor newer than the pause, and those of them that the filter lets
        /// through.
        var inView = 0
        var shown: [UInt64] = []
        /// Those of the shown lines that the search finds.
        var found: [UInt64] = []
        /// Lines since the pause that the filter lets through.
        var unseen = 0

        init(_ scene: Scene) throws {
            let state = scene.model.state
            let filter = try FilterMatcher(
                FilterParser.parse(state.filter.isEmpty ? "len>=0" : state.filter), FilterContext(now: scene.wall))
            let search = Array(state.search.utf8)
            let ceiling = state.pausedAt ?? .max
            let window = scene.feed.window()
            var heldUnseen = 0
            window.scan(from: 0) { entry, line in
                held += 1
                let isLet = filter.matches(entry, line)
                if entry.sequence >= ceiling, isLet { heldUnseen += 1 }
                guard entry.sequence >= state.clearedBefore, entry.sequence < ceiling else { return true }
                inView += 1
                guard isLet else { return true }
                shown.append(entry.sequence)
                if !search.isEmpty, Self.contains(line.array, search) { found.append(entry.sequence) }
                return true
            }
            // Without a filter, lines that have left the ring since were not seen either.
            if let pause = state.pausedAt { unseen = state.filter.isEmpty ? Int(window.end - pause) : heldUnseen }
        }

        private static func contains(_ line: [UInt8], _ text: [UInt8]) -> Bool {
            guard line.count >= text.count else { return false }
            return (0...line.count - text.count).contains { line[$0..<$0 + text.count].elementsEqual(text) }
        }
    }

    private static let filters = ["needle", "sev<=err", "peer:10.0.0.9", "!peer:10.0.0.1", "absent", "line needle"]
    private static let searches = ["needle", "line 1", "absent"]

    private static func act(_ scene: inout Scene, _ number: inout Int, _ generator: inout SeededGenerator) {
        switch generator.number(0...11) {
        case 0...3:
            for _ in 0..<generator.number(0...400) {
                number += 1
                let isRare = generator.number(0...300) == 0
                let peer = isRare ? generator.number(4...30) : generator.number(1...3)
                let severity = number % 90 == 0 ? 3 : 6
                scene.receive(
                    "<\(severity)>\(isRare ? "needle" : "other") line \(number)", from: "10.0.0.\(peer)")
                scene.count("10.0.0.\(peer)", lines: 1, bytes: 60, connections: 1)
            }
            scene.tick()
        case 4:
            scene.type(.escape, .character("f"), .control("u"))
            scene.type(filters.randomElement(using: &generator)!)
            scene.type(.enter)
        case 5:
            scene.type("/")
            scene.type(searches.randomElement(using: &generator)!)
            scene.type(.enter)
        default:
            let keys: [Key] = [
                .character("k"), .character("j"), .pageUp, .pageDown, .character("g"), .character("G"), .character("a"),
                .character("C"), .character(" "), .character("F"), .character("n"), .character("N"), .character("e"),
                .character("w"), .character("m"), .character("z"), .character("["), .character("]"), .character("v"),
                .tab, .character("i"), .character("x"), .escape,
            ]
            scene.type(keys.randomElement(using: &generator)!)
        }
    }

    /// The numbers of a text: "1,234 of 20,000" has two.
    private static func numbers(_ text: some StringProtocol) -> [Int] {
        String(text).matches(of: /[0-9][0-9,]*/).compactMap { Int($0.output.filter { $0 != "," }) }
    }

    /// Compares everything that the screen states with the truth.
    private static func check(_ scene: inout Scene, _ columns: Int, _ rows: Int, _ step: String) throws {
        let picture = scene.arranged(columns, rows)
        let screen = LiveScreen.render(scene.arranged(columns, rows))
        let truth = try Truth(scene)
        let state = scene.model.state
        let place = "\(step) at \(columns)x\(rows), filter \"\(state.filter)\"\n\(screen.text)"
        let isPart = !state.filter.isEmpty || truth.inView < truth.held

        if let row = picture.layout.title {
            let title = screen.text(row: row)
            let right = try #require(title.matches(of: /─ ([0-9][^─]*) ──?$/).last?.output.1, "\(place)")
            #expect(numbers(right).prefix(2) == (isPart ? [truth.shown.count, truth.held] : [truth.held]), "\(place)")
            #expect(right.contains("cleared") == (state.clearedBefore > 0), "\(place)")
        }
        if let row = picture.layout.filter {
            let line = screen.text(row: row)
            if state.showsSearch, !state.search.isEmpty {
                let said = try #require(line.matches(of: /\/ (?:matches |([0-9,]+) of )([0-9,]+)$/).last, "\(place)")
                #expect(numbers(said.output.2) == [truth.found.count], "\(place)")
                let rank = state.selectedLine.flatMap { truth.found.firstIndex(of: $0) }
                #expect(said.output.1.flatMap { numbers($0).first } == rank.map { $0 + 1 }, "\(place)")
            } else {
                let said = try #require(line.matches(of: /([0-9,]+) of ([0-9,]+)$/).last, "\(place)")
                #expect(numbers(said.output.0) == [truth.shown.count, truth.held], "\(place)")
            }
        }
        let first = screen.text(row: 0)
        if state.pausedAt != nil {
            #expect(first.contains("PAUSED +\(NumberText.grouped(truth.unseen)) "), "\(place)")
        } else if !state.follows {
            let below = picture.stream.page.last.map { last in truth.shown.count { $0 > last } } ?? 0
            #expect(first.contains("SCROLL \(NumberText.grouped(below)) below "), "\(place)")
        }
        try checkPane(picture, screen, truth, state, place)
    }

    /// There are lines, or the reason why there are none.
    private static func checkPane(
        _ picture: Arrangement, _ screen: Screen, _ truth: Truth, _ state: ViewState, _ place: String
    ) throws {
        guard !picture.layout.stream.isEmpty else { return }
        let text = screen.text(row: picture.layout.stream.lowerBound)
        #expect(text.contains("no match in ") == (truth.shown.isEmpty && truth.inView > 0), "\(place)")
        if truth.shown.isEmpty {
            #expect(picture.stream.page.isEmpty && state.selectedLine == nil, "\(place)")
            if truth.inView > 0 { #expect(numbers(text).first == truth.inView, "\(place)") }
            #expect(
                text.contains("the view is cleared")
                    == (truth.inView == 0 && truth.held > 0 && state.clearedBefore > 0),
                "\(place)")
            return
        }
        let page = picture.stream.page
        let shown = Set(truth.shown)
        #expect(!page.isEmpty && page.allSatisfy(shown.contains), "\(place)")
        for line in picture.stream.lines where !line.rows.isEmpty && line.mark == nil {
            let word = "line \(line.sequence)"
            #expect(screen.text(row: line.rows.lowerBound).contains(word) || picture.state.wraps, "\(word): \(place)")
        }
        // The row that keys act on is marked.
        if let line = state.selectedLine, !state.follows { #expect(page.contains(line), "\(place)") }
    }

    /// `PYSYSLOG_TEST_SEED` selects other states.
    private static let firstSeed =
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SEED"].flatMap { UInt64($0) } ?? 1

    @Test(
        "each count, absence and title is that of a recount, whatever was filtered, searched, cleared or paused",
        .limited, arguments: firstSeed..<firstSeed + 4)
    func recount(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        var scene = Scene(capacity: 256 << 10)
        var number = 0
        for step in 0..<120 {
            Self.act(&scene, &number, &generator)
            let (columns, rows) = (generator.number(64...200), generator.number(6...50))
            try Self.check(&scene, columns, rows, "seed \(seed), step \(step)")
        }
        #expect(scene.feed.window().evicted > 0)
    }
}
