// TextEncoderTests.swift: texts in ASCII and Latin-1, as CPython's codecs write them.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A text encoder", .limited)
struct TextEncoderTests {
    private func encoded(_ text: [UInt8], _ encoding: TextEncoding, _ errors: EncodingErrors) -> [UInt8]? {
        guard let encoder = TextEncoder(encoding, errors) else { return text }
        var output = ByteBuffer()
        output.append("x")
        guard encoder.append(text.span, to: &output) else {
            // Nothing may be left behind.
            return output.count == 1 ? nil : Array("left behind".utf8)
        }
        return Array(output.bytes.array.dropFirst())
    }

    @Test("is not needed for UTF-8", arguments: EncodingErrors.allCases)
    func utf8(errors: EncodingErrors) {
        #expect(TextEncoder(.utf8, errors) == nil)
        #expect(TextEncoder(.utf8WithSignature, errors) == nil)
    }

    private static let modes: [(EncodingErrors, String?)] = [
        (.strict, nil), (.surrogateescape, nil), (.ignore, "a!"), (.replace, "a???!"),
        (.backslashreplace, "a\\xe9\\u20ac\\U0001f600!"), (.xmlcharrefreplace, "a&#233;&#8364;&#128512;!"),
        (
            .namereplace,
            "a\\N{LATIN SMALL LETTER E WITH ACUTE}\\N{EURO SIGN}\\N{GRINNING FACE}!"
        ),
    ]

    @Test("treats what ASCII lacks as it is told", arguments: modes)
    func treatment(errors: EncodingErrors, expected: String?) {
        #expect(encoded(Array("aé€😀!".utf8), .ascii, errors) == expected.map { Array($0.utf8) })
    }

    @Test("passes bytes through that are no UTF-8", arguments: [EncodingErrors.strict, .surrogateescape])
    func badBytes(errors: EncodingErrors) {
        #expect(encoded([0x61, 0xFF, 0xC3], .ascii, errors) == [0x61, 0xFF, 0xC3])
        #expect(encoded([0xC3, 0xA9, 0xE9], .latin1, errors) == [0xE9, 0xE9])
    }

    private struct Case: Encodable {
        var text: Data
        var encoding: String
        var errors: String
    }

    @Test("writes what CPython writes")
    func agreesWithPython() throws {
        let seed = SeededGenerator.seedOfRun
        var random = SeededGenerator(state: seed)
        let cases = (0..<3_000).map { _ in
            Case(
                text: Data(randomText(&random)), encoding: random.pick(["ascii", "latin1"]),
                errors: random.pick(EncodingErrors.allCases).rawValue)
        }
        let answers = try PythonOracle.answers(of: "encoding_oracle.py", to: cases, as: Data?.self)
        try #require(answers.count == cases.count)
        for (one, answer) in zip(cases, answers) {
            let errors = try #require(EncodingErrors(rawValue: one.errors))
            let encoding: TextEncoding = one.encoding == "ascii" ? .ascii : .latin1
            let own = encoded(Array(one.text), encoding, errors)
            #expect(own == answer.map { Array($0) }, "seed \(seed): \(Array(one.text)) \(one.encoding) \(errors)")
            let bound = one.text.count * (TextEncoder(encoding, errors)?.expansion ?? 1)
            #expect((own?.count ?? 0) <= bound)
        }
    }

    @Test("gives characters the names that CPython gives them")
    func names() throws {
        // Every assigned character of Unicode 14 that both know; private ones and controls have no names.
        let scalars = (0x80...0x2FFFF as ClosedRange<UInt32>).compactMap(Unicode.Scalar.init)
            .filter { $0.properties.age.map { ($0.major, $0.minor) < (14, 1) } ?? false }
        let cases = scalars.map { Case(text: Data(String($0).utf8), encoding: "ascii", errors: "namereplace") }
        let answers = try PythonOracle.answers(of: "encoding_oracle.py", to: cases, as: Data?.self)
        try #require(answers.count == cases.count)
        var different: [String] = []
        for (scalar, answer) in zip(scalars, answers) {
            let own = encoded(Array(String(scalar).utf8), .ascii, .namereplace)
            if own != answer.map({ Array($0) }) {
                different.append(String(scalar.value, radix: 16) + ": " + String(decoding: own ?? [], as: UTF8.self))
            }
        }
        #expect(different.isEmpty, "\(different.count): \(different.prefix(20))")
    }

    private func randomText(_ random: inout SeededGenerator) -> [UInt8] {
        (0..<Int.random(in: 0..<8, using: &random)).flatMap { _ -> [UInt8] in
            switch Int.random(in: 0..<6, using: &random) {
            case 0: [UInt8.random(in: 0...255, using: &random)]
            case 1: Array(String(Unicode.Scalar(UInt8.random(in: 0x80...0xFF, using: &random))).utf8)
            case 2: Array(random.pick(["€", "😀", "\u{D7FF}", "\u{E000}", "\u{10FFFF}", "가", "漢"]).utf8)
            default: [UInt8.random(in: 0x20...0x7E, using: &random)]
            }
        }
    }
}
