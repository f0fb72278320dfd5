// ListenerTests.swift: several listeners of one collector, each under its own name.
import Foundation
import TestSupport
import Testing

@Suite("Several listeners", .limited)
struct ListenerTests {
    /// Prints where a line came in. The collector's greeting goes to standard output too.
    static let configuration = """
        {"version": 1, "formatters": {"line": {"format": "%(levelname)s:%(name)s:%(listener)s:%(message)s"}},
         "handlers": {"out": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "line"}},
         "root": {"level": "DEBUG", "handlers": ["out"]}}
        """

    @Test("are all served, and each line names the one that it came through")
    func several() throws {
        let collector = try RunningCollector(
            ["--listen", "tcp://127.0.0.2:0?name=second", "--listen", "tcp://127.0.0.3:0"],
            configuration: Self.configuration)
        let ports = collector.greetings.map(\.port)
        try #require(ports.count == 3)
        for (host, port) in zip(["127.0.0.1", "127.0.0.2", "127.0.0.3"], ports) {
            let sender = try Sender(to: port, host: host)
            try sender.send("to \(host)\n")
            sender.halfClose()
            try sender.waitForEnd()
        }
        try collector.stop()
        let lines = collector.program.outputLines.filter { $0.hasPrefix("INFO:127.0.0.1:") }
        #expect(
            Set(lines) == [
                "INFO:127.0.0.1:127.0.0.1:\(ports[0]):to 127.0.0.1", "INFO:127.0.0.1:second:to 127.0.0.2",
                "INFO:127.0.0.1:127.0.0.3:\(ports[2]):to 127.0.0.3",
            ])
    }

    @Test("instead of HOST and PORT are the only ones, and are shown by --check")
    func check() throws {
        let command = try Document("Documentation/listeners.md").block("listen")
        let arguments = command.split(whereSeparator: \.isWhitespace).dropFirst().map(String.init)
        let check = try Program(Places.product("pysyslog"), arguments + ["--check"])
        #expect(try check.wait() == 0, "\(check.errorText)")
        let listening = check.outputLines.filter { $0.hasPrefix("listen") }
        #expect(
            listening == [
                "listen   127.0.0.1:5514, TCP, framing auto, messages up to 262144 bytes",
                "listen   127.0.0.1:5514, UDP, messages up to 262144 bytes, named firewalls",
                "listen   /tmp/log, a local datagram socket, messages up to 262144 bytes",
            ])
    }

    @Test("cost nothing while nobody sends: twenty of them wake no thread")
    func idle() throws {
        let urls = (0..<20).flatMap { _ in ["--listen", "tcp://127.0.0.1:0"] }
        let collector = try RunningCollector(urls)
        #expect(collector.greetings.count == 21)
        // A writer that has just written its greetings sleeps for a moment, and wakes once more.
        try eventually("no thread wakes for two seconds") {
            let before = try collector.program.contextSwitches
            Foundation.Thread.sleep(forTimeInterval: 2)
            return try collector.program.contextSwitches == before
        }
        try collector.stop()
    }
}
