// ReloadTests.swift: SIGHUP reopens files, reads configuration and TLS files again, and never stops a collector.
import Foundation
import TestSupport
import Testing

@Suite("A reload", .limited)
struct ReloadTests {
    /// What the collector says goes to standard output, and lines of peers where `handlers` and `loggers` lead.
    private func configuration(_ handlers: String, root: String) -> String {
        """
        {"version": 1,
         "formatters": {"own": {"format": "%(levelname)s:%(name)s:%(message)s"}, "plain": {"format": "%(name)s %(message)s"},
                        "other": {"format": "other %(name)s %(message)s"}},
         "handlers": {"own": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "own"},
                      \(handlers)},
         "loggers": {"pysyslog": {"level": "INFO", "handlers": ["own"], "propagate": false}},
         "root": {"level": "INFO", "handlers": \(root)}}
        """
    }

    private func write(_ configuration: String, for collector: RunningCollector) throws {
        let file = collector.folder.appending(path: "logging.json")
        try Data(configuration.utf8).write(to: file, options: .atomic)
    }

    private func eventuallySays(_ text: String, _ collector: RunningCollector) throws {
        try eventually("it says \(text), not: \(collector.program.outputText)") {
            collector.program.outputText.contains(text)
        }
    }

    private func replace(_ file: URL, by name: String) throws {
        try Data(contentsOf: URL(filePath: Certificates.path(name))).write(to: file, options: .atomic)
    }

    /// The subject of the certificate that the collector shows.
    private func subject(_ port: UInt16) throws -> String {
        let client = try TLSClient.openssl("\(port)", ["-brief"])
        try client.wait()
        let line = client.errorText.split(separator: "\n").first { $0.hasPrefix("Peer certificate: ") }
        return String(line?.dropFirst("Peer certificate: ".count) ?? "")
    }

    private static let file = #""file": {"class": "logging.FileHandler", "filename": "a.log", "formatter": "plain"}"#

    @Test("serves new handshakes with new files, keeps open connections, and old files where the new ones are bad")
    func tlsFiles() throws {
        let folder = try TemporaryFolder()
        let certificate = folder.url.appending(path: "cert.pem")
        try replace(certificate, by: "server.pem")
        let collector = try RunningCollector(["--cert", certificate.path, "--key", Certificates.path("server.key")])
        #expect(try subject(collector.port) == "CN = server")
        let go = folder.url.appending(path: "go")
        let open = try TLSClient.python("\(collector.port)", ["--until", go.path], Data("line\n".utf8))
        try eventually("the first line") { collector.lines() == ["line"] }

        try replace(certificate, by: "renewed.pem")
        collector.program.signal(SIGHUP)
        try eventuallySays("INFO:pysyslog:reloaded: nothing changed; the TLS files were read again", collector)
        #expect(try subject(collector.port) == "CN = renewed")

        try replace(certificate, by: "text")
        collector.program.signal(SIGHUP)
        try eventuallySays("ERROR:pysyslog:cannot use --cert \(certificate.path): ", collector)
        try eventuallySays("ERROR:pysyslog:not reloaded: 1 error; the configuration in force is kept", collector)
        #expect(try subject(collector.port) == "CN = renewed")

        try Data().write(to: go)
        #expect(try open.wait() == 0, "\(open.errorText)")
        try collector.stop()
        #expect(collector.lines() == ["line", "line"])
    }

