// FilterIndexTests.swift: the index agrees with the matcher while the ring turns over.
import CollectorCore
import Testing

@testable import LiveView

@Suite("The index of a filter", .serialized)
struct FilterIndexTests {
    private static func matcher(_ text: String) throws -> FilterMatcher {
        try FilterMatcher(FilterParser.parse(text), FilterContext(now: WallTime(nanoseconds: 0)))
    }

    private static func count(_ matcher: FilterMatcher, _ window: FeedWindow) -> Int {
        (0..<window.count).reduce(0) { $0 + (window.withLine(at: $1) { matcher.matches($0, $1) } ? 1 : 0) }
    }

    @Test("counts stay right while lines come and go")
    func turning() throws {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let peers = (0..<5).map { FeedSource(address: "10.0.0.\($0)", port: 1) }
        let quiet = FeedSource(address: "10.9.9.9", port: 1)
        let matcher = try Self.matcher("seven")
        var index = FilterIndex(matcher, over: feed.window())
        var number = 0
        for round in 0..<300 {
            for _ in 0..<(round * 37 % 211) {
                number += 1
                let line = Array(
                    "line \(number) \(number % 7 == 0 ? "seven" : "other") \(String(repeating: "x", count: number % 90))"
                        .utf8)
                feed.append(
                    line: line.span, peer: number % 500 == 0 ? quiet : peers[number % 5], at: WallTime(nanoseconds: 0))
            }
            let window = feed.window()
            index.follow(window)
            var slices = 0
            index.advance(over: window) {
                slices += 1
                return slices > round % 3
            }
            if round % 10 == 9 {
                index.advance(over: window) { false }
                #expect(index.isComplete(in: window))
                #expect(index.matches == Self.count(matcher, window), "round \(round)")
                #expect(index.tested == window.count)
            }
        }
        #expect(feed.window().evicted > 0)
        #expect(feed.window().reservedCount > 0)
        var stream = FilteredStream()
        stream.window = feed.window()
        let newest = stream.backward(before: .max, count: 3)
        #expect(newest == (stream.window.end - 3..<stream.window.end).map { $0 })
    }

    @Test("walking through a filtered stream shows each line once, in both directions")
    func walking() throws {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        for number in 1...1_000 {
            feed.append(line: Array("n\(number)".utf8).span, peer: peer, at: WallTime(nanoseconds: 0))
        }
        var stream = FilteredStream()
        stream.window = feed.window()
        stream.index = FilterIndex(try Self.matcher("/n[0-9]*5$/"), over: stream.window)
        #expect(stream.backward(before: .max, count: 3) == [975, 985, 995])
        #expect(stream.forward(from: 0, count: 2) == [5, 15])
        #expect(stream.step(from: 15, by: 2) == 35)
        #expect(stream.step(from: 35, by: -2) == 15)
        #expect(stream.step(from: 5, by: -9) == 5)
        #expect(stream.step(from: 995, by: 9) == 995)
        stream.floor = 500
        stream.ceiling = 600
        #expect(stream.backward(before: .max, count: 99) == Array(stride(from: 505, through: 595, by: 10)))
        var index: FilterIndex? = FilterIndex(try Self.matcher("/n55[15]/"), over: stream.window)
        #expect(stream.find(&index, from: 505, .forward) { false } == .found(551))
        #expect(stream.find(&index, from: 556, .forward) { false } == .none)
        #expect(stream.find(&index, from: .max, .backward) { false } == .found(555))
        #expect(stream.find(&index, from: 551, .backward) { false } == .none)
    }

    /// Prints how long a new filter takes over a full ring; asserts only its result.
    @Test(
        "a new filter over a full ring answers",
        arguments: ["zebra", "Zebra", "/z[e]bra [0-9]+/", "sev<=err zebra", "host:web-7"])
    func speed(filter: String) throws {
        let feed = Self.full
        let window = feed.window()
        let clock = ContinuousClock()
        var stream = FilteredStream()
        stream.window = window
        var shown: [UInt64] = []
        let visible = try clock.measure {
            stream.index = FilterIndex(try Self.matcher(filter), over: window)
            shown = stream.backward(before: .max, count: 50)
        }
        var index = stream.index!
        let whole = clock.measure { index.advance(over: window) { false } }
        print("\(filter): 50 of \(window.count) lines after \(visible), all \(index.matches) after \(whole)")
        #expect(shown.count == min(50, index.matches))
        #expect(index.matches == Self.count(index.matcher, window))
    }

    /// Lines of a usual length until the ring turns over. A debug build is slow and gets a smaller ring.
    private static let full: LiveFeed = {
        var capacity = 64 << 20
        assert(
            {
                capacity = 2 << 20
                return true
            }())
        let feed = LiveFeed(capacity: capacity)
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        var number = 0
        while feed.window().evicted == 0 {
            for _ in 0..<10_000 {
                number += 1
                let animal = number % 10_000 == 0 ? "zebra" : "horse"
                let line =
                    "<\(number % 192)>Aug 29 14:03:21 web-\(number % 9) nginx[2211]: 10.1.4.8 - \"GET /api/v1/items?page=2 HTTP/1.1\" 200 18233 \(animal) \(number) rt=0.012 uct=0.000"
                feed.append(line: line.utf8.span, peer: peer, at: WallTime(nanoseconds: 0))
            }
        }
        return feed
    }()
}
