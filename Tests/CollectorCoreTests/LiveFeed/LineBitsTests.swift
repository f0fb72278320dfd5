// LineBitsTests.swift: a set of lines is what a plain set is.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A set of lines")
struct LineBitsTests {
    @Test("gives 64 lines from any one on, and takes those of another set behind its own")
    func words() {
        var generator = SeededGenerator(for: "words of line bits")
        for _ in 0..<60 {
            var bits = LineBits()
            var lines: Set<UInt64> = []
            var next: UInt64 = 0
            for _ in 0..<generator.number(1...9) {
                let shift = next
                var other = LineBits()
                for _ in 0..<generator.number(0...50) {
                    next += UInt64(generator.pick([1, 2, 63, 64, 65, 300]))
                    other.insert(next - shift)
                    lines.insert(next)
                }
                bits.append(other, shift: shift)
                next += UInt64(generator.number(0...70))
            }
            #expect(bits.isEmpty == lines.isEmpty)
            for _ in 0..<100 {
                let start = UInt64(generator.number(0...Int(next + 130)))
                let plain = (0..<64).reduce(UInt64(0)) { $0 | (lines.contains(start + UInt64($1)) ? 1 << $1 : 0) }
                #expect(bits.word(from: start) == plain)
            }
        }
    }

    @Test("finds the same lines as a plain set, in both directions, while old ones are forgotten")
    func recount() {
        var generator = SeededGenerator(for: "line bits")
        for _ in 0..<60 {
            var bits = LineBits()
            var lines: [UInt64] = []
            var next = UInt64(generator.number(0...200))
            var start: UInt64 = 0
            for _ in 0..<200 {
                next += UInt64(generator.pick([1, 1, 2, 63, 64, 65, 9_000]))
                bits.insert(next)
                lines.append(next)
                if generator.number(0...20) == 0 {
                    start = max(start, next - min(next, UInt64(generator.number(0...200_000))))
                    bits.forget(before: start)
                    lines.removeAll { $0 < start }
                }
                let place = start + UInt64(generator.number(0...Int(next - start + 70)))
                #expect(bits.first(from: place) == lines.first { $0 >= place })
                let last = bits.last(before: place)
                #expect((last ?? 0) < start || last == lines.last { $0 < place })
            }
        }
        #expect(LineBits().first(from: 0) == nil && LineBits().last(before: .max) == nil)
    }
}
