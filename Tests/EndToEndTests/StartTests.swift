// StartTests.swift: a collector that is still starting can be ended.
import Foundation
import Glibc
import TestSupport
import Testing

@Suite("A start that does not end")
struct StartTests {
    /// Its only handler waits for ever for a reader of the pipe.
    private static func configuration(_ folder: URL) throws -> String {
        let pipe = folder.appending(path: "pipe").path
        #expect(mkfifo(pipe, 0o600) == 0)
        return """
            {"version": 1, "handlers": {"pipe": {"class": "logging.FileHandler", "filename": "\(pipe)"}},
             "root": {"handlers": ["pipe"]}}
            """
    }

    /// Whether the process handles SIGTERM.
    private static func isReady(_ process: Process) throws -> Bool {
        let status = try String(contentsOfFile: "/proc/\(process.processIdentifier)/status", encoding: .utf8)
        let line = try #require(status.split(separator: "\n").first { $0.hasPrefix("SigBlk:") })
        let blocked = UInt64(line.split(separator: "\t")[1], radix: 16) ?? 0
        return blocked >> (SIGTERM - 1) & 1 == 1
    }

    @Test(
        "is ended by a signal, with a screen as without", .limited,
        arguments: ["pysyslog", "pysyslog-tui"], [SIGTERM, SIGINT])
    func ending(program: String, signal: CInt) throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "logging.json")
        try Data(Self.configuration(folder.url).utf8).write(to: file)
        var (master, slave): (CInt, CInt) = (-1, -1)
        try #require(openpty(&master, &slave, nil, nil, nil) == 0)
        defer { close(master) }
        let terminal = FileHandle(fileDescriptor: slave, closeOnDealloc: true)
        let process = Process()
        process.executableURL = URL(filePath: Places.product(program))
        process.arguments = ["127.0.0.1", "0", "-l", file.path]
        process.environment = ["TERM": "xterm-256color", "LC_ALL": "C.UTF-8", "XDG_CONFIG_HOME": folder.url.path]
        process.standardInput = terminal
        process.standardOutput = terminal
        process.standardError = terminal
        try process.run()
        defer { if process.isRunning { kill(process.processIdentifier, SIGKILL) } }
        try eventually("the program takes signals") { try Self.isReady(process) }
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        #expect(process.terminationReason == .exit && process.terminationStatus == 128 + signal)
    }
}
