// RunningHAProxy.swift: Debian's HAProxy as a load balancer before a collector.
import Foundation
import TestSupport
import Testing

/// HAProxy, unpacked and not installed, which passes connections on, and looks every second whether the collector is there.
final class RunningHAProxy {
    /// Where it accepts connections.
    let port: UInt16
    /// Where its own connections come from.
    static let address = "127.0.0.77"
    private let program: Program
    private let temporary: TemporaryFolder

    /// - Parameter options: of the server in HAProxy's configuration.
    convenience init(to target: UInt16, _ options: String) throws {
        try self.init(
            """
            global
                maxconn 1000
            defaults
                mode tcp
                timeout connect 10s
                timeout check 10s
                timeout client 60s
                timeout server 60s
            listen syslog
                bind fd@9
                source \(Self.address)
                server collector 127.0.0.1:\(target) \(options) check inter 1s rise 1

            """)
    }

    /// - Parameter configuration: begins with the section `global`, and binds to `fd@9`.
    init(_ configuration: String) throws {
        temporary = try TemporaryFolder()
        let folder = temporary.url
        let stats = "stats socket \(folder.appending(path: "stats").path)"
        let file = folder.appending(path: "haproxy.cfg")
        try Data(configuration.replacing("global\n", with: "global\n    \(stats)\n", maxReplacements: 1).utf8).write(
            to: file)
        let haproxy = Places.repository.appending(path: ".build/haproxy/haproxy").path
        try #require(
            FileManager.default.isExecutableFile(atPath: haproxy),
            "Scripts/unpack-haproxy has not run; make integration does that")
        // It takes no port 0; so it gets a socket that has a port.
        let launcher = """
            import os, socket, sys
            listener = socket.create_server(("127.0.0.1", 0))
            print(listener.getsockname()[1], flush=True)
            os.dup2(listener.fileno(), 9, inheritable=True)
            os.execv(sys.argv[1], sys.argv[1:])
            """
        program = try Program("python3", ["-c", launcher, haproxy, "-db", "-f", file.path])
        let (program, socket) = (program, folder.appending(path: "stats").path)
        var found: UInt16?
        func state() -> String { "port \(found ?? 0), \((try? Self.statistics(socket)) ?? "no statistics")" }
        try eventually("HAProxy has checked the collector; it says: \(program.errorText) \(state())", seconds: 60) {
            guard program.isRunning else { return true }
            found = program.outputText.split(separator: "\n").first.flatMap { UInt16($0) }
            guard found != nil, let known = try? Self.statistics(socket) else { return false }
            // While the next check is under way, the result of the last one stands behind "* ".
            return known.contains(",UP,") && known.contains(/[ ,]L[46]OK,/)
        }
        port = try #require(program.isRunning ? found : nil, "HAProxy said: \(program.errorText)")
    }

    /// What it knows of its servers, as CSV.
    private static func statistics(_ path: String) throws -> String {
        let script = """
            import socket, sys
            connection = socket.socket(socket.AF_UNIX)
            connection.connect(sys.argv[1])
            connection.sendall(b"show stat\\n")
            while data := connection.recv(65536):
                print(data.decode(), end="")
            """
        let client = try Program("python3", ["-c", script, path])
        try client.wait()
        return client.outputText
    }

    /// What it knows of the collector, as CSV: whether it is there, and how its last check went.
    var statistics: String {
        get throws { try Self.statistics(temporary.url.appending(path: "stats").path) }
    }
}
