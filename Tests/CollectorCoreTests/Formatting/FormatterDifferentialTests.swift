// FormatterDifferentialTests.swift: thousands of random formats, printed here and by CPython.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A formatter and CPython", .limited)
struct FormatterDifferentialTests {
    /// Formats that are rejected here although CPython might print them, and why.
    private static let strictness = [
        "int or char is required, not str",  // %c prints messages of one character, and drops all others
        "differs from record to record",  // widths taken from a record
        "needs a name",  // "%s" prints the dictionary of the whole record
        "have no attributes to print",  // {message.upper} prints a Python object's address
    ]

    /// Records that CPython drops only because of the content of a message.
    private static let dropped = ["IndexError: string index out of range", "OverflowError", "UnicodeEncodeError"]

    @Test("print the same bytes, and refuse the same formats")
    func sameBytes() throws {
        let seed = SeededGenerator.seedOfRun
        var random = RandomFormats(generator: SeededGenerator(state: seed))
        let cases = (0..<4_000).map { _ in random.next() }
        let printed = try compare(cases, "seed \(seed)")
        #expect(printed > cases.count / 3, "most formats should be usable, or nothing is compared")
    }

    @Test("print the same time without a datefmt, and refuse the same formats of it")
    func defaultTimes() throws {
        let milliseconds: [String?] = [
            nil, "", "%s,%03d", "%s.%03d", "%s,%d", "%s %s", "%-30s|%+08.2f", "%r %a", "%%%s%%%5.1e", "%.10s %i",
            "é%s…%03d", "%3.1s%c", "%s %x", "%s", "%d %d", "%(asctime)s", "%s %s %s", "%s %", "plain", "%s %*d",
        ]
        let cases = milliseconds.flatMap { milliseconds in
            ["%Y-%m-%d %H:%M:%S", "%H:%M:%S%%", "", "%Y"].flatMap { format in
                [1_715_000_000_007_999_999, 1_715_000_000_990_000_000, 0].map { (nanoseconds: Int64) in
                    FormatterCase(
                        format: "%(asctime)s|%(asctime)-40.30s|%(asctime)r",
                        defaultTime: DefaultTime(format: format, milliseconds: milliseconds), nanoseconds: nanoseconds)
                }
            }
        }
        let printed = try compare(cases, "default time")
        #expect(printed == 11 * 4 * 3)
    }

    /// - Returns: how many were printed.
    private func compare(_ cases: [FormatterCase], _ what: String) throws -> Int {
        let results = try PythonOracle.answers(of: "format_oracle.py", to: cases, as: OracleResult.self)
        try #require(results.count == cases.count, "python3 must run, and answer every case")
        var printed = 0
        for (one, result) in zip(cases, results) {
            guard let difference = try difference(of: one, from: result, counting: &printed) else { continue }
            Issue.record("\(what): \(one.style) \(one.format.debugDescription) \(one.defaultTime): \(difference)")
        }
        return printed
    }

    /// The difference, or `nil`.
    private func difference(
        of one: FormatterCase, from result: OracleResult, counting printed: inout Int
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

/// What `Tests/Oracle/format_oracle.py` answers.
private struct OracleResult: Decodable {
    var text: String?
    var refusal: String?

    var bytes: [UInt8]? { text.flatMap { Data(base64Encoded: $0) }.map { Array($0) } }
}
