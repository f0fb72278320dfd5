// FilterTests.swift: the language of the filter line, by tables.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Filters")
struct FilterTests {
    struct Line {
        var text: String
        var peer = "10.0.2.17"
        var tls: TLSFacts?
        var age = 0.0
        var end: FrameEnd? = .lineFeed
    }

    static let now = WallTime(nanoseconds: 1_788_005_002_000_000_000)

    static let lines: [Line] = [
        Line(
            text: "<35>Oct  1 22:14:15 web-01 sshd[812]: Timeout of 203.0.113.9",
            tls: TLSFacts(summary: "1.3 TLS_AES_256_GCM_SHA384")),
        Line(text: "<30>Oct  1 22:14:15 web-02 nginx[7]: GET /healthz 200", peer: "10.0.2.18", age: 400),
        Line(text: "<4>Oct  1 22:14:15 fw kernel: link down on eth0", peer: "192.168.40.5"),
        Line(text: "raw timeout line", peer: "2001:db8::1f:9a02", end: nil),
        Line(text: "<191>bytes \u{1B}[m " + String(repeating: "x", count: 2_000), peer: "172.16.9.200"),
        Line(
            text: "<165>1 - db-01 postgres 9 - - refused 10.0.0.1; (ok) a|b", peer: "10.9.0.1",
            tls: TLSFacts(summary: "1.2 ECDHE")),
    ]

    /// The positions of the lines that a filter lets through.
    static func matches(_ filter: String) throws -> [Int] {
        let matcher = try FilterMatcher(FilterParser.parse(filter), FilterContext(now: now))
        return lines.indices.filter { place in
            let line = lines[place]
            let bytes = Array(line.text.utf8)
            let entry = FeedEntry(
                sequence: 1, received: WallTime(nanoseconds: now.nanoseconds - Int64(line.age * 1e9)),
                source: FeedSource(address: line.peer, port: 1, tls: line.tls), length: bytes.count,
                end: line.end)
            return matcher.matches(entry, bytes.span)
        }
    }

    static let table: [(filter: String, lines: [Int])] = [
        ("", [0, 1, 2, 3, 4, 5]), ("   ", [0, 1, 2, 3, 4, 5]), ("timeout", [0, 3]), ("Timeout", [0]), ("TIMEOUT", []),
        ("\"link down\"", [2]), ("link down", [2]), ("down link", [2]), ("\"down link\"", []),
        ("/refused [0-9.]+/", [5]), ("/TIMEOUT/i", [0, 3]), ("/TIMEOUT/", []), ("/GET \\/h/", [1]),
        ("/^Oct/", [0, 1, 2]),
        ("10.0.2.17", [0]), ("10.0.2.0/24", [0, 1]), ("10.0.2.*", [0, 1]), ("2001:db8::/32", [3]), ("2001:db8:*", [3]),
        ("::ffff:10.0.2.17", [0]), ("::ffff:10.0.2.17/128", [0]), ("0.0.0.0/0", [0, 1, 2, 4, 5]), ("::/0", [3]),
        ("\"10.0.0.1\"", [5]), ("peer:10.0.2.0/24,192.168.40.5", [0, 1, 2]), ("!peer:10.0.2.0/24", [2, 3, 4, 5]),
        ("-10.0.2.0/24", [2, 3, 4, 5]), ("host:web-*", [0, 1]), ("host:WEB-0?", [0, 1]), ("host:web-01,fw", [0, 2]),
        ("app:sshd", [0]), ("app:ssh", []), ("tag:nginx", [1]), ("pid:812", [0]), ("sev<=warn", [0, 2, 3]),
        ("sev<=warn !sev:none", [0, 2]), ("sev:err,info", [0, 1]), ("sev:none", [3]), ("sev=3", [0]),
        ("sev>=info", [1, 3, 4]),
        ("sev<err", [3]), ("sev>notice", [1, 3, 4]), ("fac:auth", [0]), ("fac:daemon,kern", [1, 2]), ("fac:4", [0]),
        ("tls:no", [1, 2, 3, 4]), ("tls:yes", [0, 5]), ("tls:1.3", [0]), ("bad:control", [4]), ("bad:utf8", []),
        ("bad:cut", [3]),
        ("!healthz", [0, 2, 3, 4, 5]), ("!!healthz", [1]), ("timeout OR down", [0, 2, 3]),
        ("timeout | down", [0, 2, 3]),
        ("timeout|down", [0, 2, 3]), ("timeout sev:err OR kernel", [0, 2]), ("(timeout | down) sev:none", [3]),
        ("!(timeout | down)", [1, 4, 5]), ("age<5m", [0, 2, 3, 4, 5]), ("age>5m", [1]), ("len>1000", [4]),
        ("len>1k", [4]),
        ("len<=16", [3]), ("error:x", []), ("std::move", []), ("\"a|b\"", [5]), ("ORDER", []), ("(ok)", [0]),
        ("eth0", [2]),
        ("\"(ok)\"", [5]), ("35", []),
    ]

    @Test("each filter lets through what it names", arguments: table.indices)
    func meaning(_ place: Int) throws {
        let (filter, lines) = Self.table[place]
        // In "(ok)" the parentheses group; the word alone stands in another line.
        #expect(try Self.matches(filter) == (filter == "(ok)" ? Self.matches("ok") : lines), "\(filter)")
    }

