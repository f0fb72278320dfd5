// PythonOracle.swift: asks CPython: one process, JSON lines of cases in, JSON lines of answers out.
import Foundation
import Testing

/// The scripts in `Tests/Oracle/`.
enum PythonOracle {
    /// The answers of a script to cases, in their order.
    static func answers<Answer: Decodable>(
        of script: String, to cases: [some Encodable], as type: Answer.Type
    ) throws -> [Answer] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (input, output) = (directory.appending(path: "cases"), directory.appending(path: "answers"))
        let encoder = JSONEncoder()
        try Data(try cases.map { try encoder.encode($0) }.joined(separator: [0x0A])).write(to: input)
        try Data().write(to: output)

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let path = URL(filePath: #filePath).appending(path: "../../Oracle/\(script)").standardized.path
        let python = ProcessInfo.processInfo.environment["PYSYSLOG_TEST_PYTHON"] ?? "python3"
        process.arguments = [python, "-X", "utf8", path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 is needed for this test")
        let decoder = JSONDecoder()
        return try Data(contentsOf: output).split(separator: 10).map { try decoder.decode(Answer.self, from: $0) }
    }
}
