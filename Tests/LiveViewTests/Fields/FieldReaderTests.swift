// FieldReaderTests.swift: which values a message names, in every format.
import CollectorCore
import Testing

@testable import LiveView

/// A field in words: the names that lead to it, and its value if it is no group.
struct NamedValue: Equatable, CustomStringConvertible {
    var path: [String]
    var kind: Field.Kind
    var value: String

    var description: String { "\(path.joined(separator: " > ")) \(kind) \(value)" }

    /// All fields that were read; elements of arrays have numbers.
    static func all(_ reader: FieldReader, of line: [UInt8]) -> [NamedValue] {
        var path: [String] = []
        var elements: [Int] = []
        return reader.fields.map { field in
            path.removeSubrange(min(field.depth, path.count)...)
            elements.removeSubrange(min(field.depth + 1, elements.count)...)
            while elements.count <= field.depth { elements.append(0) }
            if case .element = field.name {
                path.append("\(elements[field.depth])")
                elements[field.depth] += 1
            } else {
                path.append(latin(field.nameBytes(in: line.span)))
            }
            let value = field.isGroup ? "" : latin(field.value.bytes(in: line.span))
            return NamedValue(path: path, kind: field.kind, value: value)
        }
    }

    /// Bytes as characters of the same number, so that none is lost.
    static func latin(_ bytes: [UInt8]) -> String {
        bytes.reduce(into: "") { $0.unicodeScalars.append(Unicode.Scalar($1)) }
    }
}

@Suite("Fields of a message")
struct FieldReaderTests {
    static func read(_ line: String, isCut: Bool = false) -> (reader: FieldReader, values: [NamedValue]) {
        let bytes = Array(line.utf8)
        var reader = FieldReader()
        reader.read(bytes.span, MessageHeader(bytes.span), isCut: isCut)
        return (reader, NamedValue.all(reader, of: bytes))
    }

    /// "user > id=7", and what stands beside the fields.
    private func expect(
        _ line: String, _ format: FieldFormat, _ fields: [String], rest: String = "",
        location: SourceLocation = #_sourceLocation
    ) {
        let (reader, values) = Self.read(line)
        #expect(reader.format == format, "\(line)", sourceLocation: location)
        let found = values.map { value in
            value.path.joined(separator: " > ") + ([.object, .array].contains(value.kind) ? "" : "=" + value.value)
        }
        #expect(found == fields, "\(line)", sourceLocation: location)
        let left = String(decoding: Array(line.utf8)[reader.rest], as: UTF8.self)
        #expect(left == rest, "\(line)", sourceLocation: location)
    }

