// RunningSyslogNG.swift: Debian's syslog-ng as a real sender.
import Foundation
import TestSupport
import Testing

/// Debian's syslog-ng, unpacked and not installed, with a source `s_src` on a free port.
final class RunningSyslogNG: RunningRelay {
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
            "Scripts/unpack-syslog-ng has not run; make integration does that")
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
