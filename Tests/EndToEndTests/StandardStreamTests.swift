// StandardStreamTests.swift: standard descriptors that are closed or stopped, and signals without a meaning.
import Foundation
import TestSupport
import Testing

@Suite("Standard streams and signals", .limited)
struct StandardStreamTests {
    /// Everything to a file, so that no standard stream is needed.
    private static let fileOnly = """
        {"version": 1, "root": {"level": "INFO", "handlers": ["file"]},
         "handlers": {"file": {"class": "logging.FileHandler", "filename": "file.log"}}}
        """

    private func start(_ script: String, _ configuration: String, in folder: TemporaryFolder) throws -> Program {
        try Data(configuration.utf8).write(to: folder.url.appending(path: "logging.json"))
        return try Program(
            "/bin/sh", ["-c", script, Places.product("pysyslog"), "127.0.0.1", "0", "-l", "logging.json"],
            directory: folder.url)
    }

    private func port(in file: URL) throws -> UInt16 {
        let text = { (try? String(contentsOf: file, encoding: .utf8)) ?? "" }
        try eventually("it listens") { text().contains("polling: ") }
        return try #require(text().firstMatch(of: /:(\d+) polling/).flatMap { UInt16($0.1) })
    }

    @Test("that are closed at the start are not taken for files and sockets")
    func closed() throws {
        let folder = try TemporaryFolder()
        let program = try start("exec \"$0\" \"$@\" <&- >&- 2>&-", Self.fileOnly, in: folder)
        let file = folder.url.appending(path: "file.log")
        let port = try port(in: file)
        for descriptor in 0...2 {
            let link = "/proc/\(program.identifier)/fd/\(descriptor)"
            #expect(try FileManager.default.destinationOfSymbolicLink(atPath: link) == "/dev/null")
        }
        let sender = try Sender(to: port)
        try sender.send("line\n")
        sender.halfClose()
        try sender.waitForEnd()
        program.signal(SIGTERM)
        #expect(try program.wait() == 0)
        #expect(try Data(contentsOf: file).lines.contains("line"))
    }

    @Test("that are closed at the start cannot be a handler's, and that is said")
    func closedOutput() throws {
        let program = try Program("/bin/sh", ["-c", "exec \"$0\" 127.0.0.1 0 >&-", Places.product("pysyslog")])
        #expect(try program.wait() == 1)
        #expect(
            program.errorText.contains(
                "cannot use standard output: it was closed when the collector was started"), "\(program.errorText)")
    }

    @Test("that nobody reads hold up neither peers nor the end")
    func stuckErrors() throws {
        let folder = try TemporaryFolder()
        let pipe = Pipe()
        // The collector's own lines have no handler, and so go to standard error.
        let configuration = """
            {"version": 1, "handlers": {"file": {"class": "logging.FileHandler", "filename": "file.log"}},
             "loggers": {"127": {"level": "INFO", "handlers": ["file"]},
                         "pysyslog.cli": {"handlers": ["greeting"]}, "pysyslog": {"level": "INFO"}},
             "root": {"level": "INFO"}}
            """.replacing(
                "\"handlers\": {\"file\"",
                with: """
                    "handlers": {"greeting": {"class": "logging.FileHandler", "filename": "greeting.log"}, "file"
                    """)
        try Data(configuration.utf8).write(to: folder.url.appending(path: "logging.json"))
        let script = "exec \"$0\" \"$@\" 2>&1"
        let program = try Program(
            "/bin/sh",
            ["-c", script, Places.product("pysyslog"), "127.0.0.1", "0", "-l", "logging.json", "--drain-timeout", "1"]
                + Certificates.server(),
            directory: folder.url, standardOutput: pipe.fileHandleForWriting)
        let port = try port(in: folder.url.appending(path: "greeting.log"))
        // The reader takes nothing more: the pipe is filled but for less than a line has.
        let descriptor = pipe.fileHandleForWriting.fileDescriptor
        let flags = fcntl(descriptor, F_GETFL)
        _ = fcntl(descriptor, 1_031, 4_096)  // F_SETPIPE_SZ
        _ = fcntl(descriptor, F_SETFL, flags | O_NONBLOCK)
        while write(descriptor, "x", 1) == 1 {}
        _ = fcntl(descriptor, F_SETFL, flags)
        var byte: UInt8 = 0
        _ = read(pipe.fileHandleForReading.fileDescriptor, &byte, 1)
        for number in 1...50 {
            let refused = try Sender(to: port, from: "127.0.1.\(number)")
            try refused.send("GET / HTTP/1.1\r\n\r\n")
        }
        let good = try TLSClient.python13.send(Data("good\n".utf8), to: port)
        let file = folder.url.appending(path: "file.log")
        try eventually("the good peer is served", seconds: 10) {
            ((try? Data(contentsOf: file).lines) ?? []).contains("good")
        }
        try good.wait()
        program.signal(SIGTERM)
        try eventually("it ends", seconds: 10) { !program.isRunning }
        #expect(program.process.terminationStatus == 0)
    }
}
