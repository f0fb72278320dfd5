// MarkClaimTests.swift: what the screen says of watched lines and of colours is compared with a plain recount.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView

@Suite("What the screen claims of marked lines")
struct MarkClaimTests {
    /// The truth: every line that came, by its number, and from which on each filter is watched.
    private struct Truth {
        var lines: [UInt64: String] = [:]
        var since: [String: UInt64] = [:]
        var looked: UInt64 = 0

        /// Matches of a filter that is a plain word, since it was watched and since the last look.
        func count(_ name: String, _ word: String) -> Int {
            lines.count { $0.key >= max(since[name] ?? .max, looked) && $0.value.contains(word) }
        }
    }

    private static let filters = [("a", "needle"), ("b", "line 1"), ("c", "other"), ("d", "absent")]

    private static func receive(_ scene: inout Scene, _ truth: inout Truth, _ generator: inout SeededGenerator) {
        for _ in 0..<generator.number(0...400) {
            let number = scene.feed.window().end
            let isRare = generator.number(0...300) == 0
            let text = "<6>\(isRare ? "needle" : "other") line \(number)"
            scene.receive(text, from: "10.0.0.\(isRare ? generator.number(4...30) : generator.number(1...3))")
            truth.lines[number] = text
        }
        // The screen's thread tests lines before the ring has turned.
        _ = scene.arranged()
        if generator.number(0...1) == 0 { scene.tick() }
    }

    /// Switches a watch or a colour in the list of filters.
    private static func mark(_ scene: inout Scene, _ truth: inout Truth, _ generator: inout SeededGenerator) {
        let row = generator.number(0...filters.count - 1)
        let name = filters[row].0
        let wasWatched = scene.model.state.saved.filters[row].isWatched
        scene.type(.escape, .escape, .character("a"), .character("B"))
        scene.type(String(repeating: "j", count: row) + generator.pick(["w", "c", "cc"]))
        let isWatched = scene.model.state.saved.filters[row].isWatched
        if isWatched != wasWatched { truth.since[name] = isWatched ? scene.feed.window().end : nil }
        scene.type(.escape)
    }

    private static func act(_ scene: inout Scene, _ truth: inout Truth, _ generator: inout SeededGenerator) {
        switch generator.number(0...9) {
        case 0...3: receive(&scene, &truth, &generator)
        case 4: mark(&scene, &truth, &generator)
        case 5:
            // Keys act in the panes.
            scene.type(.escape, .escape)
            let isWatching = scene.model.state.saved.filters.contains { $0.isWatched }
            scene.type("A")
            if isWatching { truth.looked = scene.feed.window().end }
        default:
            let keys = "kjgGaC FnNewmzv[]ix".map(Key.character) + [.pageUp, .pageDown, .tab, .escape]
            scene.type(keys.randomElement(using: &generator)!)
        }
    }

    private static func check(_ scene: inout Scene, _ truth: Truth, _ columns: Int, _ rows: Int, _ step: String) throws
    {
        let picture = scene.arranged(columns, rows)
        let screen = LiveScreen.render(picture)
        let place = "\(step) at \(columns)x\(rows)\n\(screen.text)"
        let saved = scene.model.state.saved.filters
        var total = 0
        for (filter, word) in zip(saved, filters.map(\.1)) where filter.isWatched {
            let count = truth.count(filter.name, word)
            #expect(picture.watches[filter.name] == count, "\(filter.name): \(place)")
            total += count
        }
        #expect(picture.watches.missed == 0, "\(place)")
        let said = screen.text(row: 0).firstMatch(of: /\ WATCH ([0-9.kM]+)\ /).map { String($0.output.1) }
        #expect(said == (total > 0 ? NumberText.compact(Double(total)) : nil), "\(place)")
        let colours = zip(saved, filters.map(\.1)).filter { $0.0.colour != nil }
        for line in picture.stream.lines where !line.rows.isEmpty {
            let text = truth.lines[line.sequence] ?? ""
            let expected = colours.first { text.contains($0.1) }?.0.colour
            #expect(line.content.colour == expected, "\(line.sequence): \(place)")
            let sign = picture.stream.columns.colour.map { screen[$0, line.rows.lowerBound].text }.first
            #expect(sign == (colours.isEmpty ? nil : expected?.sign ?? " "), "\(line.sequence): \(place)")
        }
    }

    private static let firstSeed =
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SEED"].flatMap { UInt64($0) } ?? 1

    @Test(
        "the count of each watch and the colour of each line are those of a recount, whatever is hidden or evicted",
        .limited, arguments: firstSeed..<firstSeed + 4)
    func recount(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        var scene = Scene(capacity: 256 << 10)
        var truth = Truth()
        scene.model.state.saved = SavedFilters(
            Array(Self.filters.map { "\($0.0) \"\($0.1)\"\n" }.joined().utf8))
        scene.tick()
        var hadColours = false
        for step in 0..<150 {
            Self.act(&scene, &truth, &generator)
            let (columns, rows) = (generator.number(40...200), generator.number(6...50))
            try Self.check(&scene, truth, columns, rows, "seed \(seed), step \(step)")
            hadColours = hadColours || scene.model.tables.colours != nil
        }
        #expect(scene.feed.window().evicted > 0 && hadColours)
        #expect(truth.looked > 0)
    }
}
