// DocumentedSendersTests.swift: every sender as the documents configure it, against the built program.
import Foundation
import TestSupport
import Testing

@Suite("Senders as documented", .limited)
struct DocumentedSendersTests {
    private static let readme = "README.md"
    private static let senders = "Documentation/senders.md"
    /// The blocks of each document that a test here runs, in their order.
    private static let tested = [
        readme: ["rsyslog", "syslog-ng", "journal", "python"],
        senders: ["logger", "rsyslog", "rsyslog-tls", "syslog-ng", "syslog-ng-tls", "journal", "python"],
    ]
    /// What relays are given to forward; with text that formats must leave alone.
    private static let texts = (1...50).map { String(format: "message %03d with 100%% and %%(name)s", $0) }

    @Test("every block that is marked as tested is", arguments: [readme, senders])
    func allRun(path: String) throws {
        let others: Set = ["configuration", "configuration-tree"]  // DocumentedCommandsTests
        #expect(try Document(path).testedBlocks.filter { !others.contains($0) } == Self.tested[path])
    }

    @Test("logger")
    func logger() throws {
        let collector = try RunningCollector()
        let shell = try Program("sh", ["-c", try block("logger", of: Self.senders, to: collector.port)])
        #expect(try shell.wait() == 0, "\(shell.errorText)")
        try collector.stop()
        let lines = collector.lines()
        #expect(lines.count == 1)
        #expect(lines.first?.contains(/^<13>1 .* backup - - .*backup finished$/) == true, "\(lines)")
    }

    /// A journal needs a running systemd, which test machines lack: a `journalctl` of two lines stands in for it.
    @Test("the journal, through logger", arguments: [readme, senders])
    func journal(path: String) throws {
        let collector = try RunningCollector()
        let entries = [
            "2026-11-26T18:00:00+0000 vm sshd[812]: Accepted publickey",
            "2026-11-26T18:00:01+0000 vm cron[9]: (root) CMD (true)",
        ]
        let standIn = collector.folder.appending(path: "journalctl")
        let script = "#!/bin/sh\n" + entries.map { "echo '\($0)'\n" }.joined()
        try Data(script.utf8).write(to: standIn)
        try FileManager.default.setAttributes([.posixPermissions: 0o755], ofItemAtPath: standIn.path)
        let pipe = "PATH='\(collector.folder.path)':$PATH\n" + (try block("journal", of: path, to: collector.port))
        let shell = try Program("sh", ["-c", pipe])
        #expect(try shell.wait() == 0, "\(shell.errorText)")
        try collector.stop()
        let lines = collector.lines()
        #expect(lines.count == entries.count)
        for (line, entry) in zip(lines, entries) {
            #expect(line.hasPrefix("<13>1 ") && line.contains(" journal - - ") && line.hasSuffix(entry), "\(line)")
        }
    }

    @Test("Python's SysLogHandler")
    func python() throws {
        #expect(try linesOfPython(Self.readme) == ["<12>/srv is 91 % full"])
    }

    @Test("Python's SysLogHandler, a traceback as one message")
    func pythonTraceback() throws {
        let lines = try linesOfPython(Self.senders)
        #expect(lines.count == 2)
        #expect(lines.first?.contains(/^<12>root\[\d+\]: \/srv is 91 % full$/) == true, "\(lines)")
        let traceback = #/^<11>root\[\d+\]: job failed#012Traceback .*#012ZeroDivisionError: /#
        #expect(lines.last?.contains(traceback) == true, "\(lines)")
    }

    private func linesOfPython(_ path: String) throws -> [String] {
        let collector = try RunningCollector()
        let client = try Program("python3", ["-c", try block("python", of: path, to: collector.port)])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        return collector.lines()
    }

    @Test("rsyslog", arguments: [readme, senders])
    func rsyslog(path: String) throws {
        let collector = try RunningCollector()
        let rsyslog = try RunningRsyslog(actions: try block("rsyslog", of: path, to: collector.port))
        try forwardAll(by: rsyslog.port, to: collector)
        withExtendedLifetime(rsyslog) {}
    }