    @Test("is one step: with a bad certificate the new logging configuration is not used either")
    func oneStep() throws {
        let folder = try TemporaryFolder()
        let certificate = folder.url.appending(path: "cert.pem")
        try replace(certificate, by: "server.pem")
        let old = configuration(Self.file, root: #"["file"]"#)
        let collector = try RunningCollector(
            ["--cert", certificate.path, "--key", Certificates.path("server.key")], configuration: old)
        try replace(certificate, by: "text")
        try write(configuration(Self.file, root: #"["own"]"#), for: collector)
        collector.program.signal(SIGHUP)
        try eventuallySays("not reloaded: 1 error", collector)
        let client = try TLSClient.python13.send(Data("to the file\n".utf8), to: collector.port)
        try client.wait()
        try replace(certificate, by: "renewed.pem")
        collector.program.signal(SIGUSR2)
        try eventuallySays("reloaded: 2 handlers unchanged; loggers changed; the TLS files were read again", collector)
        #expect(try subject(collector.port) == "CN = renewed")
        try collector.stop()
        #expect(try collector.fileLines("a.log") == ["127.0.0.1 to the file"])
    }

    @Test("changes nothing where nothing is new, and says so", arguments: [SIGHUP, SIGUSR2])
    func nothingChanged(signal: Int32) throws {
        let collector = try RunningCollector()
        collector.program.signal(signal)
        try eventuallySays("INFO:pysyslog:reloaded: nothing changed\n", collector)
        let sender = try Sender(to: collector.port)
        try sender.send("still here\n")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        #expect(collector.lines() == ["still here"])
    }

    @Test("reopens files that were moved, also where the new configuration is wrong")
    func movedFiles() throws {
        let rotating = """
            "rotating": {"class": "logging.handlers.RotatingFileHandler", "filename": "r.log", "maxBytes": 100000000,
                         "backupCount": 1, "formatter": "plain"}
            """
        let collector = try RunningCollector(
            configuration: configuration(Self.file + "," + rotating, root: #"["file", "rotating"]"#))
        let sender = try Sender(to: collector.port)
        let names = ["a.log", "r.log"]
        func move(to ending: String) throws {
            for name in names {
                try FileManager.default.moveItem(
                    at: collector.folder.appending(path: name), to: collector.folder.appending(path: name + ending))
            }
            collector.program.signal(SIGHUP)
            try eventually("new files") {
                names.allSatisfy { FileManager.default.fileExists(atPath: collector.folder.appending(path: $0).path) }
            }
        }
        for (line, ending) in [("one", ".1"), ("two", ".2")] {
            try sender.send("\(line)\n")
            try eventually("the line") { try names.allSatisfy { try collector.fileLines($0) == ["127.0.0.1 \(line)"] } }
            if line == "two" { try write("{", for: collector) }
            try move(to: ending)
        }
        try eventuallySays("not reloaded", collector)
        try sender.send("three\n")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        for name in names {
            let lines = try [".1", ".2", ""].map { try collector.fileLines(name + $0) }
            #expect(lines == [["127.0.0.1 one"], ["127.0.0.1 two"], ["127.0.0.1 three"]])
        }
    }

    private static let broken = [
        ("{\"version\": 1,", "logging.json:1:15: "),
        (#"{"version": 1, "handlers": {"x": {"class": "logging.NoHandler"}}}"#, "handlers.x.class"),
        (
            #"""
            {"version": 1, "handlers": {
                "a": {"class": "logging.FileHandler", "filename": "kept.log", "mode": "w"},
                "b": {"class": "logging.FileHandler", "filename": "new.log", "mode": "x"},
                "x": {"class": "logging.FileHandler", "filename": "no/x"}}}
            """#,
            "handler x: cannot open no/x: "
        ),
    ]

    @Test("keeps the configuration in force where the new one is wrong, in the words of --check", arguments: broken)
    func brokenConfiguration(text: String, words: String) throws {
        let old = configuration(Self.file, root: #"["file"]"#)
        let collector = try RunningCollector(configuration: old)
        let sender = try PacedSender(to: collector.port, from: "127.0.0.1", perSecond: 20_000, "line")
        let kept = collector.folder.appending(path: "kept.log")
        try Data("kept".utf8).write(to: kept)
        try write(text, for: collector)
        collector.program.signal(SIGHUP)
        try eventuallySays("ERROR:pysyslog:not reloaded: ", collector)
        #expect(try Data(contentsOf: kept) == Data("kept".utf8))
        #expect(!FileManager.default.fileExists(atPath: collector.folder.appending(path: "new.log").path))
        let check = try Program(
            Places.product("pysyslog"), ["-l", "logging.json", "--check"], directory: collector.folder)
        try check.wait()
        let said = check.errorText.split(separator: "\n").map { $0.dropFirst("pysyslog: ".count) }
        for line in said { #expect(collector.program.outputText.contains("ERROR:pysyslog:\(line)\n")) }
        #expect(collector.program.outputText.contains("ERROR:pysyslog:"))
        #expect(collector.program.outputText.contains(words), "\(collector.program.outputText)")
        try write(old, for: collector)
        collector.program.signal(SIGHUP)
        try eventuallySays("reloaded: nothing changed", collector)
        try sender.stop()
        try collector.stop()
        #expect(try collector.fileLines("a.log").count == sender.sent)
        #expect(sender.sent > 0 && collector.program.outputText.contains("file \(sender.sent)"))
    }

    @Test("frees the senders of a handler that is removed while its destination is stuck, and the account adds up")
    func stuckHandler() throws {
        let stuck = #""stuck": {"class": "logging.FileHandler", "filename": "pipe", "formatter": "plain"}"#
        let folder = try TemporaryFolder()
        let pipe = folder.url.appending(path: "pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        // Holds the pipe open, and never reads it.
        let reader = open(pipe, O_RDWR)
        defer { close(reader) }
        let handler = stuck.replacingOccurrences(of: "\"pipe\"", with: "\"\(pipe)\"")
        let collector = try RunningCollector(
            ["--drain-timeout", "0.5"], configuration: configuration(handler, root: #"["stuck"]"#))
        let sender = try Sender(to: collector.port)
        let bytes = Array((0..<200_000).map { "line \($0) " + String(repeating: "x", count: 100) + "\n" }.joined().utf8)
        var sent = 0
        try eventually("nothing more goes") {
            let wasAsleep = collector.program.isAsleep
            let count = sender.sendSome(Array(bytes[sent..<min(bytes.count, sent + 65_536)]))
            sent += count
            return count == 0 && wasAsleep
        }
        #expect(sent < bytes.count, "the peer was made to wait")
        try write(configuration(Self.file, root: #"["file"]"#), for: collector)
        collector.program.signal(SIGHUP)
        try eventuallySays(
            "reloaded: 1 handler added (file), 1 removed (stuck), 1 unchanged; loggers changed", collector)
        try sender.send(bytes[sent...])
        sender.halfClose()
        try sender.waitForEnd()
        try eventuallySays("ERROR:pysyslog.handlers:handler stuck: removed by a reload, and its destination", collector)
        try collector.stop()
        let summary = try #require(collector.program.outputLines.last)
        let written = try collector.fileLines("a.log").count
        #expect(summary.contains("Received 200000 lines"), "\(summary)")
        // What a write call that never ends had in hand is not written, nor given up.
        let removed = try #require(
            summary.firstMatch(
                of:
                    /1 removed handler (\d+); 1 removed handler lost (\d+) \(handler removed\), 1 removed handler lost (\d+)/
            ), "\(summary)")
        let counts = try [written] + [removed.1, removed.2, removed.3].map { try #require(Int($0)) }
        #expect(summary.contains("file \(written), ") && counts.reduce(0, +) == 200_000, "\(summary)")
    }

    @Test("SIGUSR1 logs the account up to now, and nothing else happens")
    func accountSoFar() throws {
        let collector = try RunningCollector()
        let sender = try Sender(to: collector.port)
        try sender.send("one\ntwo\n")
        try eventually("the lines") { collector.lines() == ["one", "two"] }
        let received = "Received 2 lines (8 bytes) from 1 peer; delivered: stdout "
        let words = received + "2; nothing lost"
        // What is on the screen counts as queued until the call that wrote it returns.
        try eventually("the account: \(collector.program.outputText)") {
            collector.program.signal(SIGUSR1)
            return collector.program.outputText.contains("INFO:pysyslog:So far: \(words)\n")
        }
        let accounts = collector.program.outputLines.filter { $0.hasPrefix("INFO:pysyslog:So far: ") }
        let waiting = "INFO:pysyslog:So far: \(received)0; queued: stdout 2; nothing lost"
        #expect(accounts.allSatisfy { $0 == waiting || $0 == "INFO:pysyslog:So far: \(words)" }, "\(accounts)")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        #expect(collector.program.outputLines.last == "INFO:pysyslog:\(words)")
    }
}
