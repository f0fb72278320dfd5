// RunningRsyslog.swift: Debian's rsyslogd as a real sender.
import Foundation
import TestSupport
import Testing

/// A syslog server that receives lines on `port` and forwards them.
protocol RunningRelay {
    var port: UInt16 { get }
}

/// Debian's rsyslogd, unpacked and not installed, which takes lines on a free port and does something with them.
final class RunningRsyslog: RunningRelay {
    let port: UInt16
    private let program: Program
    private let temporary: TemporaryFolder

    init(actions: String) throws {
        temporary = try TemporaryFolder()
        let folder = temporary.url
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
            "Scripts/unpack-rsyslog has not run; make integration does that")
        let pid = folder.appending(path: "pid").path
        program = try Program(Places.rsyslog, ["-n", "-f", file.path, "-i", pid])
        // Not from its file with the port, which it writes before it listens.
        let program = program
        var found: UInt16?
        try eventually("rsyslog listens; it says: \(program.errorText)") {
            found = listeningPort(of: program.identifier)
            return found != nil || !program.isRunning
        }
        port = try #require(found, "rsyslog said: \(program.errorText)")
    }
}
