// DictConfigOracle.swift: runs CPython's own dictConfig on a list of configurations, in one process.
import Foundation
import TestSupport

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
        let folder = try TemporaryFolder()
        let cases = folder.url.appending(path: "cases")
        let lines = try texts.map { try JSONEncoder().encode(Case(text: Data($0))) }
        try Data(lines.joined(separator: [0x0A])).write(to: cases)
        let program = try Program(
            "python3", ["-I", Places.oracle("dictconfig_oracle.py"), cases.path], directory: folder.url)
        guard try program.wait(seconds: 120) == 0 else { throw Failure(reason: "python3: \(program.errorText)") }
        let answers = program.outputData.split(separator: UInt8(ascii: "\n"))
        guard let version = answers.first, answers.count == texts.count + 1 else {
            throw Failure(reason: "python3 gave \(answers.count) lines for \(texts.count) configurations")
        }
        let decoded = try answers.dropFirst().map { try JSONDecoder().decode(OracleAnswer.self, from: Data($0)) }
        return (String(decoding: version, as: UTF8.self), decoded)
    }
}
