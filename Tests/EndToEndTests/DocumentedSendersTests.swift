// DocumentedSendersTests.swift: senders as the documents configure them, against the built program.
import Foundation
import TestSupport
import Testing

@Suite("Senders as documented", .limited)
struct DocumentedSendersTests {
    static let readme = "README.md"
    static let senders = "Documentation/senders.md"
    /// The blocks of each document that a test here runs, in their order.
    private static let tested = [
        readme: ["rsyslog", "syslog-ng", "journal", "python"],
        senders: ["logger", "rsyslog", "rsyslog-tls", "syslog-ng", "syslog-ng-tls", "journal", "python"],
    ]

    @Test("every block that is marked as tested is", arguments: [readme, senders])
    func allRun(path: String) throws {
        let others: Set = ["configuration", "configuration-tree", "peer-files", "kafka"]  // DocumentedCommandsTests
        #expect(try Document(path).testedBlocks.filter { !others.contains($0) } == Self.tested[path])
    }

    @Test("logger")
    func logger() throws {
        let collector = try RunningCollector()
        let shell = try Program("sh", ["-c", try Self.block("logger", of: Self.senders, to: collector.port)])
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
        let pipe = "PATH='\(collector.folder.path)':$PATH\n" + (try Self.block("journal", of: path, to: collector.port))
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
        let client = try Program("python3", ["-c", try Self.block("python", of: path, to: collector.port)])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        return collector.lines()
    }

    /// A block of a document with the address and the port of a collector.
    static func block(_ name: String, of path: String, to port: UInt16) throws -> String {
        try Document(path).block(name, replacing: [("192.0.2.10", "127.0.0.1"), ("5514", "\(port)")])
    }
}
