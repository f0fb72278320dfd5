// FilterEditTests.swift: keys edit the filter by its meaning, however it is written.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("Edits of the filter line")
struct FilterEditTests {
    private static func only(_ peer: String) -> @Sendable (String) -> String { { FilterEdit.only(peer, in: $0) } }
    private static func hide(_ peer: String) -> @Sendable (String) -> String { { FilterEdit.hide(peer, in: $0) } }
    private static let stricter: @Sendable (String) -> String = { FilterEdit.severity(.stricter, in: $0) }
    private static let looser: @Sendable (String) -> String = { FilterEdit.severity(.looser, in: $0) }

    static let edits: [(before: String, action: @Sendable (String) -> String, after: String)] = [
        ("", only("10.0.0.1"), "peer:10.0.0.1"),
        ("peer:10.0.0.1", only("10.0.0.2"), "peer:10.0.0.1,10.0.0.2"),
        ("peer:10.0.0.1,10.0.0.2 x", only("10.0.0.1"), "peer:10.0.0.2 x"),
        ("peer:10.0.0.1", only("10.0.0.1"), ""),
        ("!peer:10.0.0.1 x", only("10.0.0.1"), "x peer:10.0.0.1"),
        ("a | b", only("10.0.0.1"), "(a | b) peer:10.0.0.1"),
        (
            "main() OR host:a),\"b)\" -/(x)/", only("10.0.0.1"),
            "(\"main()\" OR host:\"a)\",\"b)\" -/(x)/) peer:10.0.0.1"
        ),
        ("(a peer:10.0.0.1)", only("10.0.0.2"), "a peer:10.0.0.1,10.0.0.2"),
        ("ip:10.0.0.1", only("10.0.0.2"), "peer:10.0.0.1,10.0.0.2"),
        ("addr:10.0.0.1,10.0.0.2", only("10.0.0.1"), "peer:10.0.0.2"),
        ("peer=10.0.0.1", only("10.0.0.1"), ""),
        ("PEER:\"10.0.0.1\" !!x", only("10.0.0.2"), "peer:10.0.0.1,10.0.0.2 !!x"),
        ("!!10.0.0.1", only("10.0.0.1"), ""),
        ("::ffff:10.0.0.1", only("10.0.0.1"), ""),
        ("10.0.0.0/8", only("10.0.0.1"), "peer:10.0.0.1"),
        ("peer:192.0.2.1,10.0.*,10.0.0.0/24", only("10.0.0.1"), "peer:192.0.2.1,10.0.0.1"),
        ("peer:10.0.0.0/8 sev<=err", only("192.0.2.1"), "peer:10.0.0.0/8,192.0.2.1 sev<=err"),
        ("!ip:10.0.0.0/8,192.0.2.1", only("10.0.0.1"), "!peer:192.0.2.1 peer:10.0.0.1"),
        ("x", hide("2001:db8::1"), "x !peer:2001:db8::1"),
        ("!peer:10.0.0.1", hide("10.0.0.2"), "!peer:10.0.0.1,10.0.0.2"),
        ("!peer:10.0.0.1", hide("10.0.0.1"), ""),
        ("-ip:10.0.0.1,10.0.0.2", hide("10.0.0.1"), "!peer:10.0.0.2"),
        ("peer:10.0.0.1,10.0.0.2", hide("10.0.0.1"), "peer:10.0.0.2 !peer:10.0.0.1"),
        ("", stricter, "sev<=info"),
        ("sev<=info x", stricter, "sev<=notice x"),
        ("severity<=warn", stricter, "sev<=err"), ("SEV<4 x", stricter, "sev<=crit x"),
        ("!!sev<=warn", looser, "sev<=notice"),
        ("sev<=err x sev<=warn", looser, "sev<=warn x"), ("sev<emerg", looser, "sev<=emerg"),
        ("sev<emerg", stricter, "sev<emerg"),
        ("sev:err", stricter, "sev:err sev<=info"),
        ("sev<=info x", looser, "x"),
        ("sev<=emerg", stricter, "sev<=emerg"),
        ("", looser, ""),
        ("\"open", only("10.0.0.1"), "\"open"),
        ("peer:10.0.0.2 x", { FilterEdit.onlyThis("10.0.0.1", in: $0) }, "x peer:10.0.0.1"),
        ("ip:10.0.0.1 x", { FilterEdit.onlyThis("10.0.0.1", in: $0) }, "ip:10.0.0.1 x"),
        ("10.0.0.0/8 !peer:10.0.0.1", { FilterEdit.onlyThis("10.0.0.1", in: $0) }, "peer:10.0.0.1"),
    ]

    @Test("keys edit the terms of the filter line", arguments: edits.indices)
    func edit(_ place: Int) {
        let (before, action, after) = Self.edits[place]
        #expect(action(before) == after)
    }

    private static let words = [
        "timeout", "(", ")", " ", " ", "|", " OR ", "!", "-", "\"link down\"", "/(a)|b/i", "host:web-*,x)", "refused",
        "main()",
        "app:\"a)\\\"b\"", "tls:no", "len>1000", "fac:auth", "sev<=warn", "severity<4", "sev:err,none", "a|b", "\\",
        "é", "!!",
    ]
    private static let addresses = [
        "peer:", "ip:", "addr=", "PEER:", ",", "10.0.2.17", "10.0.2.0/24", "10.0.*", "2001:db8::/32",
        "::ffff:10.0.2.18",
    ]

    private static func random(_ pieces: [String], _ generator: inout SeededGenerator) -> String {
        (0..<Int.random(in: 0...9, using: &generator)).map { _ in pieces.randomElement(using: &generator)! }.joined()
    }

    @Test("whatever a filter says, an edited one says something too")
    func random() {
        var actions = [Self.stricter, Self.looser]
        for peer in FilterTests.lines.map(\.peer) {
            actions += [Self.only(peer), Self.hide(peer), { FilterEdit.onlyThis(peer, in: $0) }]
        }
        var generator = SeededGenerator(for: "filter edits")
        for _ in 0..<5_000 {
            let begun = Self.random(Self.words + Self.addresses, &generator)
            var text = begun
            guard (try? FilterParser.parse(text)) != nil else { continue }
            for _ in 0..<4 {
                let before = text
                text = actions.randomElement(using: &generator)!(text)
                #expect((try? FilterParser.parse(text)) != nil, "\(before) became \(text)")
            }
            let joined = FilterEdit.terms(of: begun).joined(separator: " ")
            #expect(
                (try? FilterTests.matches(joined)) == (try? FilterTests.matches(begun)), "\(begun) became \(joined)")
        }
    }

    @Test("a peer is picked out of, or left out of, just what a filter lets through")
    func meaning() throws {
        var generator = SeededGenerator(for: "filter edits")
        for _ in 0..<5_000 {
            let text = Self.random(Self.words, &generator)
            guard let before = try? FilterTests.matches(text) else { continue }
            let peer = FilterTests.lines.randomElement(using: &generator)!.peer
            let only = FilterEdit.only(peer, in: text)
            #expect(
                try FilterTests.matches(only) == before.filter { FilterTests.lines[$0].peer == peer },
                "\(text): \(only)")
            let others = FilterEdit.hide(peer, in: text)
            #expect(
                try FilterTests.matches(others) == before.filter { FilterTests.lines[$0].peer != peer },
                "\(text): \(others)")
        }
    }
}
