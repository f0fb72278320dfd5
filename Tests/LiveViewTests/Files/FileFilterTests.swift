// FileFilterTests.swift: filters over files agree with a plain recount, however the lines are found.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Filters over files", .limited)
struct FileFilterTests {
    private static let words = ["refused", "Refused", "accepted", "time out", "x", "", "ünïcode", "\u{1}"]

    /// Lines of all forms that are recognised.
    private static func text(_ random: inout SeededGenerator, lines: Int, withObjects: Bool) -> String {
        (0..<lines).map { number in
            let words = (0..<random.number(0...12)).map { _ in random.pick(Self.words) }.joined(separator: " ")
            let message = "<\(random.number(0...191))>n\(number) \(words)"
            switch random.number(0...(withObjects ? 5 : 4)) {
            case 0: return "INFO:10.0.0.\(random.number(1...9)):\(message)"
            case 1: return "2026-08-29 14:03:21 +02:00 10.0.0.\(random.number(1...9)) \(message)"
            case 2: return "Aug 29 14:03:21 refused app: \(message)"
            case 3: return String(repeating: random.pick(["refused ", "y"]), count: random.number(0...1_500))
            case 4: return words
            default:
                return
                    #"{"peer": "10.0.0.1", "time": "2026-08-29T12:03:21Z", "message": "\#(words.contains("\u{1}") ? "" : words)"}"#
            }
        }.joined(separator: "\n") + "\n"
    }

    private static func matches(_ filter: String, _ window: FeedWindow) throws -> [UInt64] {
        let matcher = try FilterMatcher(FilterParser.parse(filter), FilterContext(now: .now))
        var found: [UInt64] = []
        window.scan(from: 0) { entry, line in
            if matcher.matches(entry, line) { found.append(entry.sequence) }
            return true
        }
        return found
    }

    @Test(
        "an index over files has the lines that one by one match, also while older ones are still found",
        arguments: [
            "refused", "Refused", "\"time out\"", "refused !accepted", "refused peer:10.0.0.3", "sev<=err",
            "refused OR accepted", "!refused", "/ref.sed/ accepted", "ünïcode", "sev:emerg,alert,crit,err",
            "sev:crit refused", "sev:crit OR sev:alert", "sev:crit /n[0-9]*7 /",
        ], [false, true])
    func index(_ filter: String, withObjects: Bool) throws {
        var random = SeededGenerator(for: "file filter \(filter) \(withObjects)")
        let files = try FilesUnderTest(Self.text(&random, lines: 6_000, withObjects: withObjects))
        files.step()
        let matcher = try FilterMatcher(FilterParser.parse(filter), FilterContext(now: .now))
        var index = FilterIndex(matcher, over: files.window)
        while files.window.isFilling {
            let window = files.window
            index.follow(window)
            var looks = 0
            index.advance(over: window) {
                looks += 1
                return looks > 3
            }
            // What a page asks for is tested out of order.
            for _ in 0..<5 where window.count > 0 {
                _ = index.matches(at: random.number(0...window.count - 1), in: window)
            }
            #expect(!index.isComplete(in: window))
            files.step()
        }
        let window = files.window
        index.follow(window)
        index.advance(over: window) { false }
        #expect(index.isComplete(in: window))
        #expect(index.tested == window.count)
        let wanted = try Self.matches(filter, window)
        #expect(index.matches == wanted.count)
        var stream = FilteredStream()
        stream.window = window
        stream.index = index
        #expect(stream.forward(from: 0, count: .max) == wanted)
        #expect(stream.backward(before: .max, count: .max) == wanted)
    }

    @Test("lines that come are in the index", arguments: ["refused", "sev:emerg,alert,crit,err"])
    func growth(_ filter: String) throws {
        var random = SeededGenerator(for: "growing file filter")
        let files = try FilesUnderTest(Self.text(&random, lines: 500, withObjects: true))
        try files.readAll()
        var index = FilterIndex(
            try FilterMatcher(FilterParser.parse(filter), FilterContext(now: .now)), over: files.window)
        for _ in 0..<20 {
            let count = files.window.count
            try files.append(Self.text(&random, lines: 30, withObjects: true))
            try eventually("the lines that came") {
                files.step()
                return files.window.count >= count + 30
            }
            let window = files.window
            index.follow(window)
            index.advance(over: window) { false }
            #expect(index.tested == window.count)
            #expect(try index.matches == Self.matches(filter, window).count)
        }
    }
}
