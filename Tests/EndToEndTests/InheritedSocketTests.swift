// InheritedSocketTests.swift: sockets from systemd: known by their names and by themselves, never by their order.
import Foundation
import TestSupport
import Testing

@Suite("Inherited sockets", .limited)
struct InheritedSocketTests {
    /// Opens the sockets that its arguments name, as `NAME=tcp`, `NAME=udp`, `NAME=stream:PATH` or `NAME=dgram:PATH`, and
    /// starts the command behind `--` with them. A file is no socket; `NAME=connection` does not listen.
    ///
    /// In a process of its own: this one has descriptors by which its end is noticed, and they must stay open.
    private static let launcher = """
        import ctypes, os, signal, socket, sys
        child = os.fork()
        if child:
            signal.pthread_sigmask(signal.SIG_UNBLOCK, [signal.SIGTERM])
            signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGTERM))
            sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # PR_SET_PDEATHSIG
        words, command = sys.argv[1:sys.argv.index("--")], sys.argv[sys.argv.index("--") + 1:]
        names, sockets = [], []
        for word in words:
            name, _, kind = word.partition("=")
            names.append(name)
            kind, _, path = kind.partition(":")
            if kind == "file":
                sockets.append(open("/dev/null"))
                continue
            family = socket.AF_UNIX if path else socket.AF_INET
            s = socket.socket(family, socket.SOCK_DGRAM if kind in ("udp", "dgram") else socket.SOCK_STREAM)
            s.bind(path or ("127.0.0.1", 0))
            if kind in ("tcp", "stream"): s.listen()
            sockets.append(s)
        for number, s in enumerate(sockets): os.dup2(s.fileno(), 100 + number)
        for number in range(len(sockets)): os.dup2(100 + number, 3 + number)
        os.closerange(3 + len(sockets), 200)
        environment = dict(os.environ, LISTEN_PID=str(os.getpid()), LISTEN_FDS=str(len(sockets)), LISTEN_FDNAMES=":".join(names))
        if names == [""]: del environment["LISTEN_FDNAMES"]
        environment.update(pair.split("=", 1) for pair in os.environ.get("CHANGES", "").split(";") if pair)
        os.execve(command[0], command, environment)
        """

    private func start(_ sockets: [String], _ options: [String] = [], changes: String = "") throws -> Program {
        try Program(
            "env",
            ["CHANGES=\(changes)", "python3", "-c", Self.launcher] + sockets + ["--", Places.product("pysyslog")]
                + options)
    }

    private func greetings(of program: Program, _ count: Int) throws -> [(transport: String, address: String)] {
        var greetings: [(transport: String, address: String)] = []
        try eventually("it listens; it says: \(program.errorText)") {
            greetings = program.outputText.matches(of: /over (.+?) on: (\S+) polling/).map {
                (String($0.1), String($0.2))
            }
            return greetings.count == count || !program.isRunning
        }
        try #require(greetings.count == count, "\(program.outputText)\(program.errorText)")
        return greetings
    }

