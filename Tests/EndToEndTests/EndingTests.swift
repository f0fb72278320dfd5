// EndingTests.swift: the collector ends in time, whatever blocks its parts.
import Foundation
import TestSupport
import Testing

@Suite("The end of the collector", .limited)
struct EndingTests {
    @Test("takes no longer for many stuck handlers than for one")
    func stuckHandlers() throws {
        let folder = try TemporaryFolder()
        let names = (0..<100).map { "stuck\($0)" }
        var held: [Int32] = []
        defer { for descriptor in held { close(descriptor) } }
        for name in names {
            let path = folder.url.appending(path: name).path
            #expect(mkfifo(path, 0o600) == 0)
            // A reader that reads nothing.
            held.append(open(path, O_RDWR))
        }
        let handlers = names.map {
            #""\#($0)": {"class": "logging.FileHandler", "filename": "\#(folder.url.path)/\#($0)", "mode": "w"}"#
        }
        let collector = try RunningCollector(
            ["--drain-timeout", "1"],
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              \(handlers.joined(separator: ",\n"))},
                 "loggers": {"127": {"propagate": false, "handlers": ["\(names.joined(separator: "\", \""))"]}}}
                """)
        let sender = try Sender(to: collector.port)
        // More than a pipe holds.
        try sender.send(String(repeating: String(repeating: "x", count: 999) + "\n", count: 100))
        sender.halfClose()
        try sender.waitForEnd()
        let began = ContinuousClock.now
        try collector.stop()
        // One second for reading, one for writing, one for what is stuck; 0.1 s for each would be ten more.
        #expect(ContinuousClock.now - began < .seconds(6))
        let summary = collector.program.outputLines.last ?? ""
        let written = summary.firstMatch(of: /delivered: (\d+) by 101 handlers/).flatMap { Int($0.1) }
        let lost = summary.matches(of: /lost (\d+) \((drain deadline|still being written)\)/).compactMap { Int($0.1) }
        #expect(lost.count >= 100 && written.map { $0 + lost.reduce(0, +) } == 100 * 100, "\(summary)")
    }

    /// The system would take them, and what they send, and nobody would read it.
    @Test("refuses new connections while those that are open are read to their end")
    func newConnections() throws {
        let collector = try RunningCollector()
        let sender = try Sender(to: collector.port)
        try sender.send("before\n")
        try eventually("the line arrives") { collector.program.outputText.contains(":before\n") }
        collector.program.signal(SIGTERM)
        try eventually("a new connection is refused") { (try? Sender(to: collector.port)) == nil }
        #expect(collector.program.isRunning)
        try sender.send("after\n")
        sender.halfClose()
        #expect(try collector.program.wait(seconds: 20) == 0)
        #expect(collector.lines() == ["before", "after"])
    }

    @Test("comes when the time for draining is over, also where the clock is set meanwhile")
    func clockIsSet() throws {
        let folder = try TemporaryFolder()
        let (source, library) = (folder.url.appending(path: "clock.c"), folder.url.appending(path: "clock.so"))
        // A civil clock 30 s ahead of the kernel's, as if it had been set back.
        try Data(
            """
            #define _GNU_SOURCE
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>
            int clock_gettime(clockid_t clock, struct timespec *time) {
                int result = syscall(SYS_clock_gettime, clock, time);
                if (clock == CLOCK_REALTIME) time->tv_sec += 30;
                return result;
            }
            """.utf8
        ).write(to: source)
        #expect(try Program("clang", ["-shared", "-fPIC", "-o", library.path, source.path]).wait() == 0)
        let program = try Program(
            "/usr/bin/env",
            ["LD_PRELOAD=\(library.path)", Places.product("pysyslog"), "127.0.0.1", "0", "--drain-timeout", "1"])
        try eventually("it listens; \(program.errorText)") { program.outputText.contains("polling: ") }
        let port = try #require(program.outputText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        // A peer that never ends.
        let peer = try Sender(to: port)
        try peer.send("line\n")
        try eventually("its line") { program.outputText.contains("line") }
        let began = ContinuousClock.now
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        #expect(ContinuousClock.now - began < .seconds(15))
        withExtendedLifetime(peer) {}
    }

    @Test("is not put off by a start that waits for the reader of a pipe")
    func startOnPipe() throws {
        let folder = try TemporaryFolder()
        #expect(mkfifo(folder.url.appending(path: "pipe").path, 0o600) == 0)
        try Data(
            """
            {"version": 1, "root": {"handlers": ["pipe"]},
             "handlers": {"pipe": {"class": "logging.FileHandler", "filename": "pipe", "mode": "w"}}}
            """.utf8
        ).write(to: folder.url.appending(path: "logging.json"))
        let program = try Program(
            Places.product("pysyslog"), ["127.0.0.1", "0", "-l", "logging.json"], directory: folder.url)
        // It has a thread for signals, and waits.
        let tasks = "/proc/\(program.identifier)/task"
        try eventually("it receives signals") {
            try FileManager.default.contentsOfDirectory(atPath: tasks).contains { task in
                (try? String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8)) == "signals\n"
            }
        }
        program.signal(SIGTERM)
        #expect(try program.wait(seconds: 20) == 128 + SIGTERM)
    }

    @Test("is not put off by a file of TLS that is read again and never ends")
    func reloadFromPipe() throws {
        let folder = try TemporaryFolder()
        let certificate = folder.url.appending(path: "cert.pem")
        try FileManager.default.copyItem(atPath: Certificates.path("server.pem"), toPath: certificate.path)
        let collector = try RunningCollector(["--cert", certificate.path, "--key", Certificates.path("server.key")])
        try FileManager.default.removeItem(at: certificate)
        #expect(mkfifo(certificate.path, 0o600) == 0)
        for _ in 0..<3 { collector.program.signal(SIGHUP) }
        let tasks = "/proc/\(collector.program.identifier)/task"
        try eventually("it reads") {
            try FileManager.default.contentsOfDirectory(atPath: tasks).contains { task in
                (try? String(contentsOfFile: "\(tasks)/\(task)/comm", encoding: .utf8)) == "reload\n"
            }
        }
        let good = try TLSClient.python13.send(Data("good\n".utf8), to: collector.port)
        try good.wait()
        try collector.stop(seconds: 20)
        #expect(collector.lines() == ["good"])
    }
}
