// TerminalEndToEndTests.swift: how the view uses, shares and restores the terminal.
import Foundation
import TestSupport
import Testing

@Suite("The terminal of the live view", .limited)
struct TerminalEndToEndTests {
    /// Signals of program errors (a Swift trap is one of the first two), of users, and others.
    private static let deadly = [SIGILL, SIGTRAP, SIGSEGV, SIGABRT, SIGBUS, SIGQUIT, SIGALRM]

    @Test("a process that dies gives it back and tells what was said", arguments: deadly)
    func crashed(signal: Int32) throws {
        let screen = try TmuxScreen()
        let collector = try screen.collector()
        // As the Swift runtime does before it traps.
        let errors = open("/proc/\(collector)/fd/2", O_WRONLY | O_APPEND)
        #expect(write(errors, "Fatal error: of a test\n", 23) == 23)
        close(errors)
        kill(collector, signal)
        try screen.expectSaneTerminal(status: 128 + Int(signal))
        #expect(try screen.everything().contains("Fatal error: of a test"))
    }

    private static let useless = [
        ("dumb", "TERM=dumb has no cursor to move;"), ("no-such-terminal", "install ncurses-base and ncurses-term"),
        ("", "TERM is not set"), ("vt52", "TERM=vt52 has no ANSI escape sequences;"),
    ]

    @Test("that can have no screen is told in one line why, and what to do", arguments: useless)
    func noScreen(term: String, reason: String) throws {
        let screen = try TmuxScreen(columns: 200, environment: "TERM=\(term)", waits: false)
        let said = try screen.wait("the reason and the greeting") { $0.contains("Listening for syslog") }
        #expect(said.contains(reason) && said.contains("collecting without a screen\n"), "\(said)")
        try Sender(to: screen.port, from: "127.0.0.2").send("plain\n")
        try screen.wait("headless output") { $0.contains("INFO:127.0.0.2:plain") }
        kill(try screen.collector(), SIGTERM)
        try screen.wait("the end") { $0.contains("status 0") }
    }

    @Test("without a second screen keeps the picture, and the account stands below it", arguments: ["linux", "vt100"])
    func oneScreen(term: String) throws {
        let screen = try TmuxScreen(environment: "TERM=\(term)")
        try Sender(to: screen.port, from: "127.0.0.2").send("hello\n")
        let picture = try screen.wait("the line and its rate") {
            $0.contains("hello") && $0.contains("conns 0") && $0.contains("@")
        }
        #expect(!picture.contains { "▁▂▃▄▅▆▇█▸▾".contains($0) }, "their fonts have no blocks")
        try screen.keys("q")
        try screen.expectSaneTerminal()
        let rows = try screen.everything().split(separator: "\n")
        let account = rows.firstIndex { $0.hasPrefix("pysyslog-tui: 1 line, 6 bytes from 1 peer in") }
        let row = try #require(account, "\(rows)")
        #expect(rows[row].wholeMatch(of: /.* in [0-9:]+ */) != nil, "\(rows[row])")
        #expect(rows[..<row].contains { $0.contains("127.0.0.2") && $0.contains("hello") }, "\(rows)")
    }

    @Test("gets its mouse back, which is used only when asked for")
    func mouse() throws {
        func isUsed(_ screen: TmuxScreen) throws -> Bool {
            try screen.tmux(["display-message", "-p", "#{mouse_any_flag}"]).hasPrefix("1")
        }
        let screen = try TmuxScreen(environment: "TERM=xterm-256color")
        for peer in 2...4 { try Sender(to: screen.port, from: "127.0.0.\(peer)").send("hello\n") }
        let picture = try screen.wait("the peers") { $0.contains("PEER 3") && $0.contains("127.0.0.4") }
        #expect(try !isUsed(screen))
        try screen.keys("M")
        try eventually("the mouse is on") { try isUsed(screen) }
        // A press of the left button on a peer, as xterm reports it, counted from 1. The second press opens its stream.
        let row = try #require(picture.split(separator: "\n").firstIndex { $0.dropFirst().hasPrefix("127.0.0.3") }) + 1
        try screen.keys("-l", "\u{1B}[<0;5;\(row)M\u{1B}[<0;5;\(row)m")
        try screen.wait("the peer is picked") { $0.contains("▸127.0.0.3") }
        try screen.keys("-l", "\u{1B}[<0;5;\(row)M\u{1B}[<0;5;\(row)m")
        try screen.wait("its lines") { $0.contains("stream: peer:127.0.0.3") }
        try screen.keys("M")
        try eventually("the mouse is off") { try !isUsed(screen) }
        try screen.keys("M", "q")
        try screen.expectSaneTerminal()
    }