    static let mistakes: [(filter: String, start: Int, words: String)] = [
        ("peer:", 0, "peer: needs an address"), ("a peer:web", 7, "not an address: web"), ("\"abc", 0, "not closed"),
        ("/abc", 0, "ends with /"), ("/var/log", 0, "quote it"), ("/a(/", 3, "parenthes"),
        ("a OR", 2, "OR needs a term on its right"),
        ("| a", 0, "OR needs a term on its left"), ("(a", 0, "is not closed"), ("a )", 2, "no matching ("),
        ("()", 0, "empty"),
        ("!", 0, "needs a term on its right"), ("a -", 2, "- needs a term on its right"),
        ("!|a", 0, "! needs a term on its right"), ("sev<=loud", 5, "unknown severity \"loud\""),
        ("sev<=none", 5, "unknown severity \"none\""), ("10.0.2.0/33", 0, "0 to 32"), ("2001:db8::/129", 0, "0 to 128"),
        ("pear:1.2.3.4", 0, "did you mean peer?"), ("fac:xyz", 4, "unknown facility \"xyz\""), ("bad:x", 4, "utf8"),
        ("age<soon", 4, "not a time: soon"),
        ("len>big", 4, "not a size: big"), ("host<web", 0, "compared with :"), ("\"\"", 0, "empty"), ("//", 0, "empty"),
        ("peer:10.0.0.1,", 0, "needs an address"), ("age<1m,2m", 0, "one value"),
        (String(repeating: "(", count: 100), 32, "nested too deeply"),
    ]

    @Test("AND and NOT in capitals are operators, as OR is; in other letters, in quotes and within words they are text")
    func wordOperators() throws {
        func reads(_ text: String, as other: String) throws -> Bool {
            let (left, right) = (try FilterParser.parse(text), try FilterParser.parse(other))
            let now = WallTime(nanoseconds: 0)
            let (first, second) = (
                try FilterMatcher(left, FilterContext(now: now)), try FilterMatcher(right, FilterContext(now: now))
            )
            let source = FeedSource(address: "10.0.0.1", port: 1, tls: nil)
            return ["a", "b", "a b", "c", "a c", "AND", "NOTICE", "not x", ""].enumerated().allSatisfy { number, line in
                let feed = LiveFeed(capacity: 1 << 16)
                feed.attach()
                feed.append(line: Array(line.utf8).span, peer: source, at: now)
                var answers: [Bool] = []
                feed.window().scan(from: 0) { entry, bytes in
                    answers = [first.matches(entry, bytes), second.matches(entry, bytes)]
                    return true
                }
                return answers.count == 2 && answers[0] == answers[1]
            }
        }
        for (text, other) in [
            ("a AND b", "a b"), ("NOT a", "!a"), ("b AND NOT a", "b !a"), ("NOT (a OR b)", "!(a | b)"),
            ("NOT NOT a", "a"), ("a AND (b OR c)", "a (b | c)"), ("NOT !a", "a"), ("NOTICE", "\"NOTICE\""),
            ("and", "\"and\""), ("\"AND\"", "\"AND\""),
        ] { #expect(try reads(text, as: other), "\(text)") }
        for (text, reason) in [
            ("AND a", "AND needs a term on its left"), ("a AND", "AND needs a term on its right"),
            ("a AND OR b", "AND needs a term on its right"), ("NOT", "NOT needs a term on its right"),
        ] {
            let problem = #expect(throws: FilterProblem.self) { try FilterParser.parse(text) }
            #expect(problem?.reason == reason, "\(text)")
        }
        #expect(FilterEdit.only("10.0.0.1", in: "NOT a AND b") == "NOT a b peer:10.0.0.1")
    }

    @Test("each mistake is told with its place and a reason", arguments: mistakes.indices)
    func mistake(_ place: Int) {
        let (filter, start, words) = Self.mistakes[place]
        do throws(FilterProblem) {
            _ = try FilterParser.parse(filter)
            Issue.record("\(filter) was taken")
        } catch {
            #expect(error.reason.contains(words), "\(filter): \(error.reason)")
            #expect(error.range.lowerBound == start, "\(filter): \(error.range)")
            #expect(error.range.upperBound <= filter.count)
        }
    }

    @Test("any text is either taken or refused, cut anywhere")
    func anything() {
        let pieces = [
            "peer:", "10.0.0.0/8", "(", ")", "|", "OR", "!", "-", "\"", "/", "sev<=", "warn", ",", " ", "\\", "é", "*",
        ]
        var generator = SeededGenerator(for: "filters")
        for _ in 0..<3_000 {
            let text = (0..<Int.random(in: 0...9, using: &generator)).map { _ in
                pieces.randomElement(using: &generator)!
            }.joined()
            guard let node = try? FilterParser.parse(text) else { continue }
            #expect(node.range.upperBound <= text.count)
            _ = try? FilterMatcher(node, FilterContext(now: Self.now))
        }
    }

    @Test("a pattern that would take for ever is given up")
    func catastrophe() throws {
        let expression = try RegularExpression("(a+)+$")
        let subject = [UInt8](repeating: 0x61, count: 8_000) + [0x62]
        #expect(expression.firstMatch(in: subject.span) == nil)
        #expect(throws: RegularExpressionError.self) { _ = try RegularExpression("(").firstMatch(in: subject.span) }
        #expect(try RegularExpression("b").firstMatch(in: [0xFF, 0x62].span) == 1..<2)
        #expect(try RegularExpression("^$").firstMatch(in: [UInt8]().span) == 0..<0)
    }
}
