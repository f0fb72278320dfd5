// WatchTests.swift: each line is tested once as it arrives, however time is sliced; what is missed is counted.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Watched filters")
struct WatchTests {
    private static let start = Instant(nanoseconds: 1_000_000_000_000)
    private static let time = WallTime(nanoseconds: 0)

    private static func watched(
        _ filters: (name: String, text: String)...
    ) throws -> [(filter: SavedFilter, matcher: FilterMatcher)] {
        try filters.map { name, text in
            (SavedFilter(name: name, text: text), try FilterMatcher(FilterParser.parse(text), FilterContext(now: time)))
        }
    }

    private static func append(_ lines: Range<Int>, to feed: LiveFeed, from address: String = "10.0.0.1") {
        let peer = FeedSource(address: address, port: 1)
        for number in lines {
            let word = number % 7 == 0 ? "seven" : "other"
            feed.append(line: Array("\(word) \(number)".utf8).span, peer: peer, at: time)
        }
    }

    @Test("slices of any size test each line once, for each filter; those before it was watched do not count")
    func slices() throws {
        let feed = LiveFeed(capacity: 1 << 20)
        feed.attach()
        Self.append(0..<100, to: feed)
        var watches = Watches()
        watches.watch(try Self.watched(("sevens", "seven"), ("all", "len>0")), from: feed.window().end)
        Self.append(100..<1_100, to: feed)
        for _ in 0..<100 { watches.advance(over: feed.window()) { true } }
        // A second filter text is added while lines wait: it counts from then on.
        Self.append(1_100..<1_200, to: feed)
        watches.watch(
            try Self.watched(("all", "len>0"), ("sevens", "seven"), ("ones", "1")), from: feed.window().end)
        watches.advance(over: feed.window()) { false }
        Self.append(1_200..<1_300, to: feed)
        watches.advance(over: feed.window()) { false }
        watches.advance(over: feed.window()) { false }
        let sevens = (100..<1_300).count { $0 % 7 == 0 }
        #expect(watches.list.map(\.count) == [1_200, sevens, 100] && watches.missed == 0)
        #expect(watches.total == 1_300 + sevens)
        watches.look()
        #expect(watches.total == 0 && watches.firstNew == nil)
        Self.append(1_300..<1_301, to: feed)
        watches.advance(over: feed.window()) { false }
        #expect(watches.list.map(\.count) == [1, 0, 1] && watches.firstNew == 1_301)
    }

    @Test("lines that the ring drops before they are tested are missed; those of quiet peers are in the reserve")
    func missed() throws {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        var watches = Watches()
        watches.watch(try Self.watched(("all", "len>0")), from: feed.window().end)
        Self.append(0..<100, to: feed)
        watches.advance(over: feed.window()) { false }
        #expect(watches.total == 100 && watches.missed == 0)
        Self.append(100..<101, to: feed, from: "10.9.9.9")
        Self.append(101..<40_000, to: feed)
        watches.advance(over: feed.window()) { false }
        #expect(watches.missed > 0 && watches.total + watches.missed == 40_000)
        // Lines that the ring drops later stay counted, and the first one that is held is found.
        Self.append(40_000..<80_000, to: feed)
        watches.advance(over: feed.window()) { false }
        #expect(watches.total + watches.missed == 80_000)
        let window = feed.window()
        #expect(window.reservedCount > 0 && window.evicted > 0)
        #expect(watches.first(from: 0, in: window) == window.oldest)
        #expect(watches.last(in: window) == window.end - 1)
    }

    @Test("a filter keeps its count under another name; with another text it counts anew; its end ends the notice")
    func changes() throws {
        let feed = LiveFeed(capacity: 1 << 20)
        feed.attach()
        var watches = Watches()
        watches.watch(try Self.watched(("a", "seven"), ("b", "other")), from: feed.window().end)
        Self.append(0..<70, to: feed)
        watches.advance(over: feed.window()) { false }
        let isNoticed = watches.makeNotice(at: Self.start, Self.time)
        #expect(isNoticed)
        #expect(watches.notice?.text == "watched: a 10, b 60; A goes there")
        watches.watch(try Self.watched(("night", "seven"), ("b", "line")), from: feed.window().end)
        #expect(watches.list.map(\.name) == ["night", "b"] && watches.list.map(\.count) == [10, 0])
        #expect(
            watches.firstNew == 1 && watches.first(from: 2, in: feed.window()) == 8, "the others are no longer watched")
        watches.watch(try Self.watched(("b", "line")), from: feed.window().end)
        #expect(watches.firstNew == nil && watches.total == 0 && watches.notice == nil)
        watches.watch([], from: feed.window().end)
        #expect(watches.isEmpty && watches.notice == nil && watches.total == 0)
        watches.watch(try Self.watched(("a", "seven")), from: feed.window().end)
        watches.advance(over: feed.window()) { false }
        #expect(watches.total == 0 && watches.last(in: feed.window()) == nil)
    }

    @Test("a notice is made at most once in 10 s, and only of lines that came since the last one")
    func notices() throws {
        let feed = LiveFeed(capacity: 1 << 20)
        feed.attach()
        var watches = Watches()
        watches.watch(try Self.watched(("all", "len>0")), from: feed.window().end)
        var isNoticed = watches.makeNotice(at: Self.start, Self.time)
        #expect(!isNoticed)
        var seconds: [Int] = []
        for second in 0..<60 {
            if second < 25 || second == 50 {
                Self.append(second..<second + 1, to: feed)
                watches.advance(over: feed.window()) { false }
            }
            if watches.makeNotice(at: Self.start.advanced(bySeconds: Double(second)), Self.time) {
                seconds.append(second)
            }
        }
        #expect(seconds == [0, 10, 20, 30, 50])
        Self.append(0..<1, to: feed)
        watches.advance(over: feed.window()) { false }
        watches.look()
        isNoticed = watches.makeNotice(at: Self.start.advanced(bySeconds: 99), Self.time)
        #expect(!isNoticed && watches.notice == nil)
    }
}
