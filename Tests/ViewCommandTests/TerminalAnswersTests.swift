// TerminalAnswersTests.swift: the answers of a terminal among the keys, and what they say of its background.
import CollectorCore
import Testing

@testable import pysyslog_tui

@Suite("Answers of the terminal")
struct TerminalAnswersTests {
    private static let start = Instant(nanoseconds: 1_000_000_000_000)
    private static let white = "\u{1B}]11;rgb:ffff/ffff/ffff\u{07}"
    private static let attributes = "\u{1B}[?64;1;2c"

    private static func events(_ text: String) -> [TerminalAnswers.Event] {
        text.unicodeScalars.map { .init(kind: 1, value: $0.value) }
    }

    private static func asked() -> TerminalAnswers {
        let answers = TerminalAnswers(character: 1)
        answers.begin(at: start)
        return answers
    }

    /// What is left as keys of some input.
    private static func keys(_ answers: TerminalAnswers, _ text: String, after seconds: Double = 0) -> String {
        let time = start.advanced(bySeconds: seconds)
        let rest = events(text).flatMap { answers.take($0, at: time) }
        return String(String.UnicodeScalarView(rest.compactMap { Unicode.Scalar($0.value) }))
    }

    @Test(
        "are taken out of the keys, however they end",
        arguments: [
            ("\u{1B}]11;rgb:ffff/ffff/ffff\u{07}", Background.light),
            ("\u{1B}]11;rgb:0000/0000/0000\u{1B}\\", .dark), ("\u{1B}]11;rgb:ff/ff/dd\u{9C}", .light),
            ("\u{1B}]11;rgba:1e1e/1e1e/2e2e/ffff\u{07}", .dark),
        ])
    func taken(answer: String, background: Background) {
        let answers = Self.asked()
        #expect(Self.keys(answers, "q\(answer)j\(Self.attributes)k") == "qjk")
        #expect(answers.background == background)
        #expect(!answers.isAwaited(at: Self.start))
        #expect(Self.keys(answers, answer) == answer, "nothing is awaited any more: these are keys")
    }

    @Test("a terminal that only tells its attributes leaves the background unknown")
    func unknown() {
        let answers = Self.asked()
        #expect(Self.keys(answers, "\u{1B}[?1;2c") == "")
        #expect(answers.background == nil && !answers.isAwaited(at: Self.start))
    }

    @Test("ESC and what begins like an answer stay keys")
    func keys() {
        for text in ["\u{1B}q", "\u{1B}[A", "\u{1B}x]", "\u{1B}[1;2c", "q", "\u{1B}[]"] {
            #expect(Self.keys(Self.asked(), text + " ") == text + " ", "\(text.debugDescription)")
        }
        // An ESC alone waits for what comes next, not longer.
        let answers = Self.asked()
        #expect(Self.keys(answers, "\u{1B}") == "")
        #expect(Self.keys(answers, "]", after: 1) == "\u{1B}]")
    }

    @Test("a key that is no character ends what is held, and is kept")
    func otherKeys() {
        let answers = Self.asked()
        let arrow = TerminalAnswers.Event(kind: 2, value: 0)
        #expect(Self.keys(answers, "\u{1B}") == "")
        #expect(answers.take(arrow, at: Self.start) == Self.events("\u{1B}") + [arrow])
        #expect(Self.keys(answers, "\u{1B}]11;rgb:ff") == "")
        #expect(answers.take(arrow, at: Self.start) == [arrow])
    }

    @Test("an answer that never ends holds no keys back after 64 characters")
    func endless() {
        let answers = Self.asked()
        #expect(Self.keys(answers, "\u{1B}]11;" + String(repeating: "f", count: 200) + "q").suffix(1) == "q")
        #expect(answers.background == nil)
    }

    @Test("what comes after five seconds is no answer")
    func late() {
        let answers = Self.asked()
        #expect(Self.keys(answers, Self.white, after: 5.1) == Self.white)
        #expect(answers.background == nil)
    }

    @Test("split anywhere, they are found all the same")
    func split() {
        let whole = Self.white + Self.attributes
        for cut in 1..<whole.unicodeScalars.count {
            let answers = Self.asked()
            let (first, second) = (whole.unicodeScalars.prefix(cut), whole.unicodeScalars.dropFirst(cut))
            #expect(Self.keys(answers, String(String.UnicodeScalarView(first))) == "")
            #expect(Self.keys(answers, String(String.UnicodeScalarView(second)), after: 0.3) == "")
            #expect(answers.background == .light)
        }
    }
}

@Suite("The background of the terminal")
struct BackgroundTests {
    @Test(
        "as COLORFGBG says",
        arguments: [
            ("15;0", Background.dark), ("0;15", .light), ("0;default;15", .light), ("12;8", .dark), ("0;7", .light),
            ("7;4", .dark), ("", nil), ("15", nil), ("0;default", nil), ("0;16", nil), ("x;y", nil),
        ])
    func variable(text: String, background: Background?) {
        #expect(Background(variable: text) == background)
    }

    @Test(
        "as the answer says, by brightness and not by one colour",
        arguments: [
            ("rgb:0/0/0", Background.dark), ("rgb:f/f/f", .light), ("rgb:00/2b/36", .dark),
            ("rgb:fdfd/f6f6/e3e3", .light),
            ("rgb:0000/0000/ffff", .dark), ("rgb:0000/ffff/0000", .light), ("rgb:12345/0/0", nil), ("rgb:ff/ff", nil),
            ("rgb:-f/ff/ff", nil), ("#ffffff", nil), ("", nil),
        ])
    func answer(text: String, background: Background?) {
        #expect(Background(answer: text) == background)
    }

    @Test(
        "is asked for where there is an answer: in tmux, not in GNU screen or on the Linux console",
        arguments: [
            ("xterm-256color", [], true), ("screen-256color", ["TMUX"], true), ("tmux-256color", ["TMUX"], true),
            ("screen", [], false), ("screen.xterm-256color", ["STY"], false), ("xterm", ["STY"], false),
            ("linux", [], false),
        ] as [(String, [String], Bool)])
    func asked(terminal: String, variables: [String], isAsked: Bool) {
        #expect(Background.canBeAsked(terminal: terminal) { variables.contains($0) } == isAsked)
    }
}
