// BackPressureTests.swift: a blocked destination stops the senders whose lines go there, and no others.
import Foundation
import TestSupport
import Testing

@Suite("Back-pressure and failing destinations", .limited)
struct BackPressureTests {
    /// 127.7.x.y to standard output only, everybody else to a file only.
    static let split = """
        {"version": 1, "root": {"level": "INFO", "handlers": ["file"]},
         "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                      "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
                      "file": {"class": "logging.FileHandler", "filename": "file.log"}},
         "loggers": {"127.7": {"handlers": ["stdout"], "propagate": false},
                     "pysyslog": {"handlers": ["stderr"], "propagate": false}}}
        """

    /// A collector whose standard output is a pipe of the test.
    private func start(_ configuration: String?, _ options: [String] = []) throws -> (
        Program, Pipe, UInt16, TemporaryFolder
    ) {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        var arguments = ["127.0.0.1", "0"] + options
        if let configuration {
            try Data(configuration.utf8).write(to: folder.url.appending(path: "logging.json"))
            arguments += ["-l", "logging.json"]
        }
        let program = try Program(
            Places.product("pysyslog"), arguments, directory: folder.url, standardOutput: pipe.fileHandleForWriting)
        try pipe.fileHandleForWriting.close()
        try eventually("it listens; \(program.errorText)") { program.errorText.contains("polling: ") }
        let port = try #require(program.errorText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        return (program, pipe, port, folder)
    }

    @Test("a stuck standard output stops its own peers, not those whose lines go to a file")
    func stuckOutput() throws {
        let (program, pipe, port, folder) = try start(Self.split)
        let stuck = try Sender(to: port, from: "127.7.0.1")
        let numbered = (0..<200_000).map { "stuck \($0) " + String(repeating: "x", count: 100) + "\n" }
        let bytes = Array(numbered.joined().utf8)
        var sent = 0
        // Until the pipe, the outbox and the buffers of TCP are full and nothing moves.
        try eventually("nothing more goes") {
            guard sent < bytes.count else { return true }
            let wasAsleep = program.isAsleep
            let count = stuck.sendSome(Array(bytes[sent..<min(bytes.count, sent + 65_536)]))
            sent += count
            return count == 0 && wasAsleep
        }
        #expect(sent < bytes.count, "the peer was made to wait")

        let free = try Sender(to: port, from: "127.0.0.9")
        for number in 0..<10_000 { try free.send("free \(number)\n") }
        free.halfClose()
        try free.waitForEnd()
        let file = folder.url.appending(path: "file.log")
        try eventually("the file has all lines") { ((try? Data(contentsOf: file).lines.count) ?? 0) >= 10_000 }
        #expect(try Data(contentsOf: file).lines == (0..<10_000).map { "free \($0)" })

        // When it is read again, everything comes.
        let captured = Captured(pipe)
        try stuck.send(bytes[sent...])
        stuck.halfClose()
        try stuck.waitForEnd()
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        try eventually("the end of the output") { captured.isComplete }
        #expect(captured.data == Data(bytes))
    }

    @Test("a reader of standard output that leaves ends the collector as it ends any filter")
    func brokenPipe() throws {
        let program = try Program(
            "sh",
            [
                "-c", "{ \"$0\" 127.0.0.1 0; echo \"status $?\" >&2; } | { read line; echo \"$line\" >&2; }",
                Places.product("pysyslog"),
            ])
        try eventually("it listens; \(program.errorText)") { program.errorText.contains("polling: ") }
        let port = try #require(program.errorText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        let sender = try Sender(to: port)
        try sender.send("into the void\n")
        #expect(try program.wait() == 0)
        #expect(program.errorText.contains("status 141"), "\(program.errorText)")
    }

    @Test("a reader that leaves closes only its handler where others remain, and that is said")
    func brokenPipeAmongOthers() throws {
        let (program, pipe, port, folder) = try start(
            """
            {"version": 1, "root": {"level": "INFO", "handlers": ["stdout", "file"]},
             "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                          "stderr": {"class": "logging.StreamHandler", "stream": "ext://sys.stderr"},
                          "file": {"class": "logging.FileHandler", "filename": "file.log"}},
             "loggers": {"pysyslog": {"handlers": ["stderr"]}}}
            """)
        try pipe.fileHandleForReading.close()
        let sender = try Sender(to: port)
        for number in 0..<1_000 { try sender.send("line \(number)\n") }
        sender.halfClose()
        try sender.waitForEnd()
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        let file = try Data(contentsOf: folder.url.appending(path: "file.log")).lines
        #expect(file.filter { $0.hasPrefix("line ") } == (0..<1_000).map { "line \($0)" })
        #expect(program.errorText.contains("standard output has no reader any more"), "\(program.errorText)")
        let summary = try #require(program.errorText.split(separator: "\n").last)
        #expect(summary.contains("Received 1000 lines"), "\(summary)")
        #expect(summary.contains("file 1000"), "\(summary)")
        let lost = try #require(summary.firstMatch(of: /stdout lost (\d+) \(handler closed\)/).flatMap { Int($0.1) })
        let written = try #require(summary.firstMatch(of: /stdout (\d+)[,;]/).flatMap { Int($0.1) })
        #expect(lost + written == 1_000)
    }

    @Test("a full disk loses nothing: it is said once, the lines are kept, and counted when the time is over")
    func fullDisk() throws {
        let collector = try RunningCollector(
            ["--drain-timeout", "0.3"],
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout", "full"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "full": {"class": "logging.FileHandler", "filename": "/dev/full"}}}
                """)
        let sender = try Sender(to: collector.port)
        for number in 0..<100 { try sender.send("line \(number)\n") }
        sender.halfClose()
        try sender.waitForEnd()
        try eventually("the failure is told") { collector.program.outputText.contains("no space left on device") }
        try collector.stop()
        let output = collector.program.outputLines
        #expect(output.filter { $0.hasPrefix("line ") } == (0..<100).map { "line \($0)" })
        #expect(
            output.filter { $0.contains("handler full: cannot write to /dev/full: no space left on device") }.count == 1
        )
        let summary = output.last ?? ""
        #expect(summary.contains("delivered: full 0, stdout 100; full lost 100 (drain deadline)"), "\(summary)")
    }

    @Test("a delayed file whose directory vanished is made when the directory is back, and nothing is lost")
    func vanishedDirectory() throws {
        let collector = try RunningCollector(
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "late": {"class": "logging.FileHandler", "filename": "sub/late.log", "delay": true}},
                 "loggers": {"127": {"handlers": ["late"]}}}
                """)
        let sender = try Sender(to: collector.port)
        try sender.send("one\ntwo\n")
        try eventually("the failure is told") { collector.program.outputText.contains("cannot open") }
        try FileManager.default.createDirectory(
            at: collector.folder.appending(path: "sub"), withIntermediateDirectories: false)
        try eventually("the recovery is told") { collector.program.outputText.contains("accepts lines again") }
        try sender.send("three\n")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        #expect(try collector.fileLines("sub/late.log") == ["one", "two", "three"])
        #expect(collector.program.outputLines.filter { $0.contains("cannot open") }.count == 1)
    }
}
