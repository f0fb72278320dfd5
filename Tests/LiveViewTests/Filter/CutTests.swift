// CutTests.swift: a cut never lacks a line that the filter lets through.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("What a filter needs")
struct CutTests {
    private static let table: [(filter: String, cut: Cut?)] = [
        ("", nil), ("timeout", nil), ("/x/", nil), ("host:web-1", nil), ("at:web1", nil), ("tls:no", nil),
        ("peer:10.0.2.17", Cut(networks: ["10.0.2.17"])),
        ("10.0.2.17 timeout", Cut(networks: ["10.0.2.17"])),
        ("peer:10.0.2.99/24,2001:db8::/32", Cut(networks: ["10.0.2.0/24", "2001:db8::/32"])),
        ("peer:::ffff:10.0.2.0/120", Cut(networks: ["10.0.2.0/24"])),
        ("peer:fe80::1%eth0", nil), ("febf::/16", nil), ("::/0", nil), ("f000::/4", nil),
        ("fec0::1", Cut(networks: ["fec0::1"])),
        ("0.0.0.0/0", Cut(networks: ["0.0.0.0/0"])),
        ("peer:10.0.2.17@web1", Cut(networks: ["10.0.2.17"])),
        ("peer:10.0.2.*", nil), ("peer:10.0.2.17,10.0.3.*", nil), ("!peer:10.0.2.17", nil),
        ("sev<=warn", Cut(worstSeverity: 4)), ("sev:err,crit", Cut(worstSeverity: 3)),
        ("sev:none", Cut(worstSeverity: 0)),
        ("sev<=debug", nil), ("!sev<=warn", nil), ("sev<=warn !sev:none", Cut(worstSeverity: 4)),
        ("10.0.2.17 sev<=err", Cut(networks: ["10.0.2.17"], worstSeverity: 3)),
        ("10.0.2.17 OR 10.0.2.18", Cut(networks: ["10.0.2.17", "10.0.2.18"])),
        ("10.0.2.17 OR timeout", nil), ("10.0.2.17 OR sev<=err", nil),
        ("(10.0.2.17 sev<=err) OR (10.0.2.18 sev<=warn)", Cut(networks: ["10.0.2.17", "10.0.2.18"], worstSeverity: 4)),
        ("!(10.0.2.17 sev<=err)", nil),
        ("(10.0.2.17 | 10.0.2.18) !healthz", Cut(networks: ["10.0.2.17", "10.0.2.18"])),
        ("listener:TLS", Cut(listeners: ["tls"])), ("listener:t*", Cut(listeners: ["tls", "tcp"])),
        ("listener:none", nil),
    ]

    @Test("addresses, networks, severities and listeners are cut by; nothing else is", arguments: table.indices)
    func bounds(place: Int) throws {
        let (filter, cut) = Self.table[place]
        #expect(try FilterParser.parse(filter).cut(listeners: ["tls", "tcp", "udp"]) == cut)
    }

    @Test("what watched filters need is not cut away")
    func watched() throws {
        for (saved, cut) in [
            ("a 10.0.3.0/24", Cut(networks: ["10.0.2.17"])), ("a:red 10.0.3.0/24", Cut(networks: ["10.0.2.17"])),
            ("a:watch 10.0.3.0/24", Cut(networks: ["10.0.2.17", "10.0.3.0/24"])), ("a:watch memory", nil),
        ] {
            var scene = Scene(filter: "10.0.2.17", isRemote: true)
            scene.facts.attached = [AttachedState(name: "web1", state: .connected)]
            scene.model.state.saved = SavedFilters(Array((saved + "\n").utf8))
            _ = scene.screen()
            scene.tick()
            scene.facts.attached[0].skipped = 100
            scene.tick()
            #expect(scene.collector.wishes.last ?? nil == cut, "\(saved)")
        }
    }

    @Test("very many networks are not asked for")
    func many() throws {
        let filter = (0..<65).map { "10.0.0.\($0)" }.joined(separator: " OR ")
        #expect(try FilterParser.parse(filter).cut() == nil)
    }

    /// A filter of random terms.
    private static func random(_ depth: Int, _ generator: inout SeededGenerator) -> String {
        let leaves = [
            "10.0.0.1", "peer:10.0.0.0/30", "peer:10.0.0.2,10.0.0.3@a", "10.0.0.*", "sev<=err", "sev:info", "sev:none",
            "listener:tls", "listener:t*,udp", "word", "at:a", "tls:no", "len>3",
        ]
        func part() -> String {
            let sign = Int.random(in: 0..<4, using: &generator) == 0 ? "!" : ""
            if depth > 0, Bool.random(using: &generator) { return "\(sign)(\(random(depth - 1, &generator)))" }
            return sign + leaves.randomElement(using: &generator)!
        }
        let separator = Bool.random(using: &generator) ? " " : " OR "
        return (0..<Int.random(in: 1...3, using: &generator)).map { _ in part() }.joined(separator: separator)
    }

    @Test("whatever the filter, each line that it lets through passes the cut")
    func property() throws {
        var generator = SeededGenerator(for: "cuts of filters")
        let listeners = ["tls", "tcp", "udp"]
        var cuts = 0
        for _ in 0..<2_000 {
            let filter = Self.random(2, &generator)
            let node = try FilterParser.parse(filter)
            guard let cut = node.cut(listeners: listeners) else { continue }
            cuts += 1
            let networks = try cut.networks.map { try AddressRange($0) }
            let matcher = try FilterMatcher(node, FilterContext(now: .now))
            for _ in 0..<50 {
                let address = "10.0.0.\(Int.random(in: 0..<8, using: &generator))"
                let severity = Severity.allCases.randomElement(using: &generator)!
                let hasNone = Int.random(in: 0..<4, using: &generator) == 0
                let listener = listeners.randomElement(using: &generator)!
                let source = FeedSource(
                    address: address, port: 1, listener: listener,
                    collector: ["a", "b"].randomElement(using: &generator))
                let text =
                    hasNone ? "word" : "<\(8 + severity.rawValue)>\(Bool.random(using: &generator) ? "word" : "x")"
                let entry = FeedEntry(sequence: 1, received: .now, source: source, length: text.utf8.count)
                guard matcher.matches(entry, Array(text.utf8).span) else { continue }
                let passes =
                    (networks.isEmpty || networks.contains { $0.contains(IPAddress(address)!) })
                    && (hasNone || cut.worstSeverity.map { severity.rawValue <= $0 } ?? true)
                    && (cut.listeners.isEmpty || cut.listeners.contains(listener))
                #expect(passes, "\(filter): \(cut) lacks \(text) of \(address)")
            }
        }
        #expect(cuts > 200)
    }
}
