// LiveFeedTests.swift: the ring keeps the newest lines, the last of the quiet peers, and no more than it may.

import Testing

@testable import CollectorCore

@Suite("The live feed")
struct LiveFeedTests {
    private static func append(_ text: String, _ feed: LiveFeed, _ peer: FeedSource) {
        feed.append(line: text.utf8.span, peer: peer, at: WallTime(nanoseconds: 1))
    }

    private static func text(_ line: FeedLine) -> String { String(decoding: line.bytes, as: UTF8.self) }

    @Test("nothing is kept while nobody looks, and nothing after the last one left")
    func unwatched() {
        let feed = LiveFeed()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        Self.append("unseen", feed, peer)
        #expect(feed.window().count == 0)
        feed.attach()
        Self.append("seen", feed, peer)
        #expect(feed.window().lines.map(Self.text) == ["seen"])
        feed.detach()
        #expect(feed.window().count == 0)
    }

    @Test("numbers have no gaps, windows stand still, and bytes stay within the capacity")
    func turning() {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        var old = feed.window()
        for number in 1...20_000 {
            Self.append("line \(number)", feed, peer)
            guard number % 1_000 == 0 else { continue }
            let window = feed.window()
            #expect(window.end == UInt64(number) + 1)
            #expect(window.heldBytes <= window.capacity)
            #expect(window.count + window.evicted == number)
            for position in [0, window.count / 2, window.count - 1] {
                let line = window.line(at: position)
                #expect(Self.text(line) == "line \(line.entry.sequence)")
                #expect(window.position(atOrAfter: line.entry.sequence) == position)
                #expect(window.sequence(at: position) == line.entry.sequence)
            }
            if old.count > 0 { #expect(Self.text(old.line(at: old.count - 1)) == "line \(old.end - 1)") }
            old = window
        }
    }

    @Test("each line knows what ended it, also where a connection mixes the ways, and however long it is")
    func ends() {
        let feed = LiveFeed()
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        let long = Array("12000 <13>".utf8) + Array(repeating: 0x61, count: 12_000 - 4)
        let stream = FramedStream(.auto, limit: 20_000)
        stream.send(Array("one\ntwo\n\0three\0".utf8), to: feed, from: peer)
        stream.send(Array("8 <13>telefour\n".utf8) + long + Array("five\n".utf8), to: feed, from: peer)
        stream.send(Array(repeating: 0x62, count: 20_001) + Array("\nsix\n".utf8), to: feed, from: peer)
        let lines = feed.window().lines
        #expect(
            lines.map(\.entry.end) == [
                .lineFeed, .lineFeedAndNUL, .nul, .counted, .lineFeed, .counted, .lineFeed, nil, .lineFeed,
            ])
        #expect(lines.map(\.entry.length) == [3, 3, 5, 8, 4, 12_000, 4, 20_000, 3])
        #expect(MemoryLayout<FrameBatch.Frame>.size == 8, "the index of a line takes no more than it did")
    }

    @Test("the last records of the collector are kept, oldest first, and no more of them than there is room for")
    func notes() {
        let feed = LiveFeed()
        for number in 1...300 { feed.note("record \(number)", number == 150 ? .error : .info, isEvent: number == 150) }
        #expect(feed.notes.count == LiveFeed.noteLimit && feed.notes.last?.text == "record 300")
        #expect(feed.event?.text == "record 150" && feed.event?.level == .error)
        feed.note(String(repeating: "x", count: 5_000), .info, isEvent: false)
        #expect(feed.notes.last?.text.count == LiveFeed.longestNote)
    }

    @Test("a flooder does not evict the last lines of a quiet peer")
    func reserve() {
        let feed = LiveFeed(capacity: 2 << 20)
        feed.attach()
        let quiet = FeedSource(address: "10.0.0.1", port: 1)
        let again = FeedSource(address: "10.0.0.1", port: 2)
        let flooder = FeedSource(address: "10.0.0.2", port: 1)
        for number in 1...300 { Self.append("quiet \(number)", feed, number % 2 == 0 ? quiet : again) }
        for number in 1...80_000 { Self.append("flood \(number)", feed, flooder) }
        Self.append("quiet again", feed, quiet)
        let window = feed.window()
        var kept: [String] = []
        window.scan(from: 0) { entry, _ in
            if entry.source.address == "10.0.0.1" { kept.append("\(entry.sequence)") }
            return true
        }
        #expect(kept == (101...300).map { "\($0)" } + ["80301"])
        #expect(window.reservedCount > 0)
        #expect(window.position(atOrAfter: .max) == window.count)
        #expect(window.position(atOrAfter: 0) == 0)
        let floods = window.count - kept.count
        #expect(floods < 60_000)
        var previous: UInt64 = 0
        window.scan(from: 0) { entry, _ in
            #expect(entry.sequence > previous)
            previous = entry.sequence
            return true
        }
    }

    @Test("a long line is kept as far as it is shown, and its length is told")
    func longLine() {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1, tls: TLSFacts(version: "TLSv1.3", cipher: "X", subject: ""))
        feed.append(line: [UInt8](repeating: 0x41, count: 1 << 20).span, peer: peer, at: WallTime(nanoseconds: 7))
        feed.append(line: [UInt8]().span, peer: peer, at: WallTime(nanoseconds: 8))
        let lines = feed.window().lines
        #expect(lines[0].bytes.count == LiveFeed.longestLine)
        #expect(lines[0].entry.length == 1 << 20)
        #expect(lines[0].entry.isTruncated)
        #expect(lines[0].entry.received == WallTime(nanoseconds: 7))
        #expect(lines[1].bytes.isEmpty)
        #expect(lines[1].entry.source.tls?.summary == "1.3 X")
    }

    @Test("a batch is appended frame by frame, those that were joined from several reads too")
    func batch() {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        let stream = FramedStream(limit: 1_000)
        for part in ["one\ntw", "o\nthree\n"] { stream.send(Array(part.utf8), to: feed, from: peer) }
        #expect(feed.window().lines.map(Self.text) == ["one", "two", "three"])
    }

    /// Prints what a batch costs its event loop; asserts only that it was kept.
    @Test("a batch costs its event loop an index of it")
    func cost() {
        var rounds = 4_000
        assert(
            {
                rounds = 20
                return true
            }())
        let feed = LiveFeed()
        feed.attach()
        let peer = FeedSource(address: "10.0.0.1", port: 1)
        let stream = FramedStream(limit: 1_000)
        let bytes = Array(String(repeating: String(repeating: "x", count: 137) + "\n", count: 500).utf8)
        var adding = Duration.zero
        for _ in 0..<rounds { adding += stream.send(bytes, to: feed, from: peer) }
        print("added \(rounds * 500) lines in \(adding)")
        #expect(feed.window().end == UInt64(rounds * 500) + 1)
    }

    @Test("many threads append while others read what they had")
    func threads() async {
        let feed = LiveFeed(capacity: 256 << 10)
        feed.attach()
        await withTaskGroup(of: Void.self) { group in
            for thread in 0..<3 {
                group.addTask {
                    let peer = FeedSource(address: "10.0.0.\(thread)", port: 1)
                    for number in 0..<5_000 { Self.append("\(thread) \(number) \(thread) \(number)", feed, peer) }
                }
            }
            group.addTask {
                for _ in 0..<100 {
                    let window = feed.window()
                    window.scan(from: 0) { entry, line in
                        let words = String(decoding: line.array, as: UTF8.self).split(separator: " ")
                        #expect(words.count == 4 && words[0] == words[2] && words[1] == words[3])
                        return true
                    }
                }
            }
        }
        #expect(feed.window().end == 15_001)
    }
}
