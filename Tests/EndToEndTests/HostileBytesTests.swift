// HostileBytesTests.swift: whatever bytes peers send, the terminal gets only what ncurses makes of its description.
import Foundation
import TestSupport
import Testing

@Suite("Hostile bytes", .limited)
struct HostileBytesTests {
    private static let toFile = """
        {"version": 1, "formatters": {"plain": {"format": "%(message)s"}},
         "handlers": {"file": {"class": "logging.FileHandler", "filename": "lines.txt", "formatter": "plain"}},
         "loggers": {"127.0.0": {"level": "INFO", "handlers": ["file"]}}}
        """

    private static let lines = crafted + (0..<90).map { noise($0) }

    private static let crafted: [[UInt8]] = [
        Array(
            "\u{1B}[13;37H\u{1B}[31;47;5mEVIL \u{1B}]52;c;RVZJTA==\u{07} \u{1B}c \u{1B}P1$r\u{1B}\\ \u{1B}[?1049l"
                .utf8),
        [0x9B] + Array("13;37H\u{9B}13;37H\u{85}\u{9D}!".utf8),
        everyByte,
        Array("a\u{8}\u{8}\u{8}\u{8}\r127.0.0.9 spoofed \u{202E}reversed\u{202C}\u{200B}\u{FEFF}".utf8),
        Array("\u{2066}\u{2067}\u{61C}\u{200E}\u{2028}\u{2029}\u{E0041}\u{AD}\u{180E}\u{FE0F}tags".utf8),
        [0x21] + [UInt8](repeating: 0x1B, count: 1_000_000) + [0x21],
        [UInt8](repeating: 0x08, count: 5_000) + Array("127.0.0.9".utf8),
        Array(("e" + String(repeating: "\u{301}", count: 5_000)).utf8),
        Array(String(repeating: "東\u{200D}👩\u{1F3FD}", count: 500).utf8),
        [0xC0, 0x80, 0xED, 0xA0, 0x80, 0xF5, 0x80, 0x80, 0x80, 0xE2, 0x80, 0x21, 0xFF, 0xFE, 0x21],
    ]

    private static let everyByte: [UInt8] = [0x21] + (0...255).map { UInt8($0) }.filter { $0 != 10 } + [0x21]

    /// Bytes of every kind, the same in each run. A blank at either end would be trimmed.
    private static func noise(_ seed: Int) -> [UInt8] {
        var state = UInt32(truncatingIfNeeded: seed) &* 2_654_435_761 | 1
        return [0x21]
            + (0..<300).map { _ in
                state = state &* 1_664_525 &+ 1_013_904_223
                return UInt8(state >> 24)
            }.filter { $0 != 10 } + [0x21]
    }

    @Test("reach the terminal as no control, leave the columns of time and peer alone, and reach files as they are")
    func hostile() throws {
        let screen = try TmuxScreen(
            "--framing lf --max-message-size 2000000", configuration: Self.toFile, environment: "TERM=xterm-256color")
        let copy = screen.folder.appending(path: "pty.txt")
        try screen.tmux(["pipe-pane", "-O", "cat > \(copy.path.shellQuoted)"])
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        for (number, line) in Self.lines.enumerated() {
            try sender.send(line + [10])
            // So that they are on the screen, and not only scrolled by: a screen has ten rows of the stream.
            guard number % 5 == 4 else { continue }
            try sender.send("seen \(number)\n")
            expectColumns(
                try screen.wait("line \(number)") { $0.contains("seen \(number) ") || $0.contains("seen \(number)\n") })
        }
        kill(try screen.collector(), SIGTERM)
        try screen.expectSaneTerminal()

        let output = try String(decoding: Data(contentsOf: copy), as: UTF8.self)
        #expect(output.contains("\u{1B}[") && output.contains("spoofed"))
        let strangers = strangers(in: output)
        #expect(strangers.isEmpty, "\(strangers.prefix(5))")
        let written = try Data(contentsOf: screen.folder.appending(path: "lines.txt"))
        let delivered = Set(written.split(separator: 10).map { [UInt8]($0) })
        for (number, line) in Self.lines.enumerated() {
            #expect(delivered.contains(line), "line \(number) as it came")
        }
    }

    private func expectColumns(_ picture: String) {
        let stream = picture.split(separator: "\n").drop { !$0.contains("stream:") }.dropFirst()
        for row in stream.prefix(while: { !$0.contains(" filter>") }) {
            #expect(row.wholeMatch(of: /\d\d:\d\d:\d\d 127\.0\.0\.2 {8}\S{3}  .*/) != nil, "\(row)")
        }
    }

    /// Parts of the output that are neither text nor sequences that ncurses uses for xterm-256color.
    private func strangers(in text: String) -> [String] {
        // A position, a style, an erasure, a repetition, insertions; the modes of the beginning and the end; a
        // character set.
        let known =
            #/\u{1B}(?:\[[0-9;]*[A-HJKLMPSTXZ`@bdfmr]|\[\?(?:1049|2004|12|25|1|7|1034)[hl]|\[(?:22|23);0;0t|\[4l|\(B|[=>78M])/#
        var rest = text.unicodeScalars[...]
        var found: [String] = []
        while let scalar = rest.first {
            if scalar == "\u{1B}" {
                let head = Substring(String(String.UnicodeScalarView(rest.prefix(24))))
                if let match = head.prefixMatch(of: known) {
                    rest = rest.dropFirst(match.0.unicodeScalars.count)
                    continue
                }
                found.append("\(head)".debugDescription)
            } else if Self.isStranger(scalar) {
                found.append("U+" + String(scalar.value, radix: 16))
            }
            rest = rest.dropFirst()
        }
        return found
    }

    private static func isStranger(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        // ncurses moves the cursor with these.
        case 8, 10, 13: false
        case 0..<0x20, 0x7F..<0xA0: true
        // Invisible characters, those that change the direction of writing, and replacements for invalid UTF-8.
        case 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E, 0x2060...0x206F, 0xFE00...0xFE0F, 0xFEFF: true
        case 0xFFFD, 0xE000...0xF8FF, 0xE0000...: true
        default: false
        }
    }
}
