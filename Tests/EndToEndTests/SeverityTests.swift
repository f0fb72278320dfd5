// SeverityTests.swift: with --level-from-priority the <PRI> of a line decides where it goes.
import Foundation
import TestSupport
import Testing

@Suite("Levels from priorities", .limited)
struct SeverityTests {
    static let configuration = """
        {"version": 1, "root": {"level": "DEBUG", "handlers": ["stdout", "grave"]},
         "formatters": {"full": {"format": "%(levelname)s %(levelno)d %(facility)s.%(severity)s %(message)s"}},
         "handlers": {"stdout": {"class": "logging.StreamHandler", "stream": "ext://sys.stdout", "formatter": "full"},
                      "grave": {"class": "logging.FileHandler", "filename": "grave.log", "level": "ERROR"}},
         "loggers": {"127.0.0.3": {"level": "WARNING"}}}
        """
    static let sent = ["<0>a", "<9>b", "<18>c", "<27>d", "<36>e", "<45>f", "<54>g", "<191>h", "no priority", "<192>i"]

    @Test("route each line by its own severity, in the order of arrival")
    func routed() throws {
        let collector = try RunningCollector(["--level-from-priority"], configuration: Self.configuration)
        for source in ["127.0.0.2", "127.0.0.3"] {
            let sender = try Sender(to: collector.port, from: source)
            try sender.send(Self.sent.map { $0 + "\n" }.joined())
            sender.halfClose()
            try sender.waitForEnd()
        }
        try collector.stop()
        let all = [
            "CRITICAL 50 kern.emerg <0>a", "CRITICAL 50 user.alert <9>b", "CRITICAL 50 mail.crit <18>c",
            "ERROR 40 daemon.err <27>d", "WARNING 30 auth.warning <36>e", "INFO 20 syslog.notice <45>f",
            "INFO 20 lpr.info <54>g", "DEBUG 10 local7.debug <191>h", "INFO 20 . no priority", "INFO 20 . <192>i",
        ]
        #expect(Array(collector.program.outputLines.dropFirst().dropLast()) == all + all.prefix(5))
        #expect(
            try collector.fileLines("grave.log") == [
                "<0>a", "<9>b", "<18>c", "<27>d", "<0>a", "<9>b", "<18>c", "<27>d",
            ])
        let summary = collector.program.outputLines.last ?? ""
        #expect(summary.contains("Received 20 lines"), "\(summary)")
        #expect(summary.contains("grave 8, stdout 15; 5 not routed to any handler"), "\(summary)")
    }

    @Test("do nothing unless they are asked for")
    func offByDefault() throws {
        let collector = try RunningCollector(configuration: Self.configuration)
        let sender = try Sender(to: collector.port, from: "127.0.0.2")
        try sender.send("<0>a\n<191>h\n")
        sender.halfClose()
        try sender.waitForEnd()
        try collector.stop()
        let lines = Array(collector.program.outputLines.dropFirst().dropLast())
        #expect(lines == ["INFO 20 kern.emerg <0>a", "INFO 20 local7.debug <191>h"])
    }
}
