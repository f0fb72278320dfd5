// FormatterDifferentialTests.swift: thousands of random formats, printed here and by CPython.
import Foundation
import Testing

@testable import CollectorCore

@Suite("A formatter and CPython")
struct FormatterDifferentialTests {
    /// Where we refuse although CPython might print, and why.
    private static let strictness = [
        "int or char is required, not str",  // %c prints messages of one character, and drops all others
        "differs from record to record",  // widths taken from a record
        "needs a name",  // "%s" prints the dictionary of the whole record
        "have no attributes to print",  // {message.upper} prints a Python object's address
    ]

    /// What CPython drops only because of what is in one message.
    private static let dropped = ["IndexError: string index out of range", "OverflowError", "UnicodeEncodeError"]

    @Test("print the same bytes, and refuse the same formats")
    func sameBytes() throws {
        let environment = ProcessInfo.processInfo.environment
        let seed = environment["PYSYSLOG_TEST_SEED"].flatMap(UInt64.init) ?? .random(in: 0..<1 << 32)
        print("formatter differential test: PYSYSLOG_TEST_SEED=\(seed)")
        var random = RandomFormats(generator: SeededGenerator(state: seed))
        let cases = (0..<4_000).map { _ in random.next() }
        let results = try Oracle.results(of: cases, python: environment["PYSYSLOG_TEST_PYTHON"] ?? "python3")
        try #require(results.count == cases.count, "python3 must run, and answer every case")
        var printed = 0
        for (one, result) in zip(cases, results) {
            guard let difference = try difference(of: one, from: result, counting: &printed) else { continue }
            Issue.record("seed \(seed): \(one.style) \(one.format.debugDescription): \(difference)")
        }
        #expect(printed > cases.count / 3, "most formats should be usable, or nothing is compared")
    }

    /// What is not as it should be, or `nil`.
    private func difference(
        of one: FormatterCase, from result: Oracle.Result, counting printed: inout Int
    ) throws -> String? {
        do throws(FormatError) {
            let text = try one.text()
            let bound = try one.bound()
            if text.count > bound.fixedBytes + bound.expansion * one.message.count { return "the bound is too small" }
            guard let expected = result.bytes else {
                let refusal = result.refusal ?? ""
                return Self.dropped.contains { refusal.hasPrefix($0) } ? nil : "should be refused: \(refusal)"
            }
            printed += 1
            if text == expected { return nil }
            return "\(escaped(text)) instead of \(escaped(expected)), message \(escaped(one.message)), "
                + "datefmt \(one.datefmt ?? "none"), ns \(one.nanoseconds), \(String(describing: one.json))"
        } catch {
            guard result.bytes != nil, !Self.strictness.contains(where: error.reason.contains) else { return nil }
            return "should not be refused: \(error.reason)"
        }
    }

    private func escaped(_ bytes: [UInt8]) -> String {
        bytes.map { (0x20..<0x7F).contains($0) ? String(UnicodeScalar($0)) : "\\x" + String($0, radix: 16) }.joined()
    }
}

/// The process that runs `Tests/Oracle/format_oracle.py`.
private enum Oracle {
    struct Result: Decodable {
        var text: String?
        var refusal: String?

        var bytes: [UInt8]? { text.flatMap { Data(base64Encoded: $0) }.map { Array($0) } }
    }

    static func results(of cases: [FormatterCase], python: String) throws -> [Result] {
        let directory = FileManager.default.temporaryDirectory.appending(path: "format-oracle-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        let (input, output) = (directory.appending(path: "cases"), directory.appending(path: "results"))
        let encoder = JSONEncoder()
        let lines = try cases.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
        try Data().write(to: output)

        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        let script = URL(filePath: #filePath).appending(path: "../../../Oracle/format_oracle.py").standardized
        process.arguments = [python, "-X", "utf8", script.path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        process.standardOutput = try FileHandle(forWritingTo: output)
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "python3 is needed for this test")
        let decoder = JSONDecoder()
        return try Data(contentsOf: output).split(separator: 10).map { try decoder.decode(Result.self, from: $0) }
    }
}
