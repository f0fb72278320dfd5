// RealClientTests.swift: the senders that people run, against the built program.
import Foundation
import TestSupport
import Testing

@Suite("Real clients", .limited)
struct RealClientTests {
    @Test(
        "logger's messages arrive whole",
        arguments: [[], ["--octet-count"], ["--rfc3164"], ["--rfc5424=notime,notq,nohost"]])
    func logger(options: [String]) throws {
        let collector = try RunningCollector()
        let texts = (1...20).map { "message \($0) with 100% and %(name)s and {x} and $y" }
        // logger reads a message from each line of its input, over one connection.
        let input = Data(texts.map { $0 + "\n" }.joined().utf8)
        let logger = try Program(
            "logger", ["-T", "-n", "127.0.0.1", "-P", "\(collector.port)", "-t", "tag"] + options, input: input)
        #expect(try logger.wait() == 0)
        try collector.stop()
        let lines = collector.lines()
        #expect(lines.count == texts.count)
        for (line, text) in zip(lines, texts) {
            #expect(line.hasPrefix("<13>") && line.hasSuffix(text), "\(line)")
        }
    }

    @Test("logger's octet-counted messages keep the line ends inside them, escaped")
    func loggerWithLineEnds() throws {
        let collector = try RunningCollector()
        let arguments = ["-T", "-n", "127.0.0.1", "-P", "\(collector.port)", "--octet-count", "one\ntwo"]
        #expect(try Program("logger", arguments).wait() == 0)
        try collector.stop()
        #expect(collector.lines().count == 1)
        #expect(collector.lines()[0].hasSuffix("one#012two"))
    }

    @Test(
        "Python's SysLogHandler ends its messages with NUL; with --framing nul an LF inside one does not end it",
        arguments: [([], ["<12>py two", "second line"]), (["--framing", "nul"], ["<12>py two#012second line"])])
    func pythonSysLogHandler(options: [String], second: [String]) throws {
        let collector = try RunningCollector(options)
        let client = try Program("python3", [Places.client("python_syslog.py"), "\(collector.port)"])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        #expect(collector.lines() == ["<12>py one"] + second + ["<11>py é"])
    }

    @Test("Perl's Sys::Syslog ends its messages with LF and NUL")
    func perlSysSyslog() throws {
        let collector = try RunningCollector()
        let client = try Program("perl", [Places.client("perl_syslog.pl"), "\(collector.port)"])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        let lines = collector.lines()
        #expect(lines.count == 2)
        #expect(lines[0].hasPrefix("<134>") && lines[0].hasSuffix("perl one"), "\(lines)")
        #expect(lines[1].hasPrefix("<131>") && lines[1].hasSuffix("perl two"), "\(lines)")
    }
}
