// ConnectionTests.swift: persistent connections from their first byte to their last, and the end of the collector.
import Foundation
import TestSupport
import Testing

@Suite("Connections", .limited)
struct ConnectionTests {
    @Test("keep the order of each peer's lines, and deliver a last line without a terminator")
    func orderAndLastLine() throws {
        let collector = try RunningCollector()
        let peers = ["127.0.0.1", "127.1.2.3", "127.255.0.9"]
        let senders = try peers.map { try Sender(to: collector.port, from: $0) }
        for number in 0..<1_000 {
            for sender in senders { try sender.send("<13>line \(number)\(number == 999 ? "" : "\n")") }
        }
        for sender in senders {
            sender.halfClose()
            try sender.waitForEnd()
        }
        try collector.stop()
        for peer in peers { #expect(collector.lines(from: peer) == (0..<1_000).map { "<13>line \($0)" }) }
        let last = collector.program.outputLines.last ?? ""
        #expect(last.hasPrefix("INFO:pysyslog:Received 3000 lines"), "\(last)")
        #expect(last.contains("from 3 peers; delivered: stdout 3000; nothing lost"), "\(last)")
    }

    @Test("of IPv4 and IPv6 are served by ::, and an IPv4 peer has its dotted name")
    func bothFamilies() throws {
        let collector = try RunningCollector(host: "::")
        for host in ["127.0.0.1", "::1"] {
            let sender = try Sender(to: collector.port, host: host)
            try sender.send("hello over \(host)\n")
            sender.halfClose()
            try sender.waitForEnd()
        }
        try collector.stop()
        #expect(collector.program.outputLines[0].contains("on: [::]:\(collector.port) polling: 0.5"))
        #expect(collector.lines(from: "127.0.0.1") == ["hello over 127.0.0.1"])
        #expect(collector.lines(from: "::1") == ["hello over ::1"])
    }

    @Test("print what the Python tool prints, the poll interval in Python's digits")
    func greeting() throws {
        let collector = try RunningCollector(["-i", "2", "-m", "10", "--no-tui"], host: "localhost")
        try collector.stop()
        let greeting = "WARNING:pysyslog.cli:Listening for syslog over TCP on: localhost:\(collector.port) polling: 2.0"
        #expect(collector.program.outputLines[0] == greeting)
    }

    @Test("bytes that are not UTF-8 pass through unchanged")
    func rawBytes() throws {
        let collector = try RunningCollector(
            configuration: """
                {"version": 1, "root": {"level": "INFO", "handlers": ["stdout", "file"]},
                 "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout"},
                              "file": {"class": "logging.FileHandler", "filename": "raw.log"}}}
                """)
        let line = Data((1...255).filter { $0 != 10 }.map { UInt8($0) })
        let sender = try Sender(to: collector.port)
        try sender.send(Data("<".utf8) + line + Data(">\n".utf8))
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        let file = try Data(contentsOf: collector.folder.appending(path: "raw.log"))
        #expect(file.range(of: Data("<".utf8) + line + Data(">\n".utf8)) != nil)
    }

    @Test("are half-closed when the collector is stopped, and read to their ends", arguments: [SIGTERM, SIGINT])
    func drained(signal: Int32) throws {
        let collector = try RunningCollector()
        let sender = try Sender(to: collector.port)
        try sender.send("before\nhalf")
        try eventually("the first line") { collector.program.outputText.contains("before") }
        collector.program.signal(signal)
        try sender.waitForEnd()
        try sender.send(" a line\nafter")
        sender.halfClose()
        #expect(try collector.program.wait() == 0)
        #expect(collector.lines() == ["before", "half a line", "after"])
    }

    @Test(
        "that do not end are cut off at the deadline, and a second signal ends at once", arguments: [SIGTERM, SIGINT])
    func secondSignal(signal: Int32) throws {
        let patient = try RunningCollector(["--drain-timeout", "0.2"])
        let silent = try Sender(to: patient.port)
        try silent.send("one\nhalf")
        try eventually("the line") { patient.program.outputText.contains("one") }
        try patient.stop(signal: signal)
        #expect(patient.lines() == ["one", "half"])

        let hurried = try RunningCollector(["--drain-timeout", "3600"])
        let other = try Sender(to: hurried.port)
        try other.send("one\n")
        try eventually("the line") { hurried.program.outputText.contains("one") }
        hurried.program.signal(signal)
        try other.waitForEnd()
        hurried.program.signal(signal)
        #expect(try hurried.program.wait() == 128 + signal)
        withExtendedLifetime(silent) {}
    }

    @Test("that wait to be accepted when the collector is stopped are read as well")
    func backlog() throws {
        let collector = try RunningCollector()
        collector.program.signal(SIGSTOP)
        let senders = try (0..<50).map { _ in try Sender(to: collector.port) }
        for (number, sender) in senders.enumerated() {
            try sender.send("early \(number)\n")
            sender.halfClose()
        }
        collector.program.signal(SIGTERM)
        collector.program.signal(SIGCONT)
        #expect(try collector.program.wait() == 0)
        #expect(Set(collector.lines()) == Set((0..<50).map { "early \($0)" }))
        #expect(collector.lines().count == 50)
    }

    @Test("of many addresses beyond the number of descriptors wait, and are served when others end")
    func descriptorsExhausted() throws {
        let folder = try TemporaryFolder()
        let limited = "ulimit -n 40 && exec \"$0\" \"$@\""
        let program = try Program(
            "sh", ["-c", limited, Places.product("pysyslog"), "127.0.0.1", "0"], directory: folder.url)
        try eventually("it listens; \(program.errorText)") { program.outputText.contains("polling: ") }
        let port = try #require(program.outputText.firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
        var senders = try (0..<100).map { try Sender(to: port, from: "127.0.0.\($0 + 1)") }
        try eventually("exhaustion is told") { program.outputText.contains("too many open files") }
        for (number, sender) in senders.enumerated() {
            try sender.send("line \(number)\n")
            sender.halfClose()
        }
        for sender in senders { try sender.waitForEnd() }
        senders = []
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        let lines = program.outputLines.filter { $0.contains(":line ") }
        #expect(Set(lines) == Set((0..<100).map { "INFO:127.0.0.\($0 + 1):line \($0)" }) && lines.count == 100)
        #expect(program.outputLines.filter { $0.contains("too many open files") }.count == 1)
        #expect(program.outputLines.filter { $0.contains("accepted again") }.count == 1)
    }
}
