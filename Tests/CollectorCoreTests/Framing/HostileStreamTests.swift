// HostileStreamTests.swift: streams that broke other collectors, and limits that no stream may exceed.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Hostile streams")
struct HostileStreamTests {
    @Test(
        "a count that is none is a line, whatever its digits",
        arguments: [
            "214000000000", "2147483647", "2147483648", "4294967295", "4294967296", "9223372036854775808",
            "100000000000000000000", "0", "-1", "+5", "0x10", "007", "10000000", "99999999",
        ])
    func countsThatAreNone(count: String) {
        let wire = Array("<13>before\n\(count) <13>x\n<13>after\n".utf8)
        for cut in 0...wire.count {
            let framed = Framed([Array(wire[..<cut]), Array(wire[cut...])])
            #expect(framed.lines == ["<13>before", "\(count) <13>x", "<13>after"])
        }
    }

    @Test("a million digits, or zeros, are one line cut at the limit", arguments: ["1", "0"])
    func millionDigits(digit: String) {
        var collector = FrameCollector(limit: 4_096)
        for _ in 0..<1_000 {
            collector.feed(String(repeating: digit, count: 1_000).utf8)
            #expect(collector.heldBytes <= 4_096)
        }
        collector.feed("\n<13>next\n".utf8)
        #expect(collector.frames.map(\.count) == [4_096, 8])
        #expect(collector.truncated == 1)
        #expect(collector.skippedBytes == 1_000_000 - 4_096)
    }

    @Test("a declared length reserves nothing")
    func declaredLength() {
        var collector = FrameCollector()
        collector.feed("9999999 <13>x".utf8)
        #expect(collector.heldBytes == 5)
    }

    @Test("a frame above the limit is cut there, at every alignment, and the next one is whole", arguments: 0..<24)
    func oversize(extra: Int) {
        let limit = 64
        let long = "<13>" + String(repeating: "x", count: limit - 4 + extra)
        let count = long.utf8.count
        for wire in ["\(long)\n<13>next\n", "\(count) \(long)8 <13>next"].map({ Array($0.utf8) }) {
            for cut in 0...wire.count {
                let framed = Framed([Array(wire[..<cut]), Array(wire[cut...])], limit: limit)
                #expect(framed.lines == [String(long.prefix(limit)), "<13>next"])
                #expect(framed.truncated == (extra > 0 ? 1 : 0))
                #expect(framed.skippedBytes == extra)
            }
        }
    }

    @Test("a frame that is cut before it is complete loses its rest, which is counted, and the next one is whole")
    func cutForRoom() {
        let text = "<13>a message that is long enough to be cut"
        for (wire, overhead) in [("\(text)\n<13>next\n", 0), ("\(text.utf8.count) \(text)8 <13>next", 3)] {
            let wire = Array(wire.utf8)
            // After an octet count and the <PRI>, where the kind of the frame is known.
            for place in overhead + 8..<overhead + text.utf8.count {
                var collector = FrameCollector()
                collector.feed(wire[..<place])
                let held = collector.heldBytes
                collector.cut()
                #expect(collector.heldBytes == 0 && collector.truncated == 1)
                collector.feed(wire[place...])
                let lines = collector.frames.map { String(decoding: $0, as: UTF8.self) }
                #expect(lines.count == 2 && text.hasPrefix(lines[0]) && lines[1] == "<13>next", "\(lines)")
                #expect(held + collector.skippedBytes == text.utf8.count)
            }
        }
        // What is between two frames, or has no end to find, is left alone.
        var collector = FrameCollector()
        collector.cut()
        collector.feed("<13>whole\n12".utf8)
        collector.cut()
        collector.feed(" <13>counted!".utf8)
        #expect(collector.frames.count == 2 && collector.truncated == 0)
    }

    @Test("any stream, cut anywhere, gives the frames that it gives uncut", arguments: Framing.allCases, 0..<40)
    func cutAnywhere(framing: Framing, seed: Int) {
        var random = SeededGenerator(state: UInt64(seed))
        for _ in 0..<50 {
            let wire = Self.randomStream(&random)
            let limit = [16, 20, 64, 1_000].randomElement(using: &random)!
            let whole = Framed([wire], framing: framing, limit: limit)
            var parts: [[UInt8]] = []
            var rest = wire[...]
            while !rest.isEmpty {
                let size = Int.random(in: 1...[1, 3, 20, 200].randomElement(using: &random)!, using: &random)
                parts.append(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            let cut = Framed(parts, framing: framing, limit: limit)
            #expect(cut == whole, "seed \(seed), limit \(limit), wire \(wire)")
        }
    }

    /// Bytes in which frames of all kinds, near misses and noise follow each other.
    private static func randomStream(_ random: inout SeededGenerator) -> [UInt8] {
        let alphabet: [UInt8] = [0, 9, 10, 13, 32, 49, 60, 62, 65, 255]
        var wire: [UInt8] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let size = Int.random(in: 0...40, using: &random)
            let text = (0..<size).map { _ in alphabet.randomElement(using: &random)! }
            switch Int.random(in: 0..<6, using: &random) {
            case 0: wire += Array("<13>".utf8) + text + [10]
            case 1: wire += Array("\(size + 4) <13>".utf8) + text
            case 2: wire += Array("\(Int.random(in: 0...200, using: &random)) <1".utf8)
            case 3: wire += text + [0]
            case 4: wire += Array("\(Int.random(in: 0...30_000_000, using: &random))".utf8)
            default: wire += text
            }
        }
        return wire
    }
}
