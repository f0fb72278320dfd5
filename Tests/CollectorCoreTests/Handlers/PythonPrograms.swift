// PythonPrograms.swift: receivers and senders written with Python's standard library, run as processes.
import Foundation
import TestSupport
import Testing

/// A program of `Tests/Oracle` at work. It ends by itself, after 20 s at most.
struct PythonProgram {
    private let program: Program

    init(_ script: String, _ arguments: [String], input: Data = Data()) throws {
        program = try Program("python3", ["-X", "utf8", Places.oracle(script)] + arguments, input: input)
    }

    /// The first line that it prints.
    func firstLine() throws -> String {
        try eventually("a line of the Python program; \(program.errorText)") {
            !program.outputLines.isEmpty || !program.isRunning
        }
        return try #require(program.outputLines.first, "the Python program said: \(program.errorText)")
    }

    /// All lines that it printed, when it has ended.
    func lines() throws -> [String] {
        let status = try program.wait()
        try #require(status == 0, "the Python program should receive everything in time: \(program.errorText)")
        return program.outputLines
    }

    /// Ends it early.
    func end() throws {
        program.signal(SIGKILL)
        try program.wait()
    }
}

/// `Tests/Oracle/network_receiver.py`.
struct Receiver {
    /// One record as it arrived.
    struct Record: Decodable {
        /// The text alone, wherever it was packed.
        var bytes: Data
        var attributes: [[String]]?
        var method: String?
        var path: String?
        var headers: [[String]]?
        var from: String?
        var to: [String]?
        var login: [String]?
        var tls: Bool?

        var text: String { String(decoding: bytes, as: UTF8.self) }
    }

    let port: Int
    private let program: PythonProgram

    init(_ kind: String, count: Int, _ options: [String: Any] = [:]) throws {
        let all = options.merging(["kind": kind, "count": count]) { first, _ in first }
        let json = try JSONSerialization.data(withJSONObject: all)
        program = try PythonProgram("network_receiver.py", [String(decoding: json, as: UTF8.self)])
        port = try #require(Int(program.firstLine()))
    }

    /// What was received, when it was as much as expected.
    func records() throws -> [Record] {
        try program.lines().dropFirst().map { try JSONDecoder().decode(Record.self, from: Data($0.utf8)) }
    }

    func end() throws { try program.end() }
}

/// A port that is free at this moment.
func freePort() throws -> Int {
    let receiver = try Receiver("silent", count: 1)
    try receiver.end()
    return receiver.port
}
