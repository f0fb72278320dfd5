// LiteralSearchTests.swift: finds a phrase where a simple search finds it.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("The search for a phrase")
struct LiteralSearchTests {
    /// A search that compares at every position.
    private static func plain(_ phrase: [UInt8], _ line: [UInt8], _ ignoresCase: Bool, from start: Int) -> Int? {
        func folded(_ bytes: some Sequence<UInt8>) -> [UInt8] {
            bytes.map { ignoresCase && 0x41...0x5A ~= $0 ? $0 + 0x20 : $0 }
        }
        guard line.count >= phrase.count, start <= line.count - phrase.count else { return nil }
        return (start...line.count - phrase.count).first { folded(line[$0..<$0 + phrase.count]) == folded(phrase) }
    }

    @Test("random phrases are found at the same places as by looking at each", arguments: [true, false])
    func random(ignoresCase: Bool) {
        var generator = SeededGenerator(for: "phrases")
        var found = 0
        let letters = Array("abABzZ0 ".utf8)
        for _ in 0..<5_000 {
            let line = (0..<Int.random(in: 0...24, using: &generator)).map { _ in generator.pick(letters) }
            let phrase = (0..<Int.random(in: 1...4, using: &generator)).map { _ in generator.pick(letters) }
            let start = generator.number(0...line.count)
            let search = LiteralSearch(String(decoding: phrase, as: UTF8.self), ignoresCase: ignoresCase)
            let place = search.first(in: line.span, from: start)
            if place != nil { found += 1 }
            #expect(
                place == Self.plain(phrase, line, ignoresCase, from: start), "\(phrase) in \(line) from \(start)")
        }
        #expect(found > 300)
    }

    @Test("an empty phrase stands everywhere, and bytes beyond ASCII are compared as they are")
    func edges() {
        let line = Array("grüße GRÜSSE".utf8)
        #expect(LiteralSearch("", ignoresCase: true).first(in: line.span, from: line.count) == line.count)
        #expect(LiteralSearch("", ignoresCase: true).first(in: line.span, from: line.count + 1) == nil)
        #expect(LiteralSearch("ü", ignoresCase: true).first(in: line.span) == 2)
        #expect(LiteralSearch("ü", ignoresCase: true).first(in: line.span, from: 3) == nil)
        #expect(LiteralSearch("sse", ignoresCase: true).first(in: line.span) == 12)
        #expect(LiteralSearch("grüße grüsse and more", ignoresCase: true).first(in: line.span) == nil)
    }
}
