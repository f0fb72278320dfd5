// JSONReaderTests.swift: Python's dialect of JSON, and words for what is not JSON.
import Testing

@testable import CollectorCore

@Suite("The JSON reader")
struct JSONReaderTests {
    static func read(_ text: String) throws -> JSONValue { try JSONReader.read(Array(text.utf8)) }

    static func failure(_ bytes: [UInt8]) -> String? {
        do {
            _ = try JSONReader.read(bytes)
            return nil
        } catch {
            return error.description
        }
    }

    @Test(
        "says what is wrong and where",
        arguments: [
            ("", "line 1, column 1: the file is empty; the least is {\"version\": 1}"),
            (
                "{\"a\": 1\n \"b\": 2}",
                "line 2, column 2: expected ',' or '}' after a value, found '\"'; is a comma missing?"
            ),
            ("{\"a\": 1,}", "line 1, column 9: expected a key in double quotes, found '}'; is there an extra comma?"),
            ("[1,]", "line 1, column 4: expected a value, found ']'; is there an extra comma?"),
            ("{'a': 1}", "line 1, column 2: expected a key in double quotes, found '''; keys need double quotes"),
            ("{\"a\": 'b'}", "line 1, column 7: expected a value, found '''; strings need double quotes"),
            ("{\"a\": True}", "line 1, column 7: expected a value, found 'T'; did you mean true?"),
            ("// x\n{}", "line 1, column 1: expected a value, found '/'; JSON has no comments"),
            (
                "{\"a\": 1 # x\n}",
                "line 1, column 9: expected ',' or '}' after a value, found '#'; JSON has no comments"
            ),
            ("{} x", "line 1, column 4: expected the end of the file, found 'x'"),
            ("[\"é\" \"", "line 1, column 6: expected ',' or ']' after a value, found '\"'; is a comma missing?"),
            ("[\"a\tb\"]", "line 1, column 4: a control character (9) in a string; a TAB is written \\t"),
            ("[\"ab", "line 1, column 2: the string that begins here is not closed"),
            ("[\"ab\n\"]", "line 1, column 2: the string that begins here is not closed on its line"),
            ("[\"\\x\"]", "line 1, column 3: JSON has no such escape; a backslash is written \\\\"),
            ("[\"\\u12\"]", "line 1, column 3: expected four hexadecimal digits after \\u"),
            ("[\"\\ud800\"]", "line 1, column 3: half of a surrogate pair is not a character"),
            ("[\"\\ud800\\ud800\"]", "line 1, column 3: half of a surrogate pair is not a character"),
            ("[01]", "line 1, column 2: a number must not begin with 0"),
            ("[-]", "line 1, column 3: expected a digit after '-', found ']'"),
            ("[1.]", "line 1, column 4: expected a digit after the point of a number, found ']'"),
            ("[1e]", "line 1, column 4: expected a digit in an exponent, found ']'"),
            ("{\"a\"}", "line 1, column 5: expected ':' after a key, found '}'"),
            (
                "{\"a\": 1",
                "line 1, column 8: expected ',' or '}' after a value, found the end of the file; is a bracket not closed?"
            ),
            ("\u{FEFF}{}", "line 1, column 1: the file begins with a byte order mark; save it as plain UTF-8"),
        ])
    func refusals(text: String, message: String) {
        #expect(Self.failure(Array(text.utf8)) == message)
    }

    @Test("names the first byte that is not UTF-8")
    func encoding() {
        #expect(
            Self.failure([0x5B, 0x0A, 0x22, 0xC3, 0xA9, 0xFF, 0x22, 0x5D])
                == "line 2, column 3: the byte 0xFF is not UTF-8; save the file as UTF-8")
        #expect(Self.failure([0xFF, 0xFE, 0x7B, 0x00]) == "line 1, column 1: the file is UTF-16; save it as UTF-8")
        #expect(Self.failure([0x22, 0xC3])?.contains("the byte 0xC3 is not UTF-8") == true)
    }

    @Test("refuses deep nesting instead of running out of stack", arguments: [500, 501, 100_000])
    func depth(levels: Int) {
        let text = String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
        let message = Self.failure(Array(text.utf8))
        #expect(levels <= 500 ? message == nil : message?.contains("nested more than 500 deep") == true)
        #expect(Self.failure(Array(String(repeating: "{\"a\":", count: levels).utf8)) != nil)
    }

    @Test("reads Python's numbers")
    func numbers() throws {
        let texts = [
            "0", "-0", "7e0", "1e999", "-Infinity", "NaN", "99999999999999999999", "-99999999999999999999", "2.5",
        ]
        let summaries = try texts.map { try Self.read($0).summary }
        #expect(
            summaries == ["0", "0", "7.0", "inf", "-inf", "nan", "9223372036854775807", "-9223372036854775808", "2.5"])
        #expect(Self.failure(Array(repeating: UInt8(ascii: "9"), count: 4300)) == nil)
        #expect(Self.failure(Array(repeating: UInt8(ascii: "9"), count: 4301)) != nil)
    }

    @Test("the last of equal keys wins in the place of the first, and equal means the same code points")
    func duplicates() throws {
        let value = try Self.read("{\"b\": 1, \"é\": 2, \"e\u{301}\": 3, \"b\": 4}")
        guard case .object(let object) = value.kind else { throw JSONError(position: value.position, reason: "") }
        #expect(object.members.map(\.value.summary) == ["4", "2", "3"])
        #expect(object["b"]?.position == SourcePosition(line: 1, column: 32))
    }

    @Test("unescapes strings")
    func strings() throws {
        guard case .string(let text) = try Self.read(#""\"\\\/\b\f\n\r\t\u00e9\ud83d\uDE00é\u0000""#).kind else {
            Issue.record("not a string")
            return
        }
        #expect(Array(text.unicodeScalars) == Array("\"\\/\u{8}\u{C}\n\r\té😀é\0".unicodeScalars))
    }

    @Test("shows text without obeying it")
    func quoting() {
        #expect(quoted("a\u{1B}[31m\"\u{202E}é\n") == "\"a\\u001b[31m\\\"\\u202eé\\n\"")
    }
}
