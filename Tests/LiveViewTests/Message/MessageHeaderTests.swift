// MessageHeaderTests.swift: headers are parsed as far as they are valid.
import CollectorCore
import Testing

@testable import LiveView

@Suite("Message headers")
struct MessageHeaderTests {
    /// priority, time, host, app, process, text.
    static let table: [(line: String, expected: [String])] = [
        (
            "<34>Oct 11 22:14:15 mymachine su: 'su root' failed",
            ["34", "Oct 11 22:14:15", "mymachine", "su", "-", "'su root' failed"]
        ),
        ("<35>Oct  1 22:14:15 h sshd[812]: error", ["35", "Oct  1 22:14:15", "h", "sshd", "812", "error"]),
        ("<35>Oct  1 22:14:15 sshd[812]: no host", ["35", "Oct  1 22:14:15", "-", "sshd", "812", "no host"]),
        ("<35>Oct  1 22:14:15 fw no tag here", ["35", "Oct  1 22:14:15", "fw", "-", "-", "no tag here"]),
        ("Oct  1 22:14:15 h app: x", ["-", "Oct  1 22:14:15", "h", "app", "-", "x"]),
        (
            "<35>2026-08-29T14:03:22.003+02:00 h app[1]: iso",
            ["35", "2026-08-29T14:03:22.003+02:00", "h", "app", "1", "iso"]
        ),
        (
            "<165>1 2003-10-11T22:14:15.003Z h app 12 ID47 - text",
            ["165", "2003-10-11T22:14:15.003Z", "h", "app", "12", "text"]
        ),
        ("<165>1 - - - - - - \u{FEFF}text", ["165", "-", "-", "-", "-", "text"]),
        ("<165>1 - h a - - [x y=\"]\\\"z\\\\\"] text", ["165", "-", "h", "a", "-", "text"]),
        ("<165>1 - h a - - -", ["165", "-", "h", "a", "-", ""]), ("<13>hello", ["13", "-", "-", "-", "-", "hello"]),
        ("<0>x", ["0", "-", "-", "-", "-", "x"]), ("<191>x", ["191", "-", "-", "-", "-", "x"]),
        ("<192>x", ["-", "-", "-", "-", "-", "<192>x"]), ("<999>x", ["-", "-", "-", "-", "-", "<999>x"]),
        ("<>x", ["-", "-", "-", "-", "-", "<>x"]), ("<13", ["-", "-", "-", "-", "-", "<13"]),
        ("<-1>x", ["-", "-", "-", "-", "-", "<-1>x"]),
        ("<99999999999999999999>x", ["-", "-", "-", "-", "-", "<99999999999999999999>x"]),
        ("", ["-", "-", "-", "-", "-", ""]), ("plain", ["-", "-", "-", "-", "-", "plain"]),
        ("<165>1 - h a - - [broken", ["165", "-", "-", "-", "-", "1 - h a - - [broken"]),
    ]

    static func read(_ line: [UInt8]) -> [String] {
        let header = MessageHeader(line.span)
        func text(_ range: Range<Int>?) -> String { range.map { String(decoding: line[$0], as: UTF8.self) } ?? "-" }
        return [
            header.priority.map { "\($0)" } ?? "-", text(header.time), text(header.host), text(header.app),
            text(header.process), text(header.text..<line.count),
        ]
    }

    @Test("each form of header is taken apart", arguments: table.indices)
    func parts(_ place: Int) {
        #expect(Self.read(Array(Self.table[place].line.utf8)) == Self.table[place].expected)
    }

    @Test("a line may be cut anywhere, and any byte of it may be another")
    func everyCut() {
        for (line, _) in Self.table {
            let bytes = Array(line.utf8)
            for end in 0...bytes.count {
                let parts = Self.read(Array(bytes[..<end]))
                #expect(parts.count == 6)
                for other: UInt8 in [0, 0x20, 0x5B, 0x5D, 0x22, 0x5C, 0x3A, 0x3C, 0x3E, 0xFF] where end < bytes.count {
                    var changed = bytes
                    changed[end] = other
                    #expect(Self.read(changed).count == 6)
                }
            }
        }
    }
}
