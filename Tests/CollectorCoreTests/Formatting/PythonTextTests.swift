// PythonTextTests.swift: text and numbers as Python spells them.
import Testing

@testable import CollectorCore

@Suite("Python's spelling")
struct PythonTextTests {
    private func converted(_ text: String, _ conversion: TextConversion) -> String {
        let bytes = Array(text.utf8)
        var output = ByteBuffer()
        conversion.append(bytes.span, to: &output)
        return output.bytes.lossyText
    }

    @Test(
        "of texts follows repr() and ascii()",
        arguments: [
            ("it's", #""it's""#, #""it's""#), (#"it's "so""#, #"'it\'s "so"'"#, #"'it\'s "so"'"#),
            ("a\\b\n\r\t\u{1}\u{7F}", #"'a\\b\n\r\t\x01\x7f'"#, #"'a\\b\n\r\t\x01\x7f'"#),
            ("é日\u{1F600}", "'é日\u{1F600}'", #"'\xe9\u65e5\U0001f600'"#),
            ("\u{85}\u{200B}\u{E000}", #"'\x85\u200b\ue000'"#, #"'\x85\u200b\ue000'"#),
        ]
    )
    func literals(text: String, repr: String, ascii: String) {
        #expect(converted(text, .repr) == repr)
        #expect(converted(text, .ascii) == ascii)
    }

    @Test("shows no character that is younger than Unicode 14")
    func youngCharacters() {
        #expect(converted("\u{1FAE8}", .repr) == #"'\U0001fae8'"#)
    }

    @Test("of texts in JSON follows json.dumps()")
    func json() {
        #expect(
            converted("\"\\\u{8}\u{C}\u{1}é\u{1F600}\u{7F}", .json(ascii: true))
                == #""\"\\\b\f\u0001\u00e9\ud83d\ude00\u007f""#)
        #expect(converted("é\u{1F600}", .json(ascii: false)) == "\"é\u{1F600}\"")
    }

    @Test(
        "of floats follows repr()",
        arguments: [
            (293.0, "293.0"), (1e16, "1e+16"), (9_007_199_254_740_993.0, "9007199254740992.0"), (1e-5, "1e-05"),
            (0.0001, "0.0001"), (-0.0, "-0.0"), (1.5e300, "1.5e+300"), (.infinity, "inf"), (-.infinity, "-inf"),
            (0.1, "0.1"), (123_456.789, "123456.789"), (.leastNonzeroMagnitude, "5e-324"), (.nan, "nan"),
        ]
    )
    func floats(number: Double, text: String) {
        #expect(String(decoding: PythonFloat.repr(number), as: UTF8.self) == text)
    }

    @Test(
        "of bad bytes is one character each",
        arguments: [
            ([0xE2, 0x82] as [UInt8], 2), ([0xED, 0xA0, 0x80], 3), ([0xC0, 0x80], 2), ([0xF4, 0x90, 0x80, 0x80], 4),
            ([0xF0, 0x9F, 0x98, 0x80], 1), ([0xE2, 0x82, 0x61], 3), ([0xC3, 0xA9], 1), ([], 0),
        ]
    )
    func badBytes(bytes: [UInt8], count: Int) {
        #expect(bytes.span.codePointCount == count)
    }

    @Test(
        "of a near miss is found",
        arguments: [
            ("mesage", "message"), ("LevelName", "levelname"), ("funcname", "funcName"), ("zzzzzz", nil),
        ] as [(String, String?)]
    )
    func nearMisses(name: String, meant: String?) {
        #expect(nearMiss(of: name, among: RecordField.allCases.map(\.rawValue)) == meant)
    }
}
