// LineProgressTests.swift: a viewer gets every line, or knows how many it did not get.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Lines for a viewer")
struct LineProgressTests {
    /// What a viewer makes of the messages that it gets.
    private struct Copy {
        var lines: [UInt64: [UInt8]] = [:]
        var missing: UInt64 = 0
        var withheld: UInt64 = 0

        mutating func take(_ message: LinesMessage) {
            missing += message.missing
            withheld += message.withheld
            for batch in message.batches {
                missing += batch.missing
                var offset = 0
                for (index, size) in batch.sizes.enumerated() {
                    let kept = min(Int(size), LiveFeed.longestLine)
                    let number = batch.first + UInt64(index)
                    #expect(lines[number] == nil)
                    lines[number] = Array(batch.text[offset..<offset + kept])
                    offset += kept
                }
                #expect(offset == batch.text.count)
            }
        }
    }

    private func next(
        _ progress: inout LineProgress, _ window: FeedWindow, limit: Int, _ lines: inout LinesWriter
    ) throws -> LinesMessage? {
        var wire = WireWriter()
        guard progress.write(window, limit: limit, &lines, to: &wire) else { return nil }
        #expect(wire.count < limit + LiveFeed.longestLine + 512)
        var reader = try WireReader(wire.bytes.array)
        var message = LinesMessage()
        try message.code(&reader)
        return message
    }

    @Test(
        "arrive once, as they were received, or are counted as missing or withheld",
        arguments: 1...8 as ClosedRange<UInt64>)
    func sums(seed: UInt64) throws {
        var generator = SeededGenerator(state: seed)
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let sources = (0..<4).map { FeedSource(address: "10.0.\($0).1", port: 1, listener: $0 < 2 ? "a" : "b") }
        var sent: [[UInt8]] = []
        var progress = LineProgress(from: 1, countedFrom: 1)
        if seed % 2 == 0 {
            progress.cut = try ViewerCut(
                CutMessage(
                    networks: ["10.0.0.0/23", "10.0.3.1"], severity: seed % 4 == 0 ? 4 : 0, listeners: ["a", "b"]))
        }
        var writer = LinesWriter()
        var copy = Copy()
        for _ in 0..<400 {
            let source = generator.pick(sources)
            for _ in 0..<generator.number(0...60) {
                let size = generator.chance(2) ? generator.number(8_000...9_000) : generator.number(0...120)
                let line = Array("<\(generator.number(0...7))>".utf8) + (0..<size).map { UInt8(truncatingIfNeeded: $0) }
                feed.append(line: line.span, peer: source, at: WallTime(nanoseconds: Int64(sent.count / 7)))
                sent.append(Array(line.prefix(LiveFeed.longestLine)))
            }
            guard generator.chance(seed < 5 ? 90 : 10) else { continue }
            var messages = generator.number(1...6)
            while messages > 0,
                let message = try next(&progress, feed.window(), limit: generator.number(500...20_000), &writer)
            {
                copy.take(message)
                messages -= 1
            }
        }
        while let message = try next(&progress, feed.window(), limit: 20_000, &writer) { copy.take(message) }
        #expect(UInt64(copy.lines.count) + copy.missing + copy.withheld == UInt64(sent.count))
        #expect(copy.lines.allSatisfy { sent[Int($0.key) - 1] == $0.value })
        #expect(copy.withheld > 0 || seed % 2 == 1)
        #expect(copy.missing > 0 || seed < 5)
    }

    @Test("of history that is no longer held are not missing")
    func history() throws {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let source = FeedSource(address: "10.0.0.1", port: 1)
        let line = [UInt8](repeating: 0x78, count: 1_000)
        for _ in 0..<2_000 { feed.append(line: line.span, peer: source, at: .now) }
        let window = feed.window()
        var progress = LineProgress(from: 1, countedFrom: window.end)
        var writer = LinesWriter()
        var copy = Copy()
        while let message = try next(&progress, window, limit: 100_000, &writer) { copy.take(message) }
        #expect(copy.missing == 0 && copy.lines.count == window.count && window.evicted > 0)
    }
}
