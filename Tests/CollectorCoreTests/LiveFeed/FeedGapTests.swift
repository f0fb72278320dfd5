// FeedGapTests.swift: where lines are missing is known line by line.
import Testing

@testable import CollectorCore

@Suite("Gaps in the live feed")
struct FeedGapTests {
    private static func append(_ count: Int, to feed: LiveFeed) {
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        for _ in 0..<count { feed.append(line: [UInt8]("x".utf8).span, peer: peer, at: .now) }
    }

    @Test("lines that are missing stand before the line that comes next, those of each collector for themselves")
    func places() {
        let feed = LiveFeed(capacity: 1 << 20)
        feed.attach()
        Self.append(3, to: feed)
        feed.noteGap(lines: 5)
        feed.noteGap(lines: 2, collector: "web2")
        feed.noteGap(lines: 10)
        feed.noteGap(lines: 0)
        Self.append(1, to: feed)
        feed.noteGap(lines: 1)
        let marks = [
            FeedGap(before: 4, count: 15), FeedGap(before: 4, collector: "web2", count: 2),
            FeedGap(before: 5, count: 1),
        ]
        #expect(feed.window().gaps.marks == marks && feed.window().gaps.unmarked == 0)
        feed.detach()
        #expect(feed.window().gaps.marks.isEmpty, "they go with the lines")
    }

    @Test("of very many gaps the oldest lose their places, and no line is lost from the sum")
    func bound() {
        let feed = LiveFeed(capacity: 1 << 20)
        feed.attach()
        var sum = 0
        for count in 1...3 * FeedGaps.limit {
            feed.noteGap(lines: count)
            sum += count
            Self.append(1, to: feed)
            let gaps = feed.window().gaps
            #expect(gaps.marks.count <= FeedGaps.limit)
            #expect(gaps.unmarked + gaps.marks.reduce(0) { $0 + $1.count } == sum)
            #expect(gaps.marks.last == FeedGap(before: UInt64(count), count: count))
        }
    }
}
