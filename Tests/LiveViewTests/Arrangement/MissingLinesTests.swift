// MissingLinesTests.swift: the stream says where lines are missing, and keys pass over the rows that say so.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Places where lines are missing")
struct MissingLinesTests {
    /// Numbered lines, and gaps in front of some of them.
    private static func scene(lines: Int, gaps: [UInt64: Int], filter: String = "") -> Scene {
        var scene = Scene(filter: filter, isRemote: true)
        for number in 1...lines {
            if let count = gaps[UInt64(number)] { scene.feed.noteGap(lines: count) }
            scene.receive("<14>line \(number) \(number % 2 == 0 ? "even" : "odd")", from: "10.0.0.1")
        }
        if let count = gaps[UInt64(lines + 1)] { scene.feed.noteGap(lines: count) }
        scene.tick()
        return scene
    }

    /// The rows of the stream: numbers of lines, and counts of missing lines as negative numbers.
    private static func rows(_ scene: inout Scene) -> [Int] {
        let screen = scene.screen()
        let picture = scene.arranged()
        return picture.layout.stream.compactMap { row in
            let text = screen.text(row: row)
            if let match = text.firstMatch(of: /([0-9,]+) lines? skipped/) {
                return -Int(match.1.filter { $0 != "," })!
            }
            return text.firstMatch(of: /line ([0-9]+)/).map { Int($0.1)! }
        }
    }

    @Test("a row between two lines says how many are missing; the newest line stays at the bottom")
    func between() {
        var scene = Self.scene(lines: 50, gaps: [48: 12_345, 50: 1])
        let rows = Self.rows(&scene)
        #expect(rows.suffix(7) == [46, 47, -12_345, 48, 49, -1, 50])
        #expect(scene.arranged().stream.page.last == 50)
    }

    @Test("with a filter, what is missing between two lines that it shows is one sum")
    func filtered() {
        var scene = Self.scene(lines: 50, gaps: [45: 1, 46: 10, 47: 100], filter: "even")
        #expect(Self.rows(&scene).suffix(5) == [44, -11, 46, -100, 48, 50].suffix(5))
        scene = Self.scene(lines: 50, gaps: [45: 1, 48: 10], filter: "\"line 44\"")
        #expect(Self.rows(&scene) == [44, -11], "also behind the last that it shows")
        scene = Self.scene(lines: 50, gaps: [45: 1, 48: 10], filter: "zebra")
        #expect(Self.rows(&scene) == [-11])
    }

    @Test("lines that are missing behind the newest are told below it")
    func atTheEnd() {
        var scene = Self.scene(lines: 50, gaps: [51: 7])
        #expect(Self.rows(&scene).suffix(3) == [49, 50, -7])
        scene.type(" ")
        scene.feed.noteGap(lines: 3)
        scene.receive("<14>line 51", from: "10.0.0.1")
        #expect(Self.rows(&scene).suffix(2) == [49, 50], "in front of a line that came since the pause")
        scene.type(" ")
        #expect(Self.rows(&scene).suffix(3) == [50, -10, 51])
    }

    @Test("what was cleared takes its gaps along")
    func cleared() {
        var scene = Self.scene(lines: 10, gaps: [5: 2])
        scene.type("C")
        scene.receive("<14>line 11", from: "10.0.0.1")
        scene.feed.noteGap(lines: 4)
        scene.receive("<14>line 12", from: "10.0.0.1")
        #expect(Self.rows(&scene) == [11, -4, 12])
    }

    @Test("of more gaps than are kept, the first that is kept says how many lines went missing before")
    func unmarked() {
        var scene = Scene(isRemote: true)
        for number in 1...1_025 {
            scene.feed.noteGap(lines: 2)
            scene.receive("<14>line \(number)", from: "10.0.0.1")
        }
        scene.tick()
        scene.type("g")
        let first = 1_025 - 1_024 + 1_024 / 8
        for _ in 0..<first { scene.type("j") }
        #expect(scene.screen().text.contains("2 lines skipped; \(first * 2 - 2) before, in places not kept"))
    }

    @Test("every line is reached by keys in both directions, each row is told once, and a click on it selects nothing")
    func walk() {
        var generator = SeededGenerator(for: "gaps in the stream")
        for _ in 0..<5 {
            var gaps: [UInt64: Int] = [:]
            for _ in 0..<Int.random(in: 0...20, using: &generator) {
                gaps[.random(in: 2...60, using: &generator)] = .random(in: 2...90, using: &generator)
            }
            var scene = Self.scene(lines: 60, gaps: gaps)
            if Bool.random(using: &generator) { scene.type("w") }
            _ = scene.screen()
            scene.type("g")
            var seen: Set<UInt64> = []
            for _ in 0..<120 where scene.model.state.selectedLine != 60 {
                let page = scene.page
                seen.formUnion(page)
                let rows = Self.rows(&scene)
                for (above, row) in zip(rows, rows.dropFirst()) where row > 0 && above > 0 {
                    #expect(row == above + 1 && gaps[UInt64(row)] == nil, "\(rows)")
                }
                for (row, below) in zip(rows, rows.dropFirst()) where row < 0 && below > 0 {
                    #expect(gaps[UInt64(below)] == -row, "\(rows)")
                }
                scene.type([Key.pageDown, .down, .down].randomElement(using: &generator)!)
            }
            #expect(seen.union(scene.page) == Set(1...60))
            let picture = scene.arranged()
            for line in picture.stream.lines {
                guard let row = line.missing?.row else { continue }
                #expect(picture.hit(column: 20, row: row) == nil)
            }
            var up = scene.page.last ?? 0
            for _ in 0..<60 where up > 1 {
                scene.type(.up)
                up = scene.model.state.selectedLine ?? 0
                #expect(scene.page.contains(up), "the selected line is in sight")
            }
        }
    }
}
