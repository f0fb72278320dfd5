// PythonOracle.swift: asks CPython: one process, JSON lines of cases in, JSON lines of answers out.
import Foundation
import Testing

/// The scripts in `Tests/Oracle/`.
package enum PythonOracle {
    /// The answers of a script to cases, in their order.
    package static func answers<Answer: Decodable>(
        of script: String, to cases: [some Encodable], as type: Answer.Type
    ) throws -> [Answer] {
        let input = try cases.map { try JSONEncoder().encode($0) }.joined(separator: [0x0A])
        let python = ProcessInfo.processInfo.environment["PYSYSLOG_TEST_PYTHON"] ?? "python3"
        let program = try Program(python, ["-X", "utf8", Places.oracle(script)], input: Data(input))
        try #require(program.wait(seconds: 120) == 0, "\(script) on python3: \(program.errorText)")
        let decoder = JSONDecoder()
        return try program.outputData.split(separator: 0x0A).map { try decoder.decode(Answer.self, from: $0) }
    }
}