    @Test("rsyslog over TLS")
    func rsyslogTLS() throws {
        let collector = try RunningCollector(Certificates.server())
        let actions = try Document(Self.senders).block(
            "rsyslog-tls", replacing: [("192.0.2.10", "127.0.0.1")] + Self.overTLS(collector.port))
        let rsyslog = try RunningRsyslog(actions: actions)
        try forwardAll(by: rsyslog.port, to: collector)
        withExtendedLifetime(rsyslog) {}
    }

    @Test("syslog-ng", arguments: [readme, senders])
    func syslogNG(path: String) throws {
        let collector = try RunningCollector()
        let syslogNG = try RunningSyslogNG(destination: try block("syslog-ng", of: path, to: collector.port))
        try forwardAll(by: syslogNG.port, to: collector)
        withExtendedLifetime(syslogNG) {}
    }

    @Test("syslog-ng over TLS")
    func syslogNGOverTLS() throws {
        let collector = try RunningCollector(Certificates.server())
        let destination = try Document(Self.senders).block(
            "syslog-ng-tls", replacing: Self.overTLS(collector.port))
        let syslogNG = try RunningSyslogNG(destination: destination)
        try forwardAll(by: syslogNG.port, to: collector)
        withExtendedLifetime(syslogNG) {}
    }

    /// A block of a document with the address and the port of a collector.
    private func block(_ name: String, of path: String, to port: UInt16) throws -> String {
        try Document(path).block(name, replacing: [("192.0.2.10", "127.0.0.1"), ("5514", "\(port)")])
    }

    /// What stands in the blocks about TLS for the collector's port and name, and for the CA.
    private static func overTLS(_ port: UInt16) -> [(String, String)] {
        [
            ("6514", "\(port)"), ("logs.example.com", "localhost"),
            ("/etc/ssl/certs/ca-certificates.crt", Certificates.path("ca.pem")),
        ]
    }

    /// Gives all texts to a relay, and expects each at the collector once, in order.
    private func forwardAll(by relay: UInt16, to collector: RunningCollector) throws {
        let sender = try Sender(to: relay)
        for text in Self.texts { try sender.send("<13>Nov 23 02:20:12 vm ct: \(text)\n") }
        // The relay may say something of its own in between, which has another priority.
        func forwarded() -> [String] { collector.lines().filter { $0.hasPrefix("<13>1 ") } }
        try eventually("all lines arrive; \(collector.program.outputText)") { forwarded().count >= Self.texts.count }
        try collector.stop()
        #expect(forwarded().count == Self.texts.count)
        for (line, text) in zip(forwarded(), Self.texts) { #expect(line.hasSuffix(text), "\(line)") }
    }
}

/// Debian's syslog-ng, unpacked and not installed, with a source `s_src` on a free port.
final class RunningSyslogNG {
    let port: UInt16
    private let program: Program
    private let folder: TemporaryFolder

    init(destination: String) throws {
        folder = try TemporaryFolder()
        let path = folder.url.path
        let configuration = """
            @version: current
            source s_src { network(ip("127.0.0.1") port(0) transport("tcp")); };
            \(destination)
            """
        try Data(configuration.utf8).write(to: folder.url.appending(path: "syslog-ng.conf"))
        let executable = Places.repository.appending(path: ".build/syslog-ng/syslog-ng").path
        try #require(
            FileManager.default.isExecutableFile(atPath: executable),
            "Scripts/unpack-syslog-ng has not run; make test does that")
        let program = try Program(
            executable,
            [
                "--foreground", "--no-caps", "--stderr", "--cfgfile=\(path)/syslog-ng.conf",
                "--persist-file=\(path)/persist", "--pidfile=\(path)/pid", "--control=\(path)/control",
            ])
        self.program = program
        var found: UInt16?
        try eventually("syslog-ng listens; it says: \(program.errorText)") {
            found = listeningPort(of: program.identifier)
            return found != nil || !program.isRunning
        }
        port = try #require(found, "syslog-ng says: \(program.errorText)")
    }
}
