// ClientStreamTests.swift: what real senders put on the wire, byte by byte, and the records it must become.
import Testing

@testable import CollectorCore

/// Bytes that a client sends, and the records in them.
struct ClientStream: CustomTestStringConvertible {
    var client: String
    var wire: String
    var records: [String]
    var testDescription: String { client }

    static let all = [
        ClientStream(
            client: "logger, RFC 5424, LF",
            wire:
                "<13>1 2026-11-23T02:19:40.1+00:00 vm tag - - [timeQuality tzKnown=\"1\" isSynced=\"0\"] one\n<13>1 - vm two\n",
            records: [
                "<13>1 2026-11-23T02:19:40.1+00:00 vm tag - - [timeQuality tzKnown=\"1\" isSynced=\"0\"] one",
                "<13>1 - vm two",
            ]),
        ClientStream(
            client: "logger, RFC 3164", wire: "<13>Nov 23 02:19:40 vm tag: msg\n",
            records: ["<13>Nov 23 02:19:40 vm tag: msg"]),
        ClientStream(
            client: "logger --octet-count, no separator", wire: "14 <13>1 - vm one17 <134>1 - vm three",
            records: ["<13>1 - vm one", "<134>1 - vm three"]),
        ClientStream(
            client: "Python SysLogHandler, NUL, LF inside a message",
            wire: "<12>py one\0<12>py two\nsecond line\0",
            records: ["<12>py one", "<12>py two", "second line"]),
        ClientStream(
            client: "Perl Sys::Syslog, LF then NUL",
            wire: "<134>Nov 23 02:19:40 perlt[4226]: one\n\0<134>Nov 23 02:19:40 perlt[4226]: two\n\0",
            records: ["<134>Nov 23 02:19:40 perlt[4226]: one", "<134>Nov 23 02:19:40 perlt[4226]: two"]),
        ClientStream(
            client: "rsyslog omfwd, octet count that includes an LF",
            wire: "16 <13>1 - vm one1\n17 <13>1 - vm two22\n",
            records: ["<13>1 - vm one1", "<13>1 - vm two22"]),
        ClientStream(
            client: "rsyslog omfwd, NUL", wire: "<13>one\0<13>two\0", records: ["<13>one", "<13>two"]),
        ClientStream(
            client: "loggen, LF",
            wire: "<38>2007-12-24T12:28:51 localhost prg00000[1234]: seq: 0000000000, thread: 0000, stamp: PADD\n",
            records: ["<38>2007-12-24T12:28:51 localhost prg00000[1234]: seq: 0000000000, thread: 0000, stamp: PADD"]),
        ClientStream(
            client: "loggen -P, octet count with a byte order mark and an LF",
            wire: "26 <38>1 2007 \u{FEFF}seq: 000000\n26 <38>1 2007 \u{FEFF}seq: 000001\n",
            records: ["<38>1 2007 \u{FEFF}seq: 000000", "<38>1 2007 \u{FEFF}seq: 000001"]),
        ClientStream(
            client: "CRLF and surrounding blanks", wire: "\t <13>one \r\n<13>two\r\n", records: ["<13>one", "<13>two"]),
        ClientStream(
            client: "counted and LF frames on one connection, each decided for itself",
            wire: "<13>one\n7 <13>two<13>three\n8 <13>four",
            records: ["<13>one", "<13>two", "<13>three", "<13>four"]),
        ClientStream(
            client: "lines that begin with digits",
            wire:
                "2026-01-01 fwd digit-leading line\nnext fwd line\n404 Not Found\n12 <a\n3 <13>x\n5\n6 \n7 <\n8 <1\n9 <12\n",
            records: [
                "2026-01-01 fwd digit-leading line", "next fwd line", "404 Not Found", "12 <a", "3 <13>x", "5", "6",
                "7 <", "8 <1", "9 <12",
            ]),
        ClientStream(client: "empty lines are records", wire: "\n\na\n \n", records: ["", "", "a", ""]),
        ClientStream(client: "empty NUL frames are records", wire: "a\0\0b\0", records: ["a", "", "b"]),
        ClientStream(
            client: "LF, CR and NUL inside a counted frame are shown, so that nobody forges a second record",
            wire: "17 <13>a\nINFO:x\r\0\u{1}é",
            records: ["<13>a#012INFO:x#015#000\u{1}é"]),
        ClientStream(
            client: "a last line without its terminator", wire: "<13>one\n<13>tw", records: ["<13>one", "<13>tw"]),
        ClientStream(client: "a last count without its frame", wire: "<13>one\n17 <1", records: ["<13>one", "17 <1"]),
        ClientStream(
            client: "RELP, which is not syslog, stays readable", wire: "1 open 12 relp_version\n",
            records: ["1 open 12 relp_version"]),
    ]
}

