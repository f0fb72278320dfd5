// LiveViewEndToEndTests.swift: the view in a real terminal, with real senders and real keys.
import Foundation
import TestSupport
import Testing

@Suite("The live view in a terminal", .limited)
struct LiveViewEndToEndTests {
    /// Lines go to a file, where a test can count them.
    private static let toFile = """
        {"version": 1, "formatters": {"plain": {"format": "%(name)s %(message)s"}},
         "handlers": {"file": {"class": "logging.FileHandler", "filename": "lines.txt", "formatter": "plain"}},
         "root": {"level": "INFO", "handlers": ["file"]}}
        """

    private func fileLines(_ screen: TmuxScreen, from peer: String) -> [String] {
        let data = (try? Data(contentsOf: screen.folder.appending(path: "lines.txt"))) ?? Data()
        return data.lines.filter { $0.hasPrefix(peer + " ") }
    }

    /// The rows of the table of peers, by address: the figures behind it.
    private func table(_ picture: String) -> [(peer: String, figures: [Int])] {
        let rows = picture.split(separator: "\n").prefix { !$0.contains("stream:") }
        return rows.compactMap { row in
            let words = row.split { " ▸".contains($0) }
            guard let peer = words.first, peer.hasPrefix("127.") else { return nil }
            return (String(peer), words.dropFirst().prefix(4).compactMap { Int($0.filter { $0 != "," }) })
        }
    }

    /// The rows below the title of the stream that show a line of a peer.
    private func streamRows(_ picture: String) -> [Substring] {
        let rows = picture.split(separator: "\n").drop { !$0.contains("stream:") }.dropFirst()
        return rows.filter { $0.contains("127.0.0.") && $0.first?.isNumber == true }
    }

    @Test("two peers at different rates are told apart, filtered, searched and paused; q leaves a sane terminal")
    func twoPeers() throws {
        let screen = try TmuxScreen(configuration: Self.toFile)
        let fast = try PacedSender(to: screen.port, from: "127.0.0.2", perSecond: 200, "<14>app: quick brown fox")
        let slow = try PacedSender(to: screen.port, from: "127.0.0.3", perSecond: 20, "<11>job: lazy dog")

        let picture = try screen.wait("plausible rates in the right order") { picture in
            let rows = table(picture)
            guard rows.count == 2, rows[0].peer == "127.0.0.2", rows[1].peer == "127.0.0.3" else { return false }
            guard let first = rows[0].figures.first, let second = rows[1].figures.first else { return false }
            return (140...260).contains(first) && (12...30).contains(second)
        }
        #expect(streamRows(picture).contains { $0.contains("inf") && $0.contains("quick brown fox") })
        #expect(picture.contains("FOLLOW"))

        // Enter on the second row: its lines alone.
        try screen.keys("Tab", "j", "j", "Enter")
        // The rows are waited for too: a picture may be taken while it is being drawn.
        let alone = try screen.wait("one peer's stream") { picture in
            picture.contains("stream: peer:127.0.0.3") && streamRows(picture).count > 3
                && streamRows(picture).allSatisfy { $0.contains("127.0.0.3") && $0.contains("lazy dog") }
        }
        #expect(table(alone).count == 2, "a filter hides no row of the table")
        try screen.keys("a")
        try screen.wait("both peers again") { picture in
            streamRows(picture).contains { $0.contains("127.0.0.2") } && picture.contains("stream: all peers")
        }

        try screen.keys("/")
        try screen.keys("-l", "lazy")
        try screen.keys("Enter")
        try screen.wait("a match in sight") {
            $0.contains("/lazy/") && $0.contains("SCROLL") && $0.contains("lazy dog")
        }

        try screen.keys("G", "Space")
        // tmux may show a picture of which only a part has come.
        var still: [Substring] = []
        let paused = try screen.wait("the pause, twice the same") { picture in
            defer { still = streamRows(picture) }
            return picture.contains("PAUSED") && streamRows(picture) == still
        }
        let later = try screen.wait("unseen lines and counters that go on") { picture in
            picture.contains("PAUSED")
                && picture.firstMatch(of: /\+([0-9,]+) unseen/).map {
                    (Int($0.1.filter { $0 != "," }) ?? 0) > 300
                } ?? false
        }
        #expect(streamRows(later) == still)
        #expect((table(later).first?.figures.last ?? 0) > (table(paused).first?.figures.last ?? 0))

        try fast.stop()
        try slow.stop()
        try screen.wait("no open connection") { $0.contains("conns 0") }
        try screen.keys("q")
        try screen.expectSaneTerminal()
        let said = try screen.everything()
        #expect(said.contains("from 2 peers") && said.contains("nothing lost"), "\(said)")
        #expect(fileLines(screen, from: "127.0.0.2").count == fast.sent)
        #expect(fileLines(screen, from: "127.0.0.3").count == slow.sent)
    }

