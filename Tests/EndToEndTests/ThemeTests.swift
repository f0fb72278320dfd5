// ThemeTests.swift: colours for a light and a dark terminal, and the question for its background.
import Foundation
import TestSupport
import Testing

@Suite("Themes of the live view", .limited)
struct ThemeTests {
    private static let nowhere = #"{"version": 1, "root": {"level": "INFO", "handlers": []}}"#
    private static let question = "\u{1B}]11;?\u{07}\u{1B}[c"
    private static let white = "\u{1B}]11;rgb:ffff/ffff/ffff\u{1B}\\"
    private static let attributes = "\u{1B}[?64;1c"
    /// How a warning is coloured in each theme, as ncurses writes it for xterm-256color.
    private static let yellow = "\u{1B}[33m"
    private static let magenta = "\u{1B}[35m"
    private static let blue = "\u{1B}[34m"

    @Test("the answer of the terminal chooses the colours, is no key, and may come in pieces")
    func asked() throws {
        let terminal = try PseudoTerminal(configuration: Self.nowhere)
        try eventually("the question") { terminal.text.contains(Self.question) }
        // Taken for keys, "]" would set a filter, "1" and "c" would sort and open a box, "f" would open the filter line.
        for piece in ["\u{1B}]11;rgb:ff", "ff/ffff/ffff\u{1B}", "\\\u{1B}[?6", "4;1c"] {
            try terminal.type(piece)
            usleep(60_000)
        }
        try eventually("the colours for white") { terminal.text.contains(Self.blue) }
        try terminal.type("f")
        try eventually("the filter line, for a key") { terminal.text.contains("filter>") }
        try terminal.type("\u{1B}")
        usleep(100_000)
        try terminal.type("q")
        try eventually("the end", seconds: 20) { !terminal.process.isRunning }
        #expect(terminal.process.terminationStatus == 0)
    }

    @Test("who leaves at once gets no answer typed into the shell")
    func leftAtOnce() throws {
        let terminal = try PseudoTerminal(configuration: Self.nowhere)
        try eventually("the question") { terminal.text.contains(Self.question) }
        try terminal.type("q")
        // The answer takes a while, as over a slow line.
        usleep(100_000)
        try terminal.type(Self.white + Self.attributes)
        try eventually("the end", seconds: 20) { !terminal.process.isRunning }
        #expect(terminal.unread == "")
    }

    @Test(
        "COLORFGBG answers without a question, an option chooses, and NO_COLOR wins over all",
        arguments: [
            ("COLORFGBG='15;0'", "", "33"), ("COLORFGBG='0;15'", "", "35"), ("COLORFGBG='0;15'", "--theme dark", "33"),
            ("", "--theme light", "35"), ("NO_COLOR=1", "--theme dark", ""), ("", "--theme mono", ""),
        ])
    func chosen(environment: String, option: String, colour: String) throws {
        let screen = try TmuxScreen(option, environment: "TERM=xterm-256color NO_COLOR= COLORFGBG= \(environment)")
        try Sender(to: screen.port, from: "127.0.0.2").send("<12>a warning\n")
        try screen.wait("the line") { $0.contains("a warning") }
        let picture = try screen.picture(attributes: true)
        let colours = picture.matches(of: /\e\[(?:[0-9;]*;)?(3[1-6])m *wrn/).map { String($0.1) }
        #expect(colours == (colour.isEmpty ? [] : [colour]), "\(picture.debugDescription)")
        if colour.isEmpty { #expect(picture.firstMatch(of: /\e\[[0-9;]*3[0-7]m/) == nil) }
    }
}
