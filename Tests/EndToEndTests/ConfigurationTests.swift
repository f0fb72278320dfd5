// ConfigurationTests.swift: lines go where the logging configuration sends them.
import Foundation
import TestSupport
import Testing

@Suite("A logging configuration", .limited)
struct ConfigurationTests {
    static let example = """
        {"version": 1,
         "root": {"level": "DEBUG", "propagate": true, "handlers": ["stdout"]},
         "formatters": {"brief": {"format": "%(asctime)s %(message)s"}},
         "handlers": {
           "stdout": {"class": "logging.StreamHandler", "formatter": "brief", "level": "DEBUG",
                      "stream": "ext://sys.stdout"},
           "localhost-file": {"class": "logging.FileHandler", "formatter": "brief", "level": "DEBUG",
                              "filename": "./localhost.log", "delay": true}},
         "loggers": {"127.0.0.1": {"handlers": ["localhost-file"], "level": "DEBUG", "propagate": true}}}
        """

    @Test("sends 127.0.0.1 to standard output and the file, any other peer to standard output only")
    func readmeExample() throws {
        let collector = try RunningCollector(configuration: Self.example)
        #expect(!FileManager.default.fileExists(atPath: collector.folder.appending(path: "localhost.log").path))
        for source in ["127.0.0.1", "127.0.0.2"] {
            let sender = try Sender(to: collector.port, from: source)
            try sender.send("<13>one of \(source)\n<13>two of \(source)\n")
            sender.halfClose()
            try sender.waitForEnd()
        }
        try collector.stop()
        let texts = collector.program.outputLines.map {
            $0.replacing(#/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} /#, with: "")
        }
        #expect(
            texts.dropFirst().dropLast().sorted() == [
                "<13>one of 127.0.0.1", "<13>one of 127.0.0.2", "<13>two of 127.0.0.1", "<13>two of 127.0.0.2",
            ])
        let file = try collector.fileLines("localhost.log")
        #expect(file.map { String($0.dropFirst(24)) } == ["<13>one of 127.0.0.1", "<13>two of 127.0.0.1"])
        #expect(try collector.mode(of: "localhost.log") == 0o640)
    }

    @Test("writes a record whole to the new file where the old one takes no more and is removed")
    func removedWhenFull() throws {
        // Files are bounded in size, so that a write fails in the middle of a record as on a full disk.
        let bound = """
            import os, resource, sys
            resource.setrlimit(resource.RLIMIT_FSIZE, (16384, 16384))
            os.execv(sys.argv[1], sys.argv[1:])
            """
        let collector = try RunningCollector(
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["file"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "file": {"class": "logging.handlers.WatchedFileHandler", "filename": "x.log"}},
                 "loggers": {"pysyslog": {"handlers": ["stdout"], "propagate": false}}}
                """, under: ["python3", "-c", bound])
        let lines = (0..<300).map { "line \($0) " + String(repeating: "x", count: 90) }
        let sender = try Sender(to: collector.port)
        try sender.send(lines.map { $0 + "\n" }.joined())
        let path = collector.folder.appending(path: "x.log")
        try eventually("x.log takes no more") { collector.program.outputText.contains("cannot write to") }
        let old = try Data(contentsOf: path)
        #expect(old.count == 16_384 && old.last != 10)
        try FileManager.default.removeItem(at: path)
        try eventually("the new x.log takes lines") { collector.program.outputText.contains("accepts lines again") }
        try collector.stop()
        #expect(old.lines + (try Data(contentsOf: path).lines) == lines)
    }

    @Test("serves a whole network by the dots of its logger's name")
    func networks() throws {
        let collector = try RunningCollector(
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "net": {"class": "logging.FileHandler", "filename": "net.log", "mode": "w"}},
                 "loggers": {"127.5": {"handlers": ["net"], "propagate": false}}}
                """)
        for source in ["127.5.0.1", "127.5.99.7", "127.50.0.1"] {
            let sender = try Sender(to: collector.port, from: source)
            try sender.send("from \(source)\n")
            sender.halfClose()
            try sender.waitForEnd()
        }
        try collector.stop()
        #expect(try collector.fileLines("net.log") == ["from 127.5.0.1", "from 127.5.99.7"])
        #expect(collector.program.outputLines.dropFirst().dropLast() == ["from 127.50.0.1"])
    }

    @Test(
        "is refused with the place and the reason, before any port is opened",
        arguments: [
            (#"{"version": 1, "handlers": {"f": {"class": "logging.FileHandler"}}}"#, ["handlers.f", "filename"]),
            (#"{"version": 1, "root": {"level": "LOUD"}}"#, ["1:34: root.level", "LOUD"]),
            ("{\"version\": 1,\n \"root\": {,}}", ["logging.json:2:11"]),
            (#"{"version": 2}"#, ["version"]),
            ("", ["logging.json:1:1"]),
            (
                #"{"version": 1, "handlers": {"f": {"class": "logging.FileHandler", "filename": "no/such/x"}}}"#,
                ["handler f", "no such file or directory"]
            ),
        ])
    func refused(configuration: String, mentions: [String]) throws {
        let folder = try TemporaryFolder()
        try Data(configuration.utf8).write(to: folder.url.appending(path: "logging.json"))
        let program = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "-l", "logging.json"], directory: folder.url)
        let status = try program.wait()
        #expect(status == (mentions[0].hasPrefix("handler f") ? 1 : 2))
        for mention in mentions { #expect(program.errorText.contains(mention), "\(program.errorText)") }
        #expect(program.outputText.isEmpty)
    }

    @Test("is only read and shown with --check")
    func check() throws {
        let folder = try TemporaryFolder()
        try Data(Self.example.utf8).write(to: folder.url.appending(path: "logging.json"))
        let program = try Program(
            Places.product("pysyslog"), ["::", "6514", "-l", "logging.json", "--check"], directory: folder.url)
        #expect(try program.wait() == 0)
        #expect(program.outputText.contains("[::]:6514"))
        #expect(program.outputText.contains("127.0.0.1  DEBUG  -> localhost-file, stdout"), "\(program.outputText)")
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["logging.json"])
    }

    @Test("whose file is as large as the process may make it has that handler fail, and the others go on")
    func fileSizeLimit() throws {
        let folder = try TemporaryFolder()
        let json = """
            {"version": 1, "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                                        "file": {"class": "logging.FileHandler", "filename": "small.log"}},
             "root": {"level": "DEBUG", "handlers": ["stdout", "file"]}}
            """
        try Data(json.utf8).write(to: folder.url.appending(path: "logging.json"))
        let command =
            "ulimit -f 4; exec \(Places.product("pysyslog").shellQuoted) 127.0.0.1 0 -l logging.json --drain-timeout 0.2"
        let program = try Program("/bin/bash", ["-c", command], directory: folder.url)
        try eventually("it listens") { program.outputText.contains(" polling: ") }
        let said = try #require(program.outputText.firstMatch(of: /on: 127\.0\.0\.1:(\d+) polling/))
        let sender = try Sender(to: try #require(UInt16(said.1)))
        try sender.send((0..<200).map { "line \($0) \(String(repeating: "x", count: 50))\n" }.joined())
        try eventually("the failure and all lines") {
            program.outputText.contains("small.log: file too large") && program.outputText.contains("line 199 ")
        }
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
    }
}