    @Test("q asks while a peer is connected; Esc is no answer but no")
    func quitAsks() throws {
        let screen = try TmuxScreen()
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send("hello\n")
        try screen.wait("the line") { $0.contains("hello") && $0.contains("conns 1") }
        try screen.keys("q")
        try screen.wait("the question") { $0.contains("end the collector?") }
        try screen.keys("Escape")
        try screen.wait("the view") { !$0.contains("end the collector?") }
        try screen.keys("C-z")
        try screen.wait("the refusal") { $0.contains("Ctrl-Z is refused") }
        try screen.keys("C-c", "C-c")
        try screen.expectSaneTerminal()
        #expect(try screen.everything().contains("1 muted (screen in use)"))
    }

    @Test("after SIGSTOP, a shell's own modes and fg, the picture is whole and keys work")
    func stopped() throws {
        let screen = try TmuxScreen()
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send("hello\n")
        try screen.wait("the line") { $0.contains("hello") }
        #expect(kill(try screen.collector(), SIGSTOP) == 0)
        // The shell has the terminal again, in raw mode still, where Enter ends no line. 147 is 128 and SIGSTOP.
        try screen.wait("the shell") { $0.contains("status 147") }
        try screen.keys("stty sane; clear; echo garbage; fg; echo status $?", "C-j")
        try screen.wait("the picture") { $0.contains("hello") && $0.contains("FOLLOW") && !$0.contains("garbage") }
        try screen.keys("?")
        try screen.wait("the help") { $0.contains("this help") }
        try screen.keys("Escape", "C-c", "C-c")
        try screen.expectSaneTerminal()
    }

    @Test("one Ctrl-C ends a drain that q began, as the line says that it shows")
    func drainEndedNow() throws {
        let screen = try TmuxScreen("--drain-timeout 60")
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send("hello\n")
        try screen.wait("the line") { $0.contains("hello") && $0.contains("conns 1") }
        try screen.keys("q")
        try screen.wait("the question") { $0.contains("end the collector?") }
        try screen.keys("y")
        try screen.wait("the drain") { $0.contains("draining; Ctrl-C again quits now") }
        try screen.keys("C-c")
        try screen.expectSaneTerminal(status: 130)
    }

    @Test("survives a storm of sizes")
    func resizeStorm() throws {
        let screen = try TmuxScreen()
        let sender = try PacedSender(to: screen.port, from: "127.0.0.2", perSecond: 100, "storm")
        for (columns, rows) in [(200, 50), (40, 6), (20, 3), (140, 40), (1, 1), (80, 24), (33, 60), (90, 26)] {
            try screen.tmux(["resize-window", "-x", "\(columns)", "-y", "\(rows)"])
        }
        try screen.wait("a whole picture") { picture in
            picture.contains("FOLLOW") && picture.contains("storm") && picture.contains("127.0.0.2")
                && picture.split(separator: "\n").count >= 20
        }
        try screen.tmux(["resize-window", "-x", "30", "-y", "5"])
        try screen.wait("what fits") { $0.contains("too small; collecting") }
        try sender.stop()
        kill(try screen.collector(), SIGTERM)
        try screen.tmux(["resize-window", "-x", "80", "-y", "24"])
        try screen.expectSaneTerminal()
    }

    @Test("kill -TERM gives the terminal back first, and nothing is lost")
    func terminated() throws {
        let screen = try TmuxScreen(configuration: Self.toFile)
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send((0..<1_000).map { "line \($0)\n" }.joined())
        try screen.wait("the lines") { $0.contains("line 999") }
        kill(try screen.collector(), SIGTERM)
        try screen.expectSaneTerminal()
        #expect(fileLines(screen, from: "127.0.0.2").count == 1_000)
    }

    @Test("the end of the terminal is the end of the collector, in order")
    func hangUp() throws {
        let screen = try TmuxScreen(configuration: Self.toFile)
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send((0..<500).map { "line \($0)\n" }.joined())
        try screen.wait("the lines") { $0.contains("line 499") }
        let collector = try screen.collector()
        try screen.tmux(["kill-session"])
        try eventually("the collector has ended") { kill(collector, 0) != 0 }
        #expect(fileLines(screen, from: "127.0.0.2").count == 500)
    }

