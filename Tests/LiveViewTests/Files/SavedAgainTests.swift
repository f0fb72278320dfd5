// SavedAgainTests.swift: what a view or a collector has written opens again with all that it knew.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

@Suite("What was written opens again")
struct SavedAgainTests {
    private static let time = WallTime(nanoseconds: 1_788_005_001_003_000_000)
    private static let tls = TLSFacts(version: "TLSv1.3", cipher: "TLS_AES_256_GCM_SHA384", subject: "")

    struct Sent: CustomStringConvertible {
        var source: FeedSource
        var line: [UInt8]

        var description: String { "\(source.peer) \(String(decoding: line, as: UTF8.self))" }
    }

    static let sent: [Sent] = [
        Sent(
            source: FeedSource(address: "10.0.2.17", port: 514),
            line: Array("<34>1 2026-08-29T12:03:21Z db1 su 1 - - no".utf8)),
        Sent(
            source: FeedSource(address: "fe80::1", port: 514, tls: tls),
            line: Array("<13>Aug 29 14:03:21 web1 app[7]: ready".utf8)),
        Sent(
            source: FeedSource(address: "10.0.2.17", port: 514, collector: "east"), line: Array("no header at all".utf8)
        ),
        Sent(
            source: FeedSource(address: "10.0.2.18", port: 1),
            line: [0xFF, 0xFE, 0x22, 0x5C, 0x09, 0xC3, 0xA9, 0xF0, 0x9F, 0x98, 0x80]),
        Sent(source: FeedSource(address: "10.0.2.18", port: 1), line: Array(": - | begins with signs".utf8)),
        Sent(
            source: FeedSource(address: "10.0.2.18", port: 1),
            line: Array(#"{"message": "inner", "peer": "10.9.9.9"}"#.utf8)),
    ]

    private static func entry(_ sent: Sent) -> FeedEntry {
        FeedEntry(sequence: 1, received: time, source: sent.source, length: sent.line.count, end: .lineFeed)
    }

    @Test("lines that were saved with time and peer", arguments: sent)
    func saved(_ sent: Sent) throws {
        let head = Self.entry(sent).facts(offset: -9_000, milliseconds: true)
        let files = try FilesUnderTest([("saved", Array(head.utf8) + sent.line + [10])])
        try files.readAll()
        let line = try #require(files.lines.first)
        #expect(line.bytes == sent.line)
        #expect(line.entry.received == Self.time)
        #expect(line.entry.source.peer == sent.source.peer)
        #expect(line.entry.source.tls == sent.source.tls)
    }

    @Test("lines that were written as JSON", arguments: sent)
    func objects(_ sent: Sent) throws {
        var bytes: [UInt8] = []
        LineObject(Self.entry(sent), sent.line.span).append(to: &bytes)
        let files = try FilesUnderTest([("lines.json", bytes + [10])])
        try files.readAll()
        let line = try #require(files.lines.first)
        #expect(line.entry.received == Self.time)
        #expect(line.entry.source.peer == sent.source.peer)
        #expect(line.entry.source.tls == sent.source.tls)
        let (before, now) = (MessageHeader(sent.line.span), MessageHeader(line.bytes.span))
        #expect(now.severity == before.severity)
        #expect(now.priority == before.priority)
        func part(_ range: Range<Int>?, of bytes: [UInt8]) -> [UInt8]? { range.map { Array(bytes[$0]) } }
        #expect(part(now.host, of: line.bytes) == part(before.host, of: sent.line))
        #expect(part(now.app, of: line.bytes) == part(before.app, of: sent.line))
        #expect(Array(line.bytes[now.content...]) == Array(sent.line[before.content...]))
    }

    @Test("lines of which nobody knows the time, and whose peer is a name, too")
    func withoutTime() throws {
        let entries = [
            FeedEntry(sequence: 1, received: .unknown, source: FeedSource(address: "10.0.2.17", port: 0), length: 1),
            FeedEntry(sequence: 2, received: Self.time, source: FeedSource(address: "app.log", port: 0), length: 1),
            FeedEntry(sequence: 3, received: .unknown, source: FeedSource(address: "db1", port: 0), length: 1),
        ]
        let text = entries.map { $0.facts(offset: 7_200, milliseconds: true) + "- text\n" }.joined()
        #expect(text.hasPrefix("- 10.0.2.17 - text\n2026-08-29 "))
        let files = try FilesUnderTest(text)
        try files.readAll()
        #expect(files.texts == ["- text", "- text", "- text"])
        for (line, entry) in zip(files.lines, entries) {
            #expect(line.entry.received == entry.received)
            #expect(line.entry.source.peer == entry.source.peer)
        }
    }

    @Test("what a JSON formatter wrote has its peer, its time and the message")
    func formatter() throws {
        let ours =
            #"{"asctime": "2026-08-29T12:03:21Z", "levelname": "INFO", "name": "10.0.2.17", "message": "<34>su: \"no\""}"#
        let others = [#"{"name": "root", "message": "of another program"}"#, #"{"peer": {"a": 1}, "message": "b"}"#]
        let files = try FilesUnderTest(([ours] + others).joined(separator: "\n"))
        try files.readAll()
        #expect(files.texts == ["<34>su: \"no\""] + others)
        let addresses = files.lines.map { $0.entry.source.address }
        #expect(addresses == ["10.0.2.17", "app.log", "app.log"])
        #expect(files.lines[0].entry.received.seconds == 1_788_005_001)
        #expect(files.lines[1].entry.received == WallTime.unknown)
    }
}
