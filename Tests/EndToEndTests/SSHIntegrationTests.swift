// SSHIntegrationTests.swift: a view on a collector of another machine, by a real ssh client and server.
import Foundation
import TestSupport
import Testing

@Suite("Attaching over ssh", .limited)
struct SSHIntegrationTests {
    /// A Dropbear on loopback that runs commands in a folder of its own.
    ///
    /// It has a mount namespace in which the home directory of the user is that folder, so that nobody's own keys matter.
    private final class Server {
        let folder: TemporaryFolder
        private let program: Program
        private static let unpacked = Places.repository.appending(path: ".build/dropbear")

        init() throws {
            folder = try TemporaryFolder()
            // `$1` is the folder of the built programs, `$2` the unpacked server.
            let script = """
                set -eu
                umask 077
                export LD_LIBRARY_PATH="$(ls -d "$2"/usr/lib/*-linux-gnu*)"
                "$2/usr/bin/dropbearkey" -t ed25519 -f host >/dev/null 2>&1
                ssh-keygen -q -t ed25519 -N '' -f id
                mkdir .ssh bin
                cp id.pub .ssh/authorized_keys
                chmod 700 .
                printf '#!/bin/sh\\nPATH=%s:$PATH exec $SSH_ORIGINAL_COMMAND\\n' "$1" >run
                printf '#!/bin/sh\\nexec /usr/bin/ssh -F %s/config "$@"\\n' "$PWD" >bin/ssh
                chmod 700 run bin/ssh
                awk -F: -v OFS=: -v user="$(id -un)" -v home="$PWD" '$1 == user { $6 = home } { print }' /etc/passwd >passwd
                chmod 644 passwd
                [ "$(id -u)" = 0 ] || map=--map-root-user
                exec unshare --mount ${map-} sh -c 'mount --bind passwd /etc/passwd && exec "$@"' sh \
                    "$2/usr/sbin/dropbear" -F -E -s -p 127.0.0.1:0 -r host -P pid -c "$PWD/run"
                """
            let products = URL(filePath: Places.product("pysyslog-tui")).deletingLastPathComponent().path
            program = try Program(
                "sh", ["-c", script, "sh", products, Self.unpacked.path], directory: folder.url)
            var port: UInt16?
            try eventually("the ssh server listens; it says: \(program.errorText)", seconds: 90) { [program] in
                port = listeningPort(of: program.process.processIdentifier)
                return port != nil || !program.isRunning
            }
            let found = try #require(port, "\(program.errorText)")
            let settings = """
                Port \(found)
                IdentityFile \(folder.url.path)/id
                UserKnownHostsFile /dev/null
                StrictHostKeyChecking no
                LogLevel ERROR
                """
            try Data(settings.utf8).write(to: folder.url.appending(path: "config"))
        }

        deinit { program.signal(SIGTERM) }

        /// How many clients have logged in.
        var logins: Int { program.errorText.split(separator: "\n").count { $0.contains("auth succeeded") } }

        func attach(_ path: String, _ options: [String]) throws -> Program {
            let user = NSUserName()
            return try Program(
                "env",
                [
                    "PATH=\(folder.url.path)/bin:/usr/bin:/bin", Places.product("pysyslog-tui"), "--attach",
                    "ssh://\(user)@127.0.0.1\(path)", "--no-tui",
                ] + options)
        }
    }

    @Test("shows what is held and what comes, and goes on after the collector was restarted")
    func lines() throws {
        let server = try Server()
        let path = RunFolder.newPath("view")
        let first = try RunningCollector(["--view-socket", path])
        try Sender(to: first.port).send("held\n")
        let viewer = try server.attach(path, ["--history", "all"])
        try eventually("the line that was held; \(viewer.errorText)", seconds: 90) { viewer.outputText == "held\n" }
        let sender = try Sender(to: first.port)
        for number in 0..<10_000 { try sender.send("line \(number)\n") }
        try eventually("10,000 lines") { viewer.outputLines.count == 10_001 }
        try first.stop()
        try eventually("it says so") { viewer.errorText.contains("trying again") }
        let second = try RunningCollector(["--view-socket", path])
        try Sender(to: second.port).send("after the restart\n")
        // Each attempt takes a handshake, and they come less and less often.
        try eventually("the line of the second; \(viewer.errorText)", seconds: 90) {
            viewer.outputLines.last == "after the restart"
        }
        #expect(viewer.outputLines == ["held"] + (0..<10_000).map { "line \($0)" } + ["after the restart"])
        #expect(server.logins >= 2)
        viewer.signal(SIGTERM)
        #expect(try viewer.wait() == 0)
        try second.stop()
    }

    @Test("tells what is wrong on the other machine")
    func refusal() throws {
        let server = try Server()
        let path = RunFolder.newPath("view")
        let viewer = try server.attach(path, [])
        #expect(try viewer.wait() == 1)
        #expect(viewer.errorText.contains("\(path): there is no such socket"), "\(viewer.errorText)")
    }
}