    @Test("--on-hangup keep goes on without the terminal")
    func hangUpKept() throws {
        let screen = try TmuxScreen("--on-hangup keep", configuration: Self.toFile)
        let collector = try screen.collector()
        try screen.tmux(["kill-session"])
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        try sender.send("after\n")
        try eventually("the line is delivered") { fileLines(screen, from: "127.0.0.2") == ["127.0.0.2 after"] }
        kill(collector, SIGTERM)
        try eventually("the collector has ended") { kill(collector, 0) != 0 }
    }

    @Test("without UTF-8 the picture is ASCII")
    func plainLocale() throws {
        let screen = try TmuxScreen(environment: "LC_ALL=C")
        try Sender(to: screen.port, from: "127.0.0.2").send("gr\u{fc}n\n")
        let picture = try screen.wait("the line") { $0.contains("127.0.0.2") && $0.contains("-- stream") }
        #expect(picture.utf8.allSatisfy { $0 < 0x80 }, "\(picture)")
    }

    @Test("NO_COLOR is obeyed, and without it there are colours")
    func noColour() throws {
        let plain = try TmuxScreen(environment: "NO_COLOR=1")
        let coloured = try TmuxScreen(environment: "NO_COLOR=")
        let colour = /\u{1B}\[[0-9;]*3[1-6]m/
        #expect(try plain.picture(attributes: true).firstMatch(of: colour) == nil)
        #expect(try coloured.picture(attributes: true).firstMatch(of: colour) != nil)
    }

    @Test("standard output that goes to a file gets its lines while the screen is on the terminal")
    func redirected() throws {
        let screen = try TmuxScreen(redirection: "> out.txt")
        try Sender(to: screen.port, from: "127.0.0.2").send("to both\n")
        try screen.wait("the line on the screen") { $0.contains("to both") && $0.contains("FOLLOW") }
        try eventually("the line in the file") {
            let text = try String(contentsOf: screen.folder.appending(path: "out.txt"), encoding: .utf8)
            return text.contains("INFO:127.0.0.2:to both\n")
        }
        try screen.wait("no connection") { $0.contains("conns 0") }
        try screen.keys("q")
        try screen.expectSaneTerminal()
    }

    @Test("a message is shown with all that is known: how it came, who sent it, which handlers get it")
    func detail() throws {
        let options = (Certificates.clients + ["--level-from-priority"]).map(\.shellQuoted).joined(separator: " ")
        let configuration = """
            {"version": 1,
             "handlers": {"all": {"class": "logging.FileHandler", "filename": "all.txt"},
                          "grave": {"class": "logging.FileHandler", "filename": "grave.txt", "level": "ERROR"}},
             "root": {"level": "INFO", "handlers": ["all", "grave"]}}
            """
        let screen = try TmuxScreen(options, columns: 100, rows: 30, configuration: configuration)
        let certificate = ["-cert", Certificates.path("client.pem"), "-key", Certificates.path("client.key")]
        let trust = ["-CAfile", Certificates.path("ca.pem"), "-nocommands"]
        let client = try TLSClient.openssl(
            "\(screen.port)", trust + certificate, Data("12 <11>job: bad12 <14>job: ok.".utf8))
        try screen.wait("the lines") { $0.contains("job: ok.") }
        try screen.keys("Enter")
        let text = try screen.wait("the message") { $0.contains("message 2") && $0.contains("outputs") }
        for fact in [
            "127.0.0.1:", "tls 1.3 TLS_", "client     CN=client one,O=Example", "<14>", "severity info",
            "framing    octet-counted",
            "truncated: no", "utf-8: ok", "outputs    all  ok",
        ] {
            #expect(text.contains(fact), "\(fact) in\n\(text)")
        }
        try screen.keys("Left")
        try screen.wait("the other message") { $0.contains("message 1") && $0.contains("           grave  ok") }
        try screen.keys("b")
        try screen.wait("its bytes") { $0.contains("3c 31 31 3e 6a 6f 62 3a  20 62 61 64") }
        try client.wait()
    }

    @Test("the overlay of outputs tells of each what it is and when it wrote; Enter, what went wrong; / finds it there")
    func outputs() throws {
        let configuration = """
            {"version": 1, "handlers": {"full": {"class": "logging.FileHandler", "filename": "/dev/full"},
                                        "good": {"class": "logging.handlers.WatchedFileHandler", "filename": "good"}},
             "root": {"level": "INFO", "handlers": ["full", "good"]}}
            """
        let screen = try TmuxScreen("--max-queue-size 3", configuration: configuration)
        let sender = try Sender(to: screen.port, from: "127.0.0.2")
        // The collector's greeting is the first of the three.
        for number in 0..<2 {
            try sender.send("line \(number)\n")
            try screen.wait("the line") { $0.contains("line \(number)") }
        }
        try sender.send("held back\n")
        try screen.keys("D")
        try screen.wait("both") {
            $0.firstMatch(of: /full +FileHandler +FULL +0 +2 +0 +[0-9]+ +-/) != nil
                && $0.firstMatch(of: /good +WatchedFile(Handler)? +ok +2 +0 +0 +0 +[0-9]+s/) != nil
                && $0.contains("senders waited  once for a full queue")
        }
        try screen.keys("Enter")
        try screen.wait("the failures") {
            $0.contains("class       FileHandler") && $0.contains("failed attempts")
                && $0.contains("cannot write to /dev/full: no space left on device")
        }
        try screen.keys("/")
        try screen.keys("-l", "no space")
        try screen.keys("Enter")
        try screen.wait("the count") { $0.contains("/no space/ 1 of 1") }
        try screen.keys("Escape")
        try screen.wait("all outputs") { $0.contains(" outputs ") && !$0.contains("/no space/") }
    }

    @Test("peers whose TLS handshakes fail are in the table, among many others, though none of their lines ever came")
    func refused() throws {
        let options = (Certificates.clients + ["--handshake-timeout", "600"]).map(\.shellQuoted).joined(separator: " ")
        let screen = try TmuxScreen(options, columns: 100, rows: 30)
        let idle = try (10..<60).map { try Sender(to: screen.port, from: "127.0.0.\($0)") }
        try screen.wait("the idle ones") { $0.contains("peers 50/50") }
        // Plain text on the port, and a certificate that nobody here has signed.
        try Sender(to: screen.port, from: "127.0.0.200").send("<13>not a hello\n")
        let foreign = ["-cert", Certificates.path("foreign.pem"), "-key", Certificates.path("client.key")]
        try TLSClient.openssl("\(screen.port)", foreign, Data("never delivered\n".utf8)).wait()
        let picture = try screen.wait("both") { picture in
            ["127.0.0.200", "127.0.0.1"].allSatisfy { peer in
                picture.split(separator: "\n").contains { $0.dropFirst().hasPrefix(peer + " ") && $0.contains(" err ") }
            }
        }
        #expect(picture.contains("tls err 2") && picture.contains("TLS handshake refused"))
        try screen.keys("D")
        try screen.wait("the account") {
            $0.contains("0 done, 2 failed") && $0.contains("127.0.0.1: client certificate not trusted")
        }
        withExtendedLifetime(idle) {}
    }

    @Test("keys work although the terminal takes nothing")
    func stalledKeys() throws {
        let terminal = try PseudoTerminal(configuration: Self.toFile)
        try eventually("the first picture") { terminal.text.contains("pysyslog-tui") }
        terminal.stall()
        let sender = try Sender(to: terminal.port, from: "127.0.0.2")
        // Enough pictures for the buffer of a pty, which holds 20 kB.
        for number in 0..<150 {
            try sender.send((0..<30).map { "\(number * 31 + $0 * 97) \(String(repeating: "x", count: 60))\n" }.joined())
            usleep(30_000)
        }
        try terminal.type("q")
        try terminal.type("y")
        try eventually("the end", seconds: 15) { !terminal.process.isRunning }
        #expect(terminal.process.terminationStatus == 0 && terminal.process.terminationReason == .exit)
    }

    @Test("a terminal that takes nothing costs no line and does not hold the end")
    func stalled() throws {
        let terminal = try PseudoTerminal(configuration: Self.toFile)
        try eventually("the first picture") { terminal.text.contains("pysyslog-tui") }
        terminal.stall()
        let sender = try Sender(to: terminal.port, from: "127.0.0.2")
        for start in stride(from: 0, to: 20_000, by: 100) {
            try sender.send((start..<start + 100).map { "line \($0) \(String(repeating: "x", count: 60))\n" }.joined())
            usleep(5_000)
        }
        let path = terminal.folder.appending(path: "lines.txt")
        func count() -> Int { ((try? Data(contentsOf: path)) ?? Data()).lines.filter { $0.contains(" line ") }.count }
        try eventually("every line is in the file") { count() == 20_000 }
        kill(terminal.process.processIdentifier, SIGTERM)
        try eventually("the end", seconds: 15) { !terminal.process.isRunning }
        #expect(terminal.process.terminationStatus == 0 && terminal.process.terminationReason == .exit)
        #expect(terminal.remainder().contains("\u{1B}[?1049l"), "the screen is left when the terminal goes on")
    }
}
