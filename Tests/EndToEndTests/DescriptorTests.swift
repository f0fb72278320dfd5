// DescriptorTests.swift: with few descriptors, no peer and no blocked destination takes them all, and closed
// connections are counted.
import Foundation
import TestSupport
import Testing

@Suite("Few descriptors", .limited)
struct DescriptorTests {
    @Test("leave room for another peer, a delayed file and rollovers beside 100 connections of one address")
    func oneAddress() throws {
        let collector = try RunningCollector(
            descriptors: 64,
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "late": {"class": "logging.FileHandler", "filename": "late.log", "delay": true},
                              "rotating": {"class": "logging.handlers.RotatingFileHandler", "filename": "rotating.log",
                                           "maxBytes": 100, "backupCount": 200}},
                 "loggers": {"127.0.0.2": {"handlers": ["late", "rotating"]}}}
                """)
        let idle = try (0..<100).map { _ in try Sender(to: collector.port, from: "127.0.0.3") }
        try eventually("too many are told of") { collector.program.outputText.contains("closing its new connections") }
        let other = try Sender(to: collector.port, from: "127.0.0.2")
        for number in 0..<100 { try other.send("a line of the other peer \(number)\n") }
        other.halfClose()
        try other.waitForEnd()
        for sender in idle { sender.halfClose() }
        try collector.stop()
        let expected = (0..<100).map { "a line of the other peer \($0)" }
        #expect(try collector.fileLines("late.log") == expected)
        let rolled = try FileManager.default.contentsOfDirectory(atPath: collector.folder.path)
            .filter { $0.hasPrefix("rotating.log") }.map { try collector.fileLines($0).count }
        #expect(rolled.count > 20 && rolled.reduce(0, +) == 100)
        let summary = collector.program.outputLines.last ?? ""
        let closed = summary.firstMatch(of: /(\d+) connections closed \(too many from one address\), 0 bytes unread/)
        #expect((closed.flatMap { Int($0.1) }).map { (60...99).contains($0) } ?? false, "\(summary)")
        #expect(collector.program.outputLines.filter { $0.contains("closing its new connections") }.count == 1)
    }

    @Test("are not all taken by senders to a destination that is stuck, and each line is delivered or counted")
    func stuckDestination() throws {
        let folder = try TemporaryFolder()
        try Data(BackPressureTests.split.utf8).write(to: folder.url.appending(path: "logging.json"))
        let pipe = Pipe()
        let program = try Program(
            "/bin/sh",
            [
                "-c", "ulimit -n 256; exec \"$0\" \"$@\"", Places.product("pysyslog"), "127.0.0.1", "0", "-l",
                "logging.json",
            ],
            directory: folder.url, standardOutput: pipe.fileHandleForWriting)
        try pipe.fileHandleForWriting.close()
        try eventually("it listens; \(program.errorText)") { program.errorText.contains("polling: ") }
        let port = try #require(program.errorText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })

        // Until the pipe and the outbox are full.
        let flood = try Sender(to: port, from: "127.7.255.1")
        let chunk = Array((String(repeating: "f", count: 999) + "\n").utf8)
        var floods = 0
        var lastProgress = ContinuousClock.now
        while ContinuousClock.now < lastProgress + .milliseconds(500) {
            if flood.sendSome(chunk) == chunk.count {
                (floods, lastProgress) = (floods + 1, .now)
            } else {
                usleep(1_000)
            }
        }
        for number in 0..<600 {
            let sender = try Sender(to: port, from: "127.7.\(number / 200).\(number % 200 + 1)")
            try sender.send("one shot \(number)\n")
        }
        let free = try Sender(to: port, from: "127.0.0.9")
        try free.send("served\n")
        let file = folder.url.appending(path: "file.log")
        try eventually("the other peer is served") { ((try? Data(contentsOf: file).lines) ?? []) == ["served"] }
        free.halfClose()

        // When it is read again, everything comes that was not refused.
        let captured = Captured(pipe)
        flood.halfClose()
        try flood.waitForEnd()
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        try eventually("the end of the output") { captured.isComplete }
        let shots = captured.data.lines.filter { $0.hasPrefix("one shot") }
        let summary = try #require(program.errorText.split(separator: "\n").last)
        let closed = summary.firstMatch(of: /(\d+) connections closed \(destination stalled\), (\d+) bytes unread/)
        let count = try #require(closed.flatMap { Int($0.1) }, "\(summary)")
        #expect(shots.count + count == 600 && Set(shots).count == shots.count)
        #expect(count > 300, "\(count)")
    }
}