    @Test("pastes only where something is typed; as keys, this text would end the collector")
    func pasted() throws {
        let screen = try TmuxScreen(environment: "TERM=xterm-256color")
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send("hello\n")
        try screen.wait("the line") { $0.contains("hello") && $0.contains("conns 1") }
        func paste() throws { try screen.tmux(["paste-buffer", "-p"]) }
        try screen.tmux(["set-buffer", "query year\n"])
        try paste()
        try screen.wait("the hint") { $0.contains("pasted text is only taken") && !$0.contains("end the collector?") }
        try screen.keys("f")
        try paste()
        try screen.wait("the text") { $0.contains(" filter> query year ") }
        try screen.keys("Escape", "q")
        try screen.wait("the question") { $0.contains("end the collector?") }
        try paste()
        try screen.keys("Enter")
        try screen.wait("no end") { !$0.contains("end the collector?") && $0.contains("FOLLOW") }
        try screen.keys("L")
        try screen.wait("plain text") { $0.contains("Enter returns") }
        try paste()
        try screen.wait("the view") { $0.contains("FOLLOW") && !$0.contains("end the collector?") }
        try screen.keys("f")
        try paste()
        try screen.wait("the text") { $0.contains(" filter> query year ") }
        try screen.keys("Escape", "q", "y")
        try screen.expectSaneTerminal()
        try screen.keys("clear; cat -v", "Enter")
        try paste()
        let shell = try screen.wait("plain text for the shell") { $0.contains("query year") }
        #expect(!shell.contains("200~"))
        withExtendedLifetime(sender) {}
    }

    @Test("without a mouse says so")
    func noMouse() throws {
        let screen = try TmuxScreen(environment: "TERM=vt100")
        try screen.keys("M")
        try screen.wait("the answer") { $0.contains("this terminal has no mouse") }
    }

    @Test("is written to by no handler while the screen is on it", arguments: ["/dev/tty", "/dev/stderr"])
    func held(path: String) throws {
        let configuration = """
            {"version": 1, "formatters": {"f": {"format": "WRITTEN %(message)s"}},
             "handlers": {"tty": {"class": "logging.FileHandler", "filename": "\(path)", "formatter": "f", "delay": true}},
             "root": {"level": "INFO", "handlers": ["tty"]}}
            """
        let screen = try TmuxScreen(configuration: configuration)
        try Sender(to: screen.port, from: "127.0.0.2").send("hello\n")
        try screen.wait("the line") { $0.contains("hello") && $0.contains("conns 0") }
        try screen.keys("D")
        try screen.wait("the handler is muted") { $0.contains("tty") && $0.contains("muted") }
        try screen.keys("Escape", "q")
        try screen.expectSaneTerminal()
        let said = try screen.everything()
        #expect(said.contains("handler tty: 1 muted (screen in use)") && !said.contains("WRITTEN"), "\(said)")
    }

    @Test("shows soon what a key does, although it reads 1 kB in a second and much is to be shown")
    func slow() throws {
        let terminal = try PseudoTerminal(configuration: Self.nowhere)
        try eventually("the first picture") { terminal.text.contains("pysyslog-tui") }
        terminal.slowDown(bytesPerSecond: 1_000)
        // Every picture has other lines in most of its rows.
        let senders = try ["ab", "cd", "ef", "gh"].map { text in
            try PacedSender(to: terminal.port, from: "127.0.0.2", perSecond: 200, String(repeating: text, count: 30))
        }
        // The buffer of the terminal must be full before its speed can be measured: 21 kB at 1 kB/s.
        try eventually("it has fallen behind", seconds: 60) { terminal.text.utf8.count > 20_000 }
        try eventually("it has caught up", seconds: 60) { terminal.hasCaughtUp }
        for word in ["quark", "lepton", "boson"] {
            // A view that sends more than is read falls behind in this time.
            usleep(3_000_000)
            let start = ContinuousClock.now
            try terminal.type("/\(word)")
            try eventually("\(word) is shown", seconds: 60) { terminal.text.contains(word) }
            let lag = ContinuousClock.now - start
            // The picture before and the one with the word have up to 3 kB each; a full buffer has 20 kB.
            #expect(lag < .seconds(10), "\(lag) for \(word)")
            try terminal.type("\u{1B}")
        }
        for sender in senders { try sender.stop() }
        kill(terminal.process.processIdentifier, SIGTERM)
        try eventually("the end") { !terminal.process.isRunning }
        #expect(terminal.process.terminationStatus == 0)
    }

    private static let nowhere = """
        {"version": 1, "handlers": {"none": {"class": "logging.NullHandler"}},
         "root": {"level": "INFO", "handlers": ["none"]}}
        """

    @Test("is not asked for by a collector without one, which says so")
    func none() throws {
        let screen = try TmuxScreen(redirection: "< /dev/null > out.txt 2> err.txt", waits: false)
        func text(_ name: String) -> String {
            (try? String(contentsOf: screen.folder.appending(path: name), encoding: .utf8)) ?? ""
        }
        try eventually("it listens") { text("out.txt").contains("Listening for syslog") }
        let reason = "standard input and output are no terminal; collecting without a screen"
        #expect(text("err.txt") == "pysyslog-tui: \(reason)\n")
        try Sender(to: screen.port, from: "127.0.0.2").send("plain\n")
        try eventually("the line") { text("out.txt").contains("INFO:127.0.0.2:plain\n") }
        kill(try screen.collector(), SIGTERM)
        try screen.wait("the end") { $0.contains("status 0") }
    }
}