    @Test("are served by their names, in any order, instead of the default port")
    func names() throws {
        let folder = try TemporaryFolder()
        let (log, stream) = (folder.url.appending(path: "log").path, folder.url.appending(path: "stream").path)
        let program = try start(
            ["udp=udp", "unix=dgram:\(log)", "tls-site=tcp", "tcp=tcp", "unix=stream:\(stream)"], Certificates.server())
        let greetings = try greetings(of: program, 5)
        #expect(
            greetings.map(\.transport) == [
                "UDP", "a local datagram socket", "TCP", "TCP", "a local stream socket",
            ])
        let port = greetings[3].address.split(separator: ":")[1]
        #expect(try Program("logger", ["-T", "-n", "127.0.0.1", "-P", "\(port)", "one"]).wait() == 0)
        #expect(try Program("logger", ["-u", log, "two"]).wait() == 0)
        #expect(try Program("logger", ["-u", stream, "three"]).wait() == 0)
        let secure = try #require(UInt16(greetings[2].address.split(separator: ":")[1]))
        #expect(try TLSClient.python13.send(Data("four\n".utf8), to: secure).wait() == 0)
        try eventually("all lines") {
            ["one", "two", "three", "four"].allSatisfy { program.outputText.contains("\($0)\n") }
        }
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        // They belong to whoever opened them.
        #expect(FileManager.default.fileExists(atPath: log) && FileManager.default.fileExists(atPath: stream))
    }

    @Test("named view are where viewers attach")
    func viewers() throws {
        let path = RunFolder.newPath("view")
        let program = try start(["tcp=tcp", "view=stream:\(path)"])
        let port = try #require(UInt16(greetings(of: program, 1)[0].address.split(separator: ":")[1]))
        try Sender(to: port).send("for viewers\n")
        let viewer = try Program(
            Places.product("pysyslog-tui"), ["--attach", path, "--no-tui", "--history", "all"])
        try eventually("the line; \(viewer.errorText)") { viewer.outputText == "for viewers\n" }
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        #expect(FileManager.default.fileExists(atPath: path))
    }

    @Test("named metrics are where metrics are read")
    func metrics() throws {
        let program = try start(["tcp=tcp", "metrics=tcp"])
        let port = try #require(UInt16(greetings(of: program, 1)[0].address.split(separator: ":")[1]))
        try Sender(to: port).send("counted\n")
        let metricsPort = try program.metricsPort()
        try eventually("the line is counted") {
            try HTTPClient.request("/metrics", port: metricsPort).body
                .contains("pysyslog_received_records_total{listener=\"127.0.0.1:\(port)\"} 1\n")
        }
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
    }

    @Test("without names are told by their types, and stand beside HOST and PORT")
    func withoutNames() throws {
        let program = try start(["=udp"], ["127.0.0.1", "0"])
        #expect(try greetings(of: program, 2).map(\.transport) == ["TCP", "UDP"])
        let units = try start(["pysyslog.socket=tcp", "pysyslog-udp.socket=udp"])
        #expect(try greetings(of: units, 2).map(\.transport) == ["TCP", "UDP"])
    }

    @Test(
        "that are not what they should be are an error that names them",
        arguments: [
            (["web=tcp", "tcp=tcp"], "", ["'web' (descriptor 3)", "unknown name", "these came: 'web', 'tcp'"]),
            (["tcp=udp"], "", ["'tcp' (descriptor 3)", "no stream socket"]),
            (["udp=tcp"], "", ["'udp'", "no datagram socket"]), (["unix=tcp"], "", ["'unix'", "no local socket"]),
            (["view=tcp"], "", ["'view'", "no local stream socket"]),
            (["tls=tcp"], "", ["'tls'", "--cert"]), (["metrics=udp"], "", ["'metrics'", "no stream socket"]),
            (["metrics=tcp", "metrics=tcp"], "", ["'metrics' (descriptor 4)", "one too many"]),
            (["tcp=connection"], "", ["does not listen", "Accept=no"]), (["tcp=file"], "", ["is no socket"]),
            (["tcp=tcp"], "LISTEN_FDS=x", ["LISTEN_FDS='x'"]), (["tcp=tcp"], "LISTEN_FDS=-1", ["LISTEN_FDS='-1'"]),
            (["tcp=tcp"], "LISTEN_FDS=99999", ["LISTEN_FDS='99999'"]),
            (["tcp=tcp"], "LISTEN_FDS=2;LISTEN_FDNAMES=tcp:udp", ["descriptor 4 ('udp')", "not open"]),
            (["tcp=tcp"], "LISTEN_FDNAMES=tcp:udp", ["2 names (tcp, udp)", "LISTEN_FDS=1"]),
        ])
    func wrong(sockets: [String], changes: String, mentions: [String]) throws {
        let program = try start(sockets, changes: changes)
        #expect(try program.wait() == 2, "\(program.errorText)")
        for mention in mentions { #expect(program.errorText.contains(mention), "\(program.errorText)") }
        #expect(program.errorText.split(separator: "\n").count == 1)
    }

    @Test("of another process are left alone")
    func otherProcess() throws {
        let program = try start(["tcp=tcp"], ["127.0.0.1", "0"], changes: "LISTEN_PID=1")
        #expect(try greetings(of: program, 1).map(\.transport) == ["TCP"])
    }
}
