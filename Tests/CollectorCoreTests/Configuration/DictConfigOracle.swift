// DictConfigOracle.swift: runs CPython's own dictConfig on a list of configurations, in one process.
import Foundation

/// What CPython makes of a configuration.
struct OracleAnswer: Decodable {
    /// Why it is refused, in Python's words.
    var refused: String?
    /// The names of the handlers as they were made.
    var order: [String]
    /// For each name and each level asked for, the handlers that a record reaches.
    var reached: [[String]]
}

enum DictConfigOracle {
    static let names = [
        "", "root", "127", "127.0", "127.0.0", "127.0.0.1", "127.0.0.10", "127.0.0.1.9", "127.00", "10.0.0.1", "::1",
        "a..b", "é",
    ]
    static let levels = [-1, 5, 10, 20, 30, 50]

    private struct Case: Encodable {
        var text: Data
        var names = DictConfigOracle.names
        var levels = DictConfigOracle.levels
    }

    struct Failure: Error {
        var reason: String
    }

    /// The answers in the order of the texts, and Python's version, `3.11`.
    static func ask(_ texts: [[UInt8]]) throws -> (version: String, answers: [OracleAnswer]) {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("dictconfig-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let cases = folder.appendingPathComponent("cases")
        let lines = try texts.map { try JSONEncoder().encode(Case(text: Data($0))) }
        try Data(lines.joined(separator: [0x0A])).write(to: cases)
        let output = try run(["python3", "-I", script, cases.path], in: folder)
        let answers = output.split(separator: UInt8(ascii: "\n"))
        guard let version = answers.first, answers.count == texts.count + 1 else {
            throw Failure(reason: "python3 gave \(answers.count) lines for \(texts.count) configurations")
        }
        let decoded = try answers.dropFirst().map { try JSONDecoder().decode(OracleAnswer.self, from: Data($0)) }
        return (String(decoding: version, as: UTF8.self), decoded)
    }

    private static var script: String {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent()
            .appendingPathComponent("../../Oracle/dictconfig_oracle.py").standardized.path
    }

    private static func run(_ arguments: [String], in folder: URL) throws -> Data {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = arguments
        process.currentDirectoryURL = folder
        process.standardOutput = output
        try process.run()
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failure(reason: "python3 ended with status \(process.terminationStatus); is it installed?")
        }
        return data
    }
}
