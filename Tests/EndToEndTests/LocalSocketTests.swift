// LocalSocketTests.swift: messages of local programs, over UDP and sockets such as /dev/log.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Local and UDP senders", .limited)
struct LocalSocketTests {
    @Test(
        "logger's messages arrive over UDP, and over a local socket of either type",
        arguments: ["udp", "stream", "dgram"])
    func logger(type: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "log").path
        let url = type == "udp" ? "udp://127.0.0.1:0" : "unix://\(path)?type=\(type)"
        let collector = try RunningCollector(["--listen", url])
        let place = type == "udp" ? ["-d", "-n", "127.0.0.1", "-P", "\(collector.greetings[1].port)"] : ["-u", path]
        #expect(try Program("logger", place + ["-t", "tag", "hello"]).wait() == 0)
        try collector.stop()
        let lines = collector.lines(from: type == "udp" ? "127.0.0.1" : "local")
        #expect(
            lines.count == 1 && lines[0].hasPrefix("<13>") && lines[0].contains("tag") && lines[0].hasSuffix("hello"),
            "\(lines)")
    }

    @Test("Python's SysLogHandler speaks UDP and local sockets", arguments: ["udp", "stream", "dgram"])
    func python(type: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "log").path
        let url = type == "udp" ? "udp://127.0.0.1:0" : "unix://\(path)?type=\(type)"
        let collector = try RunningCollector(["--listen", url])
        let place = type == "udp" ? "('127.0.0.1', \(collector.greetings[1].port))" : "'\(path)'"
        let script = """
            import logging, logging.handlers, socket
            kind = socket.SOCK_\(type == "stream" ? "STREAM" : "DGRAM")
            logging.getLogger().addHandler(logging.handlers.SysLogHandler(\(place), socktype=kind))
            logging.warning("one")
            logging.error("two")
            logging.shutdown()
            """
        let client = try Program("python3", ["-c", script])
        #expect(try client.wait() == 0, "\(client.errorText)")
        try collector.stop()
        #expect(collector.lines(from: type == "udp" ? "127.0.0.1" : "local") == ["<12>one", "<11>two"])
    }

    @Test("the kernel's word for process and user is in the formats", arguments: ["stream", "dgram"])
    func credentials(type: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "log").path
        let configuration = ListenerTests.configuration.replacing("%(listener)s", with: "%(peerPid)d:%(peerUid)d")
        let collector = try RunningCollector(
            ["--listen", "unix://\(path)?type=\(type)"], configuration: configuration)
        let kind = type == "stream" ? "STREAM" : "DGRAM"
        let script = """
            import os, socket, sys
            s = socket.socket(socket.AF_UNIX, socket.SOCK_\(kind))
            s.connect(sys.argv[1])
            s.send(b"hello\\n")
            print(os.getpid(), os.getuid())
            """
        let client = try Program("python3", ["-c", script, path])
        #expect(try client.wait() == 0, "\(client.errorText)")
        let words = client.outputText.split(whereSeparator: \.isWhitespace)
        try collector.stop()
        #expect(collector.lines(from: "local") == ["\(words[0]):\(words[1]):hello"])
    }

    @Test("a socket gets the mode of its URL, replaces a stale one, and is removed at the end")
    func path() throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "log").path
        for mode in ["0600", "0622"] {
            let collector = try RunningCollector(["--listen", "unix://\(path)?mode=\(mode)"])
            var status = stat()
            #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == UInt32(mode, radix: 8))
            guard mode == "0600" else {
                try collector.stop()
                continue
            }
            // Leaves its socket behind, which the next one replaces.
            collector.program.signal(SIGKILL)
            try collector.program.wait()
            #expect(FileManager.default.fileExists(atPath: path))
        }
        #expect(!FileManager.default.fileExists(atPath: path))
    }

    @Test(
        "a socket that another program receives at, and a file that is none, stay as they are",
        arguments: ["stream", "dgram"])
    func inUse(type: String) throws {
        let folder = try TemporaryFolder()
        let path = folder.url.appending(path: "log").path
        let collector = try RunningCollector(["--listen", "unix://\(path)?type=\(type)"])
        for other in ["stream", "dgram"] {
            let second = try Program(Places.product("pysyslog"), ["--listen", "unix://\(path)?type=\(other)"])
            #expect(try second.wait() == 1)
            #expect(second.errorText.contains("cannot listen on \(path): another program receives there"))
        }
        #expect(try Program("logger", ["-u", path, "hello"]).wait() == 0)
        try collector.stop()
        #expect(collector.lines(from: "local").count == 1)
        try Data("kept".utf8).write(to: URL(filePath: path))
        let third = try Program(Places.product("pysyslog"), ["--listen", "unix://\(path)?type=\(type)"])
        #expect(try third.wait() == 1)
        #expect(third.errorText.contains("a file that is no socket"))
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "kept")
    }
}
