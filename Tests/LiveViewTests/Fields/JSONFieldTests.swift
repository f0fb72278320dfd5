// JSONFieldTests.swift: JSON as CPython reads it, right and wrong.
import CollectorCore
import Foundation
import TestSupport
import Testing

@testable import LiveView

@Suite("JSON in a message", .limited)
struct JSONFieldTests {
    private struct Case: Encodable {
        var text: Data
    }

    private struct Member: Decodable {
        var path: [String]
        var kind: String
        var value: Data

        init(from decoder: any Decoder) throws {
            var list = try decoder.unkeyedContainer()
            var names = try list.nestedUnkeyedContainer()
            path = []
            while !names.isAtEnd {
                if let number = try? names.decode(Int.self) {
                    path.append("\(number)")
                } else {
                    path.append(NamedValue.latin(Array(try names.decode(Data.self))))
                }
            }
            kind = try list.decode(String.self)
            value = try list.decode(Data.self)
        }

        var named: String { "\(path.joined(separator: " > ")) \(kind) \(NamedValue.latin(Array(value)))" }
    }

    /// Random objects, and the same with random changes.
    struct Writer {
        var generator: SeededGenerator
        private static let names = ["a", "status", "user", "", "a.b", "\\u0061", "é", "k\\n", "x y", "\\\"", "日本"]
        private static let texts = [
            "", "ok", "a b", "\\ud83d\\ude00", "\\ud800", "\\udc00x", "é", "日本", "\\\\", "\\/\\b\\f\\t", "\u{7F}", "\t",
            "{", "\\u00e9",
            "10.0.0.1", "=", ",", "]",
        ]
        private static let words = [
            "true", "false", "null", "NaN", "Infinity", "-Infinity", "0", "-0", "12", "1.5e-3", "1E400", "-0.0",
            "9007199254740993",
        ]
        private static let blanks = ["", "", "", " ", "\t", " \n "]
        private static let pieces = Array("{}[]\",:\\/u0019-+.eEtfn \t\u{0}\u{1F}x")

        private mutating func blank() -> String { generator.pick(Self.blanks) }

        mutating func value(_ depth: Int) -> String {
            switch generator.number(0...(depth < 5 ? 5 : 3)) {
            case 0, 1: return "\"" + generator.pick(Self.texts) + "\""
            case 2, 3: return generator.pick(Self.words)
            case 4: return object(depth + 1)
            default:
                let values = (0..<generator.number(0...3)).map { _ in blank() + value(depth + 1) + blank() }
                return "[" + values.joined(separator: ",") + "]"
            }
        }

        mutating func object(_ depth: Int = 0) -> String {
            let members = (0..<generator.number(0...4)).map { _ in
                blank() + "\"" + generator.pick(Self.names) + "\"" + blank() + ":" + blank() + value(depth) + blank()
            }
            return "{" + members.joined(separator: ",") + "}"
        }

        /// Some bytes less, more or others, but for the first.
        mutating func changed(_ text: String) -> [UInt8] {
            var bytes = Array(text.utf8)
            for _ in 0..<generator.number(1...3) where bytes.count > 2 {
                let place = generator.number(1...bytes.count - 1)
                switch generator.number(0...4) {
                case 0: bytes.remove(at: place)
                case 1: bytes.insert(contentsOf: String(generator.pick(Self.pieces)).utf8, at: place)
                case 2: bytes[place] = UInt8.random(in: 0...255, using: &generator)
                case 3: bytes.removeSubrange(place...)
                default:
                    let end = generator.number(place...bytes.count - 1)
                    bytes.insert(contentsOf: bytes[place...end], at: generator.number(1...bytes.count))
                }
            }
            return bytes
        }
    }

    @Test("has the members that CPython finds, with the same values; what is wrong there has none here")
    func asInPython() throws {
        var writer = Writer(generator: SeededGenerator(for: "JSON fields"))
        var texts = (0..<1_500).map { _ in Array(writer.object().utf8) }
        texts += (0..<4_500).map { _ in writer.changed(writer.object()) }
        let answers = try PythonOracle.answers(
            of: "json_fields_oracle.py", to: texts.map { Case(text: Data($0)) }, as: [[Member]?].self)
        #expect(answers.count == texts.count)
        var (right, wrong) = (0, 0)
        for (text, answer) in zip(texts, answers) {
            let line = Array("<14>".utf8) + text
            var reader = FieldReader()
            reader.read(line.span, MessageHeader(line.span), isCut: false)
            let shown = String(decoding: text, as: UTF8.self)
            guard let members = answer[0] else {
                wrong += 1
                #expect(reader.format != .json, "\(shown)")
                continue
            }
            right += 1
            #expect(reader.format == .json, "\(shown)")
            #expect(NamedValue.all(reader, of: line).map(\.description) == members.map(\.named), "\(shown)")
        }
        #expect(right > 1_000 && wrong > 1_000, "\(right) right, \(wrong) wrong")
    }
}
