// CollectorTermTests.swift: filters that name a collector or a listener.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Filters by collector and listener")
struct CollectorTermTests {
    private static func matches(_ filter: String, _ source: FeedSource) throws -> Bool {
        let entry = FeedEntry(sequence: 1, received: .now, source: source, length: 1)
        return try FilterMatcher(FilterParser.parse(filter), FilterContext(now: .now)).matches(
            entry, [UInt8]("x".utf8).span)
    }

    @Test(
        "a line is found by its collector, its listener, and its peer at a collector",
        arguments: [
            ("at:web1", true), ("at:WEB*", true), ("at:web2", false), ("at:web2,web1", true), ("!at:web1", false),
            ("listener:tls-*", true), ("listener:tcp", false), ("peer:10.0.2.17@web1", true),
            ("10.0.2.17@web1", true), ("10.0.2.17@web2", false), ("10.0.0.0/8@web1", true), ("10.0.2.*@web1", true),
            ("peer:10.0.2.17", true), ("peer:10.0.2.17@web2,10.0.2.17@web1", true), ("!peer:10.0.2.17@web2", true),
        ])
    func terms(filter: String, isFound: Bool) throws {
        let source = FeedSource(
            address: "10.0.2.17", port: 1, listener: "tls-6514", collector: "web1")
        #expect(try Self.matches(filter, source) == isFound)
    }

    @Test("what is not known is not found")
    func unknown() throws {
        let source = FeedSource(address: "10.0.2.17", port: 1)
        for filter in ["at:*", "listener:*", "10.0.2.17@web1"] { #expect(try !Self.matches(filter, source)) }
    }

    @Test("an ordinary word in front of a colon is not taken for at:", arguments: ["cat:x", "stat:x", "it:x"])
    func words(filter: String) throws {
        #expect(
            try FilterParser.parse(filter).kind
                == .all([FilterNode(kind: .term(.text(filter)), range: 0..<filter.count)]))
    }

    @Test("keys pick and hide a peer of one collector only")
    func keys() {
        #expect(FilterEdit.only("10.0.2.17@web1", in: "x") == "x peer:10.0.2.17@web1")
        #expect(FilterEdit.only("10.0.2.17@web2", in: "peer:10.0.2.17@web1") == "peer:10.0.2.17@web1,10.0.2.17@web2")
        #expect(FilterEdit.only("10.0.2.17@web1", in: "peer:10.0.2.17") == "peer:10.0.2.17@web1")
        #expect(FilterEdit.hide("10.0.2.17@web1", in: "") == "!peer:10.0.2.17@web1")
        #expect(FilterEdit.hide("10.0.2.17@web1", in: "!peer:10.0.2.17@web1") == "")
        #expect(FilterEdit.hide("10.0.2.17@web2", in: "!peer:10.0.2.17@web1") == "!peer:10.0.2.17@web1,10.0.2.17@web2")
        #expect(FilterEdit.hide("fe80::1@a b", in: "") == "!peer:\"fe80::1@a b\"")
    }

    @Test("x in the table hides the peer of that collector, and its row alone is dimmed")
    func hide() {
        var scene = Scene.several()
        _ = scene.screen()
        scene.type(.tab)
        scene.type("x")
        #expect(scene.model.state.filter == "!peer:10.0.2.17@web1")
        let picture = scene.arranged(140, 40)
        #expect(picture.peers.rows.map(\.peer.description).prefix(2) == ["10.0.2.17@web1", "10.0.2.17@web2"])
        #expect(picture.peers.isDimmed.prefix(2) == [true, false])
        scene.type(.escape)
        scene.type("f")
        for _ in 0..<40 { scene.type(.backspace) }
        scene.type("at:web1")
        scene.type(.enter)
        #expect(scene.arranged(140, 40).peers.isDimmed == [false, true, false, true])
    }
}
