// RunningCollector.swift: the built pysyslog on a free port, in a folder of its own.
import Foundation
import TestSupport
import Testing

/// A collector that a test has started.
final class RunningCollector: Sendable {
    let program: Program
    private let temporary: TemporaryFolder
    let port: UInt16

    /// Starts the collector and waits until it listens.
    ///
    /// - Parameters:
    ///   - wanted: the port to listen on; 0 for any.
    ///   - descriptors: how many it may open; `nil` for as many as the test may.
    ///   - configuration: JSON; its root logger must print what `pysyslog.cli` says on standard output.
    ///   - launcher: a command that starts the one that is behind it.
    init(
        _ options: [String] = [], host: String = "127.0.0.1", port wanted: UInt16 = 0, descriptors: Int? = nil,
        configuration: String? = nil, under launcher: [String] = []
    ) throws {
        temporary = try TemporaryFolder()
        let folder = temporary.url
        var arguments = [host, String(wanted)] + options
        if let configuration {
            try Data(configuration.utf8).write(to: folder.appending(path: "logging.json"))
            arguments += ["-l", "logging.json"]
        }
        let limit = descriptors.map { ["/bin/sh", "-c", "ulimit -n \($0); exec \"$0\" \"$@\""] } ?? []
        let command = launcher + limit + [Places.product("pysyslog")] + arguments
        let program = try Program(command[0], Array(command.dropFirst()), directory: folder)
        self.program = program
        try eventually("pysyslog listens; it says: \(program.errorText)") {
            program.outputText.contains("polling: ") || !program.isRunning
        }
        let said = program.outputText.firstMatch(of: /Listening for syslog over TCP on: \S+:(\d+) polling/)
        port = try #require(said.flatMap { UInt16($0.1) }, "pysyslog said: \(program.outputText)\(program.errorText)")
    }

    deinit {
        if program.isRunning { program.signal(SIGKILL) }
    }

    var folder: URL { temporary.url }

    /// What the collector has said that it listens on, in the order of its listeners; the port of a local socket is 0.
    var greetings: [(transport: String, address: String, port: UInt16)] {
        program.outputText.matches(of: /Listening for syslog over (.+?) on: (\S+) polling/).map { said in
            let port = said.2.split(separator: ":").last.flatMap { UInt16($0) }
            return (String(said.1), String(said.2), port ?? 0)
        }
    }

    /// Asks the collector to end, and checks that it does so as it should.
    func stop(signal: Int32 = SIGTERM, seconds: Double = 60) throws {
        program.signal(signal)
        #expect(try program.wait(seconds: seconds) == 0, "\(program.errorText)")
    }

    /// What peers sent, as `INFO:peer:line` on standard output has it, in order; the collector must have ended.
    func lines(from peer: String = "127.0.0.1") -> [String] {
        let start = "INFO:\(peer):"
        return program.outputLines.filter { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
    }

    /// The lines of a file in the collector's folder.
    func fileLines(_ name: String) throws -> [String] {
        try Data(contentsOf: folder.appending(path: name)).lines
    }

    /// The permissions of a file in the collector's folder.
    func mode(of name: String) throws -> Int {
        let attributes = try FileManager.default.attributesOfItem(atPath: folder.appending(path: name).path)
        return (attributes[.posixPermissions] as? Int) ?? 0
    }
}
