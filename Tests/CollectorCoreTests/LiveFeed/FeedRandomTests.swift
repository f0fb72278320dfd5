// FeedRandomTests.swift: whatever arrives and however it is cut, the feed holds the newest lines as they were sent.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The live feed under random input")
struct FeedRandomTests {
    /// What was sent, in the order in which it was added.
    private struct Sent {
        var lines: [(text: [UInt8], source: FeedSource)] = []

        /// Whether `line` is the one that was sent under its number, as far as it is shown.
        func agrees(_ entry: FeedEntry, _ bytes: Bytes) -> Bool {
            let sent = lines[Int(entry.sequence) - 1]
            return entry.source === sent.source && entry.length == sent.text.count
                && bytes.array == Array(sent.text.prefix(LiveFeed.longestLine))
                && entry.isTruncated == (sent.text.count > LiveFeed.longestLine)
        }
    }

    private static func randomLine(_ generator: inout SeededGenerator) -> [UInt8] {
        let longest = Int.random(in: 0..<20, using: &generator) == 0 ? 19_000 : 300
        let letter = UInt8.random(in: 0x61...0x7A, using: &generator)
        return [UInt8](repeating: letter, count: Int.random(in: 1...longest, using: &generator))
    }

    /// The window shows the lines that were sent, in both directions and one by one.
    private static func check(_ window: FeedWindow, _ sent: Sent, _ generator: inout SeededGenerator) {
        #expect(window.count + window.evicted == sent.lines.count)
        #expect(window.end == UInt64(sent.lines.count) + 1)
        var (forward, backward, wrong): ([UInt64], [UInt64], Int) = ([], [], 0)
        window.scan(from: 0) { entry, bytes in
            forward.append(entry.sequence)
            wrong += sent.agrees(entry, bytes) ? 0 : 1
            return true
        }
        window.scan(from: window.count - 1, backward: true) { entry, bytes in
            backward.append(entry.sequence)
            wrong += sent.agrees(entry, bytes) ? 0 : 1
            return true
        }
        #expect(forward.count == window.count && forward == backward.reversed() && forward == forward.sorted())
        for _ in 0..<20 where window.count > 0 {
            let position = Int.random(in: 0..<window.count, using: &generator)
            wrong += window.withLine(at: position, sent.agrees) ? 0 : 1
            #expect(window.sequence(at: position) == forward[position])
            #expect(window.position(atOrAfter: forward[position]) == position)
        }
        #expect(wrong == 0)
    }

    @Test("lines of all lengths, cut anywhere, of three event loops in turn", arguments: [1, 2, 3] as [UInt64])
    func cutAnywhere(seed: UInt64) {
        var generator = SeededGenerator(state: seed)
        let feed = LiveFeed(capacity: 512 << 10)
        feed.attach()
        let streams = (0..<3).map { _ in FramedStream(limit: 20_000) }
        let sources = (0..<3).map { FeedSource(address: "10.0.0.\($0)", port: 1) }
        // Each stream's bytes that were not sent yet, and its lines that are complete with them.
        var waiting: [[UInt8]] = [[], [], []]
        var due: [[[UInt8]]] = [[], [], []]
        var sent = Sent()
        for round in 0..<600 {
            let place = Int.random(in: 0..<3, using: &generator)
            for _ in 0..<Int.random(in: 0..<20, using: &generator) {
                let line = Self.randomLine(&generator)
                waiting[place] += line + [0x0A]
                due[place].append(Array(line))
            }
            let part = Array(waiting[place].prefix(Int.random(in: 0...40_000, using: &generator)))
            waiting[place].removeFirst(part.count)
            streams[place].send(part, to: feed, from: sources[place])
            let complete = part.count { $0 == 0x0A }
            sent.lines += due[place].prefix(complete).map { (text: $0, source: sources[place]) }
            due[place].removeFirst(complete)
            if round % 20 == 19 {
                feed.prepare()
                Self.check(feed.window(), sent, &generator)
            }
        }
        #expect(feed.window().evicted > 0)
    }

    @Test("a read of nothing but short lines, more than one index holds, is kept to its last line")
    func manyShortLines() {
        var generator = SeededGenerator(state: 4)
        let feed = LiveFeed(capacity: 4 << 20)
        feed.attach()
        let source = FeedSource(address: "10.0.0.1", port: 1)
        let stream = FramedStream(limit: 1_000)
        var sent = Sent()
        for round in 0..<20 {
            let letter = UInt8(0x61 + round)
            stream.send([UInt8](repeating: letter, count: 1) + [0x0A], to: feed, from: source)
            stream.send((0..<100_000).flatMap { _ in [letter, 0x0A] }, to: feed, from: source)
            sent.lines += repeatElement((text: [letter], source: source), count: 100_001)
        }
        Self.check(feed.window(), sent, &generator)
        #expect(feed.window().heldBytes <= feed.capacity)
        #expect(feed.window().evicted > 0)
    }

    @Test("what a reader has stays as it is while the ring turns over several times")
    func heldWindow() {
        var generator = SeededGenerator(state: 5)
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let source = FeedSource(address: "10.0.0.1", port: 1)
        let stream = FramedStream(limit: 1_000)
        var sent = Sent()
        func fill(_ rounds: Int) {
            for _ in 0..<rounds {
                let line = Self.randomLine(&generator).prefix(1_000)
                stream.send(line + [0x0A], to: feed, from: source)
                sent.lines.append((Array(line), source))
            }
        }
        fill(3_000)
        let window = feed.window()
        let before = sent
        fill(10_000)
        #expect(window.count > 0 && feed.window().oldest > window.end)
        Self.check(window, before, &generator)
    }

    @Test("after all viewers have left and one has come back, only new lines are there")
    func comingBack() {
        let feed = LiveFeed(capacity: 256 << 10)
        let source = FeedSource(address: "10.0.0.1", port: 1)
        let stream = FramedStream(limit: 1_000)
        feed.attach()
        stream.send(Array("old\n".utf8), to: feed, from: source)
        feed.detach()
        #expect(feed.window().count == 0)
        feed.attach()
        stream.send(Array("new\n".utf8), to: feed, from: source)
        let lines = feed.window().lines
        #expect(lines.map { String(decoding: $0.bytes, as: UTF8.self) } == ["new"])
    }
}
