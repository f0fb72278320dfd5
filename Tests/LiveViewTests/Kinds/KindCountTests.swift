// KindCountTests.swift: each line of the ring is looked at once, however time is sliced; what is missed is counted.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Counting kinds of lines")
struct KindCountTests {
    private static func append(_ lines: Range<Int>, to feed: LiveFeed, from address: String = "10.0.0.1") {
        let peer = FeedSource(address: address, port: 1)
        for number in lines {
            feed.append(line: Array("line \(number)".utf8).span, peer: peer, at: WallTime(nanoseconds: Int64(number)))
        }
    }

    @Test("slices of any size look at each line once, and go on with new ones")
    func slices() {
        let feed = LiveFeed(capacity: 1 << 20)
        feed.attach()
        Self.append(0..<1_000, to: feed)
        var count = KindCount()
        var slices = 0
        repeat {
            count.advance(over: feed.window()) { true }
            slices += 1
            #expect(count.table.lines + count.left == 1_000)
        } while !count.isComplete && slices < 100
        #expect(slices > 10)
        #expect(count.table.lines == 1_000 && count.missed == 0 && count.table.count == 1)
        #expect(count.since == WallTime(nanoseconds: 0))
        Self.append(1_000..<1_010, to: feed)
        count.advance(over: feed.window()) { false }
        count.advance(over: feed.window()) { false }
        #expect(count.table.lines == 1_010 && count.isComplete)
    }

    @Test("lines that the ring drops before they are looked at are missed; those of quiet peers are in the reserve")
    func missed() {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        Self.append(0..<100, to: feed)
        var count = KindCount()
        count.advance(over: feed.window()) { false }
        #expect(count.table.lines == 100 && count.missed == 0)
        Self.append(100..<101, to: feed, from: "10.9.9.9")
        Self.append(101..<40_000, to: feed)
        #expect(feed.window().evicted > 0)
        count.advance(over: feed.window()) { false }
        #expect(count.missed > 0)
        #expect(count.table.lines + count.missed == 40_000)
        #expect(count.table.all.first?.senders.count == 2)
        // Lines that the ring drops later stay counted.
        Self.append(40_000..<40_100, to: feed)
        count.advance(over: feed.window()) { false }
        #expect(count.table.lines + count.missed == 40_100)
    }
}