    @Test("JSON is read behind any header, a cookie or words, with names nested, repeated and escaped")
    func json() {
        let object = #"{"a": 1, "b": {"c": [true, null, {"d": "x"}], "e": {}}, "a": -0.50E+2}"#
        let fields = [
            "a=1", "b", "b > c", "b > c > 0=true", "b > c > 1=null", "b > c > 2", "b > c > 2 > d=x", "b > e",
            "a=-0.50E+2",
        ]
        for head in [
            "", "<14>", "<14>Aug 29 14:03:21 ", "<14>Aug 29 14:03:21 web-1 ", "<14>Aug 29 14:03:21 web-1 app[7]: ",
            "<14>1 2026-08-29T14:03:22Z h a 1 - - ", "<14>Aug 29 14:03:21 h app: @cee: ", "<14>@cee:", "@cee: ",
        ] {
            expect(head + object, .json, fields)
        }
        expect("<14>INFO  done: " + object + " \r", .json, fields, rest: "INFO  done:")
        expect(#"{"\u0061\n\"":"\ud83d\ude00\/"}"#, .json, ["a\n\"=ð\u{9F}\u{98}\u{80}/"])
    }

    @Test("escapes of UTF-16 are decoded; half of a pair becomes three bytes that are no UTF-8")
    func surrogates() {
        func decoded(_ text: String) -> [UInt8] {
            var bytes: [UInt8] = []
            Escapes.json.undo(text.utf8.span, into: &bytes)
            return bytes
        }
        #expect(decoded(#"\u00e9\u20ac\uD83D\uDE00\u0000"#) == Array("é€😀\0".utf8))
        #expect(decoded(#"\ud83dx"#) == [0xED, 0xA0, 0xBD, 0x78])
        #expect(decoded(#"\ude00\ud83d"#) == [0xED, 0xB8, 0x80, 0xED, 0xA0, 0xBD])
        #expect(decoded(#"\x1b \u12"#) == Array(#"\x1b \u12"#.utf8), "what is no escape stays")
    }

    @Test(
        "JSON that is not right has no fields",
        arguments: [
            #"{"a":1"#, #"{"a":1}x"#, #"{"a" 1}"#, #"{"a":01}"#, #"{"a":1,}"#, #"{a:1}"#, #"{'a':1}"#, #"{"a":"\x"}"#,
            #"{"a":tru}"#, #"{"a":[1}"#, #"{"a":"\u12g4"}"#, #"{"a":1.}"#, #"{"a":.5}"#, #"{"a":+1}"#, "{}", "{", "[1]",
        ])
    func malformedJSON(text: String) {
        let (reader, values) = Self.read("<14>" + text)
        #expect(values == [] && reader.format == .none)
        #expect(reader.rest == 4..<4 + text.utf8.count)
    }

    @Test("JSON of a message that is kept in part is read as far as it goes")
    func cut() {
        let (reader, values) = Self.read(#"<14>{"a":1,"b":{"c":"long te"#, isCut: true)
        #expect(reader.isCut && values.map(\.description) == ["a number 1", "b object ", "b > c text long te"])
        #expect(reader.fields.map(\.isCut) == [false, true, true])
        // A number may go on.
        #expect(Self.read(#"<14>{"a":1,"b":12"#, isCut: true).values.map(\.description) == ["a number 1"])
        #expect(Self.read(#"<14>{"a":1,x"#, isCut: true).values == [])
    }

    @Test("nesting is read to a depth of 64; beyond, the message says so")
    func depth() {
        func nested(_ depth: Int) -> String {
            String(repeating: #"{"a":"#, count: depth) + "1" + String(repeating: "}", count: depth)
        }
        #expect(Self.read("<14>" + nested(64)).values.count == 64)
        for depth in [65, 10_000] {
            let (reader, values) = Self.read("<14>" + nested(depth))
            #expect(reader.isTooDeep && values == [])
        }
        #expect(!Self.read("<14>a=1").reader.isTooDeep)
    }

    @Test("4,096 fields are read, and the rest is counted; a megabyte of them takes no time to speak of")
    func limit() {
        let line = "<14>{\"a\":[" + String(repeating: "1,", count: 500_000) + "1]}"
        let start = Instant.now
        let (reader, _) = Self.read(line)
        #expect(reader.fields.count == 4_096 && reader.list.omitted == 500_002 - 4_096)
        #expect(Instant.now.seconds(since: start) < 5)
        for text in ["a=\"", "a='", "\"", "[", "{", "{\"", "a=", "CEF:0|", "\\", "a="] {
            let start = Instant.now
            _ = Self.read("<14>" + String(repeating: text, count: 1 << 20 / text.utf8.count))
            #expect(Instant.now.seconds(since: start) < 5, "\(text)")
        }
    }

    @Test("pairs are found wherever they stand, with their quotes")
    func pairs() {
        expect(
            #"<14>level=info took=4ms msg="no route: \"x\"" n=-1.5 empty= last=1"#, .pairs,
            ["level=info", "took=4ms", #"msg=no route: "x""#, "n=-1.5", "empty=", "last=1"])
        let packet = "IN=eth0 OUT= MAC=00:1b SRC=10.0.0.1 DF PROTO=TCP SYN URGP=0"
        expect(
            "<4>Aug 29 14:03:21 fw kernel: " + packet, .pairs,
            ["IN=eth0", "OUT=", "MAC=00:1b", "SRC=10.0.0.1", "PROTO=TCP", "URGP=0"], rest: packet)
        let request = #"10.1.4.8 - "GET /a?page=2&x=y HTTP/1.1" 200 rt=0.012, uct=0.000"#
        expect("<30>Aug 29 14:03:21 w nginx: " + request, .pairs, ["rt=0.012", "uct=0.000"], rest: request)
        let audit = "type=USER_END uid=0 msg='op=PAM:x res=success'"
        expect("<14>" + audit, .pairs, ["type=USER_END", "uid=0", "msg=op=PAM:x res=success"])
        let broken = #"a="open b=1"#
        expect("<14>" + broken, .pairs, [#"a="open"#, "b=1"])
        for text in ["a == b", "x = y", "dGVzdA==", "=1", "http://x/?a=b", "sev<=err", "no pairs at all", "1=2", ""] {
            expect("<14>" + text, .none, [], rest: text)
        }
    }

    @Test("CEF and LEEF have the names of their places, and pairs with blanks in their values")
    func events() {
        let cef =
            #"CEF:0|Sec\|urity|tm|1.0|100|worm \\ stopped|10|src=10.0.0.1 msg=a b\=c\nd act= request=http://x/?q=1 cs1=z"#
        let values = [
            "version=0", "deviceVendor=Sec|urity", "deviceProduct=tm", "deviceVersion=1.0", "deviceEventClassId=100",
            #"name=worm \ stopped"#, "severity=10", "src=10.0.0.1", "msg=a b=c\nd", "act=", "request=http://x/?q=1",
            "cs1=z",
        ]
        for head in ["", "<14>", "<14>Aug 29 14:03:21 fw ", "<14>Aug 29 14:03:21 ", "<14>1 - fw a - - - "] {
            expect(head + cef, .cef, values)
        }
        expect(
            "<14>CEF:0|a|b|c|d|e|5|", .cef,
            Array([
                "version=0", "deviceVendor=a", "deviceProduct=b",
                "deviceVersion=c", "deviceEventClassId=d", "name=e", "severity=5",
            ]))
        expect(
            "<14>Aug 29 14:03:21 fw LEEF:1.0|IBM|QRadar|2.0|e1|src=10.0.0.1\tusr=a b\t\tx=y=z", .leef,
            [
                "version=1.0", "deviceVendor=IBM", "deviceProduct=QRadar", "deviceVersion=2.0", "eventID=e1",
                "src=10.0.0.1", "usr=a b", "x=y=z",
            ])
        for (delimiter, sign) in [("^", "^"), ("x5E", "^"), ("0x7c", "|"), ("", "\t")] {
            expect(
                "<14>LEEF:2.0|a|b|c|d|\(delimiter)|k=1\(sign)l=2", .leef,
                [
                    "version=2.0", "deviceVendor=a", "deviceProduct=b", "deviceVersion=c", "eventID=d",
                    "delimiter=\(delimiter)", "k=1", "l=2",
                ])
        }
        for text in ["CEF:0|a|b|c|d|e", "CEF:0|a|b|c|d|e|5|words", "LEEF:1.0|a|b|c", "LEEF:1.0|a|b|c|d|words"] {
            expect("<14>" + text, .none, [], rest: text)
        }
    }

    @Test("structured data are groups of their elements, beside the fields of the text")
    func structured() {
        let head = "<14>1 2026-08-29T14:03:22Z h a 1 ID47 "
        expect(
            head + #"[ex@32473 iut="3" s="a\"b\]c\\d\n" iut="4"][empty] {"a":1}"#, .json,
            ["ex@32473", "ex@32473 > iut=3", #"ex@32473 > s=a"b]c\d\n"#, "ex@32473 > iut=4", "empty", "a=1"])
        expect(head + #"[ex a="1"] words"#, .none, ["ex", "ex > a=1"], rest: "words")
        expect(head + #"[ex a=1] words"#, .none, [], rest: "words")
        expect(head + #"[a "x"][ex] k=v"#, .pairs, ["k=v"])
    }
}
