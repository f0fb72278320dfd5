// LineHeadTests.swift: what is recognised in front of a message in a file.
import CollectorCore
import Testing

@testable import LiveView

@Suite("The head of a line in a file")
struct LineHeadTests {
    struct Known: CustomStringConvertible {
        var line: String
        /// The peer, and what tells it from others.
        var peer: String?
        var text: String
        /// Seconds of UTC; `nil` where the line says none.
        var time: String?

        var description: String { line }
    }

    static let known = [
        Known(line: "INFO:10.0.2.17:<34>su: failed", peer: "10.0.2.17", text: "<34>su: failed"),
        Known(line: "ERROR:fe80::1:dead beef", peer: "fe80::1", text: "dead beef"),
        Known(line: "INFO:::1:hello", peer: "::1", text: "hello"),
        Known(line: "WARNING:fe80::1%eth0:hello", peer: "fe80::1%eth0", text: "hello"),
        Known(
            line: "2026-08-29 14:03:21.003 +02:00 10.0.2.17 <34>su: failed", peer: "10.0.2.17", text: "<34>su: failed",
            time: "2026-08-29T12:03:21.003"),
        Known(
            line: "2026-08-29 14:03:21.003 +02:00 10.0.2.17 : odd", peer: "10.0.2.17", text: ": odd",
            time: "2026-08-29T12:03:21.003"),
        Known(
            line: "2026-08-29 14:03:21.003 +02:00 [INF] of another",
            text: "2026-08-29 14:03:21.003 +02:00 [INF] of another",
            time: "2026-08-29T12:03:21.003"),
        Known(line: "- app.log text", peer: "app.log", text: "text"), Known(line: "- [ ] item", text: "- [ ] item"),
        Known(
            line: "2026-08-29 14:03:21.003 +02:00 10.0.2.17@web1 [tls 1.3 TLS_AES_256_GCM_SHA384] text",
            peer: "10.0.2.17@web1 [tls 1.3 TLS_AES_256_GCM_SHA384]", text: "text", time: "2026-08-29T12:03:21.003"),
        Known(
            line: "2026-08-29T12:03:21Z INFO 10.0.2.17 text", peer: "10.0.2.17", text: "text",
            time: "2026-08-29T12:03:21.000"),
        Known(
            line: "2026-08-29T12:03:21Z - 10.0.2.17 - INFO - text", peer: "10.0.2.17", text: "text",
            time: "2026-08-29T12:03:21.000"),
        // Without an address, the whole line is the text.
        Known(line: "INFO:root:started", text: "INFO:root:started"),
        Known(line: "10.0.2.17 - - [10/Oct/2000] GET", text: "10.0.2.17 - - [10/Oct/2000] GET"),
        Known(
            line: "2026-08-29T12:03:21Z ERROR no", text: "2026-08-29T12:03:21Z ERROR no",
            time: "2026-08-29T12:03:21.000"),
        // Headers of syslog stay a part of the line; their host is the peer.
        Known(
            line: "<34>1 2026-08-29T12:03:21.5Z db1 su 12 - - failed", peer: "db1",
            text: "<34>1 2026-08-29T12:03:21.5Z db1 su 12 - - failed", time: "2026-08-29T12:03:21.500"),
        Known(
            line: "2026-08-29T14:03:21.25+02:00 db1 su[12]: failed", peer: "db1",
            text: "2026-08-29T14:03:21.25+02:00 db1 su[12]: failed", time: "2026-08-29T12:03:21.250"),
        Known(line: "", text: ""), Known(line: "\tat Main.java", text: "\tat Main.java"),
        Known(line: "2026-13-29T12:03:21Z x", text: "2026-13-29T12:03:21Z x"),
        Known(line: "9999-12-29T12:03:21Z x", text: "9999-12-29T12:03:21Z x"),
        Known(line: "INFO:", text: "INFO:"), Known(line: "INFO:10.0.2.1", peer: "10.0.2.1", text: ""),
    ]

    @Test("peer, time and message are told apart", arguments: known)
    func heads(_ known: Known) throws {
        let bytes = Array(known.line.utf8)
        let head = LineHead(bytes.span)
        #expect(head.sender.map { String(decoding: bytes[$0], as: UTF8.self) } == known.peer)
        #expect(String(decoding: bytes[head.text...], as: UTF8.self) == known.text)
        var clock = StampClock(changed: .now)
        let time = head.stamp.map { clock.moment(of: $0) }
        #expect(time.map(Self.text) == known.time)
    }

    private static func text(_ time: WallTime) -> String {
        let text = CivilTime(secondsSinceEpoch: time.seconds, isUTC: true).text(format: "%Y-%m-%dT%H:%M:%S.")
        let rest = 1_000 + (time.nanoseconds - time.seconds * 1_000_000_000) / 1_000_000
        return String(decoding: text, as: UTF8.self) + "\(rest)".dropFirst()
    }

    @Test("a date without a year is the last one that was not in the future when the file was changed")
    func years() throws {
        // 2026-01-03 12:00:00 UTC.
        let changed = WallTime(nanoseconds: 1_767_441_600_000_000_000)
        for (line, year) in [("Jan  3 10:00:00 a b: c", 2026), ("Dec 31 23:59:59 a b: c", 2025)] {
            let head = LineHead(Array(line.utf8).span)
            var clock = StampClock(changed: changed)
            let time = try clock.moment(of: #require(head.stamp))
            let seconds = Int(time.seconds) + CivilTime(secondsSinceEpoch: time.seconds).offset
            let date = CivilDate(daysSinceEpoch: seconds.flooredDivision(by: 86_400).quotient)
            #expect(date.year == year)
            #expect(LineStamp.header(of: time) == String(line.prefix(16)))
        }
    }

    @Test("days are numbered as they are named")
    func days() {
        for days in stride(from: -200_000, through: 200_000, by: 367) {
            #expect(CivilDate(daysSinceEpoch: days).daysSinceEpoch == days)
        }
    }

    @Test("no line that is cut anywhere is read beyond its end")
    func cuts() {
        let lines = Self.known.map(\.line) + [#"{"time": "2026-08-29T12:03:21Z", "peer": "a\u00e9", "message": "b\\"}"#]
        for line in lines.map({ Array($0.utf8) }) {
            for end in 0...line.count {
                let bytes = line[..<end]
                let head = LineHead(Array(bytes).span)
                #expect(head.text <= end)
                #expect(ObjectLine(Array(bytes).span) == nil || end == line.count)
            }
        }
    }
}
