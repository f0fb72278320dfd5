// MonkeyTests.swift: random keys, on screens of all sizes, while lines of many peers arrive and the ring turns over.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView

@Suite("The view under random keys")
struct MonkeyTests {
    private static let words = [
        "one", "sev<=err", "10.0.0.1", "!10.0.0.2", "/o.e/", "(", "\"a b", "one OR two", "age<5m", "len>40", "host:w*",
        "peer:10.0.0.0/30", "-", "/(/", "ünï", "bad:utf8", "silent:yes", "silent<1m", "x", "", "kind:0badcafe",
        "field:a", "field:n.b>=4", "!field:n.c=\"x*\"?", "time:14:03..14:05",
    ]

    private static func line(_ number: Int, _ generator: inout SeededGenerator) -> [UInt8] {
        switch generator.number(0...9) {
        case 0: return (0..<generator.number(0...80)).map { _ in UInt8.random(in: 0...255, using: &generator) }
        case 1: return [UInt8](repeating: 0x78, count: generator.number(1...12_000))
        case 2: return Array("<29>1 2026-08-29T14:03:22.003Z web-1 app 7 - - one \(number) 東京 \u{202E}\u{200B}".utf8)
        case 3:
            return Array(#"<11>Aug 29 14:03:21 web-1 app: {"a":"\u001b","n":{"b":\#(number % 9),"c":["x*y"]}}"#.utf8)
        default: return Array("<\(number % 192)>Aug 29 14:03:21 web-\(number % 4) app[\(number)]: two \(number)".utf8)
        }
    }

    /// Lets time pass, lines arrive and counters grow.
    private static func live(_ scene: inout Scene, _ number: inout Int, _ generator: inout SeededGenerator) {
        scene.clock.advance(Double(generator.number(0...1_500)) / 1_000)
        for _ in 0..<generator.number(0...60) {
            number += 1
            // Most lines are from few peers, so those of the others go to the reserve.
            let peer = generator.number(0...40) == 0 ? generator.number(4...30) : generator.number(1...3)
            scene.receive(line(number, &generator), from: "10.0.0.\(peer)")
            scene.count("10.0.0.\(peer)", lines: 1, bytes: 60, connections: peer % 3)
        }
        if generator.number(0...3) == 0 { scene.tick() }
    }

    private static func press(_ scene: inout Scene, _ keys: [Key], _ generator: inout SeededGenerator) {
        if scene.model.state.prompt != nil, generator.number(0...2) > 0 {
            scene.type(words.randomElement(using: &generator)!)
            if generator.number(0...1) == 0 { scene.type(.enter) }
        } else {
            scene.type(keys.randomElement(using: &generator)!)
        }
        if generator.number(0...20) == 0 { scene.model.rest() }
    }

    private static func check(_ scene: inout Scene, _ generator: inout SeededGenerator, _ step: String) {
        let (columns, rows) = (generator.number(1...220), generator.number(1...60))
        let screen = scene.screen(columns, rows)
        #expect(screen.columns == columns && screen.rows == rows, "\(step)")
        let stream = scene.model.tables.pager.stream
        let page = scene.page
        #expect(page == Array(Set(page)).sorted(), "\(step)")
        guard let index = stream.index else { return }
        let window = stream.window
        #expect(
            page.allSatisfy { sequence in
                let position = window.position(atOrAfter: sequence)
                return window.sequence(at: position) == sequence && window.withLine(at: position, index.matcher.matches)
            }, "\(step): a line is shown that the filter does not let through")
        var matches = 0
        window.scan(from: 0) { entry, line in
            matches += index.matcher.matches(entry, line) ? 1 : 0
            return true
        }
        #expect(index.isComplete(in: window) && index.matches == matches, "\(step)")
    }

    /// `PYSYSLOG_TEST_SEED` selects other keys.
    private static let firstSeed =
        ProcessInfo.processInfo.environment["PYSYSLOG_TEST_SEED"].flatMap { UInt64($0) } ?? 1

    @Test("the picture is whole, and shows what the filter lets through", arguments: firstSeed..<firstSeed + 4)
    func keys(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        var scene = Scene(capacity: 256 << 10)
        let keys = KeyTable.bindings.flatMap(\.keys)
        var number = 0
        var largestReserve = 0
        for step in 0..<300 {
            Self.live(&scene, &number, &generator)
            Self.press(&scene, keys, &generator)
            Self.check(&scene, &generator, "seed \(seed), step \(step)")
            largestReserve = max(largestReserve, scene.feed.window().reservedCount)
        }
        #expect(scene.feed.window().evicted > 0 && largestReserve > 0)
    }
}