@Suite("The streams of real clients")
struct ClientStreamTests {
    @Test("become their records, wherever TCP cuts them in two", arguments: ClientStream.all)
    func cutOnce(client: ClientStream) {
        let wire = Array(client.wire.utf8)
        for cut in 0...wire.count {
            let framed = Framed([Array(wire[..<cut]), Array(wire[cut...])])
            #expect(framed.lines == client.records, "cut at \(cut)")
            #expect(framed.truncated == 0 && framed.skippedBytes == 0)
        }
    }

    @Test("become their records byte by byte", arguments: ClientStream.all)
    func byteByByte(client: ClientStream) {
        #expect(Framed(client.wire.utf8.map { [$0] }).lines == client.records)
    }

    @Test(
        "are known by what ended their last message",
        arguments: [
            ("<13>a", nil), ("<13>a\n", FrameEnd.lineFeed), ("<13>a\0", .nul), ("<13>a\n\0", .lineFeedAndNUL),
            ("5 <13>a", .counted), ("6 <13>a\n", .counted), ("5 <13>a\0", .countedAndNUL),
            ("5 <13>a<13>b\n", .lineFeed),
            ("<13>a\0\0", .nul), ("<13>a\n\0\0", .nul),
        ] as [(String, FrameEnd?)])
    func lastEnd(wire: String, end: FrameEnd?) {
        for cut in 0...wire.utf8.count {
            var stream = FrameCollector()
            stream.feed(wire.utf8.prefix(cut))
            stream.feed(wire.utf8.dropFirst(cut))
            #expect(stream.lastEnd == end, "cut at \(cut)")
        }
    }

    @Test(
        "have an end for each message that is whole, and none for one that is cut",
        arguments: [
            ("<13>a\n10 <13>bcdefg", [.lineFeed, .counted]), ("<13>abcdefghijklmnop\n\0<13>b\0", [nil, .nul]),
            ("20 <13>abcdefghijklmnop\0<13>b\n", [nil, .lineFeed]), ("10 <13>abc", [nil]), ("<13>abc", [nil]),
        ] as [(String, [FrameEnd?])])
    func ends(wire: String, ends: [FrameEnd?]) {
        var stream = FrameCollector(limit: 16)
        stream.feed(wire.utf8)
        stream.finish()
        #expect(stream.ends == ends)
    }

    @Test("follow the Python tool's own rule to the byte with LF framing")
    func pythonRule() {
        let wire = Array("<12>a\0b\nc\r\n 17 <13>x\n\0\u{85}\u{a0}\n".utf8)
        for cut in 0...wire.count {
            let framed = Framed([Array(wire[..<cut]), Array(wire[cut...])], framing: .lf)
            #expect(framed.lines == ["<12>a\0b", "c", "17 <13>x", "\0\u{85}\u{a0}"])
        }
    }

    @Test("end at NUL alone with NUL framing; line ends inside are shown, and counts are text")
    func nulRule() {
        let wire = Array("<12>Traceback:\n  File\r\n\0<12>two\0\0\n 17 <13>x\0last\nline".utf8)
        for cut in 0...wire.count {
            let framed = Framed([Array(wire[..<cut]), Array(wire[cut...])], framing: .nul)
            #expect(framed.lines == ["<12>Traceback:#012  File", "<12>two", "", "17 <13>x", "last#012line"])
            #expect(framed.truncated == 0 && framed.skippedBytes == 0)
        }
    }

    @Test("need no <PRI> behind a count with octet framing, and keep a line that has no count")
    func octetRule() {
        let wire = Array("5 hello\n6 world!\0not counted\n0 no\n4 done3 cu".utf8)
        for cut in 0...wire.count {
            let framed = Framed([Array(wire[..<cut]), Array(wire[cut...])], framing: .octet)
            #expect(framed.lines == ["hello", "world!", "not counted", "0 no", "done", "cu"])
            #expect(framed.truncated == 1, "the last frame is one byte short")
        }
    }
}
