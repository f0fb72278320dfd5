// RealClientTests.swift: the senders that people run, against the built program.
import Foundation
import Testing

@Suite("Real clients")
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

    @Test("Python's SysLogHandler ends its messages with NUL")
    func pythonSysLogHandler() throws {
        let collector = try RunningCollector()
        let client = try Program("python3", [Places.client("python_syslog.py"), "\(collector.port)"])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        #expect(collector.lines() == ["<12>py one", "<12>py two", "second line", "<11>py é"])
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

    @Test(
        "rsyslog's omfwd: LF, octet counts that include an LF, and NUL",
        arguments: [
            #"template="RSYSLOG_TraditionalForwardFormat""#,
            #"TCP_Framing="octet-counted" template="RSYSLOG_SyslogProtocol23Format""#,
            #"TCP_FrameDelimiter="0" template="RSYSLOG_TraditionalForwardFormat""#,
        ])
    func rsyslogForward(framing: String) throws {
        let collector = try RunningCollector()
        let texts = (1...500).map { String(format: "fwd %05d of rsyslog", $0) }
        do {
            let action =
                #"action(type="omfwd" target="127.0.0.1" port="\#(collector.port)" protocol="tcp" \#(framing))"#
            let rsyslog = try RunningRsyslog(actions: action)
            let sender = try Sender(to: rsyslog.port)
            for text in texts { try sender.send("<13>Nov 23 02:20:12 vm ct: \(text)\n") }
            try eventually("all lines arrive; \(collector.program.errorText)") {
                collector.program.outputLines.count > texts.count
            }
            withExtendedLifetime(rsyslog) {}
        }
        try collector.stop()
        let lines = collector.lines()
        #expect(lines.count == texts.count)
        for (line, text) in zip(lines, texts) { #expect(line.hasPrefix("<13>") && line.hasSuffix(text), "\(line)") }
    }
}

/// Debian's rsyslogd, unpacked and not installed, which takes lines on a free port and does something with them.
final class RunningRsyslog {
    let port: UInt16
    private let program: Program
    private let folder: URL

    init(actions: String) throws {
        folder = URL(filePath: NSTemporaryDirectory()).appending(path: "rsyslog-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        let portFile = folder.appending(path: "port").path
        let configuration = """
            global(workDirectory="\(folder.path)")
            module(load="imtcp")
            input(type="imtcp" port="0" address="127.0.0.1" listenPortFileName="\(portFile)")
            \(actions)

            """
        let file = folder.appending(path: "rsyslog.conf")
        try Data(configuration.utf8).write(to: file)
        try #require(
            FileManager.default.isExecutableFile(atPath: Places.rsyslog),
            "Scripts/unpack-rsyslog has not run; make test does that")
        let pid = folder.appending(path: "pid").path
        program = try Program(Places.rsyslog, ["-n", "-f", file.path, "-i", pid])
        var found: UInt16?
        try eventually("rsyslog listens; it says: \(program.errorText)") {
            found = (try? String(contentsOfFile: portFile, encoding: .utf8)).flatMap { UInt16($0) }
            return found != nil
        }
        port = found!
    }

    deinit { try? FileManager.default.removeItem(at: folder) }
}
