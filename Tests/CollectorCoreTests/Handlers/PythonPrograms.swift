// PythonPrograms.swift: receivers and senders written with Python's standard library, run as processes.
import Foundation
import Testing

/// A program of `Tests/Oracle` at work. It ends by itself, after 20 s at most.
final class PythonProgram {
    private let process = Process()
    /// A file, as a pipe that is not read would hold the program up.
    private let output = FileManager.default.temporaryDirectory.appending(path: "output-\(UUID().uuidString)")

    init(_ script: String, _ arguments: [String], input: Data? = nil) throws {
        process.executableURL = URL(filePath: "/usr/bin/env")
        let path = URL(filePath: #filePath).appending(path: "../../../Oracle/\(script)").standardized.path
        process.arguments = ["python3", "-X", "utf8", path] + arguments
        try Data().write(to: output)
        process.standardOutput = try FileHandle(forWritingTo: output)
        let pipe = Pipe()
        process.standardInput = pipe
        try process.run()
        if let input { try pipe.fileHandleForWriting.write(contentsOf: input) }
        try pipe.fileHandleForWriting.close()
    }

    deinit { try? FileManager.default.removeItem(at: output) }

    /// The first line that it prints.
    func firstLine() throws -> String {
        while process.isRunning {
            let text = try Data(contentsOf: output)
            if let end = text.firstIndex(of: 0x0A) { return String(decoding: text[..<end], as: UTF8.self) }
            usleep(2_000)
        }
        throw Failure(reason: "the Python program should say something; is python3 installed?")
    }

    /// All lines that it printed, when it has ended.
    func lines() throws -> [String] {
        waitForEnd()
        try #require(process.terminationStatus == 0, "the Python program should receive everything in time")
        return try Data(contentsOf: output).split(separator: 0x0A).map { String(decoding: $0, as: UTF8.self) }
    }

    /// Ends it before its time.
    func end() {
        kill(process.processIdentifier, SIGKILL)
        waitForEnd()
    }

    /// `waitUntilExit` runs a run loop, and sometimes for ever.
    private func waitForEnd() {
        while process.isRunning { usleep(2_000) }
    }

    struct Failure: Error {
        var reason: String
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

    func end() { program.end() }
}

/// A port that nobody has, for now.
func freePort() throws -> Int {
    let receiver = try Receiver("silent", count: 1)
    receiver.end()
    return receiver.port
}
