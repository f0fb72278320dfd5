// AttributesTests.swift: pickles and forms, identical to those of CPython.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("A record's attributes", .limited)
struct AttributesTests {
    private struct Case: Encodable {
        var name = "127.0.0.2"
        var level = 20
        var message = Data()
        var created: Int64 = 1_795_401_702_293_012_100
        var start: Int64 = 1_795_401_700_000_000_000
        var process = 4_321
    }

    private struct Answer: Decodable {
        var pickle: Data
        var form: String?
    }

    private func text(of one: Case, _ formatter: CollectorCore.Formatter, _ head: RecordHead) -> [UInt8] {
        let facts = RouteFacts(loggerName: one.name, level: Level(rawValue: one.level))
        let bound = formatter.bound(to: facts, head: head)
        var layout = RecordLayout()
        layout.begin(at: WallTime(nanoseconds: one.created))
        layout.add(bound)
        var output = ByteBuffer()
        output.append("before")
        layout.append(message: Array(one.message).span, as: layout[0], to: &output)
        output.removeFirst(6)
        #expect(output.count <= bound.fixedBytes + bound.expansion * one.message.count)
        return output.bytes.array
    }

    @Test("are pickled and urlencoded as CPython does it")
    func oracle() throws {
        var cases = [
            "", "line", "100% é €😀 'a' \"b\"\t&=+/~", String(repeating: "long ", count: 20_000),
        ].map { Case(message: Data($0.utf8)) }
        cases.append(Case(message: Data([0xFF, 0x41, 0xC3, 0x28, 0xED, 0xB2, 0x80, 0x00])))
        cases += [0, 255, 256, 65_535, 65_536, 4_194_304].map { Case(message: Data("p".utf8), process: $0) }
        cases += [10, 30, 40, 50, 25, -1, 3_000_000_000].map { Case(name: "fe80::1", level: $0) }
        cases += [0, 999_999_999, 1_000_000_000_000].map { Case(created: $0, start: 1) }
        var generator = SeededGenerator(state: 7)
        for _ in 0..<300 {
            let message = (0..<Int.random(in: 0..<40, using: &generator)).map { _ in
                UInt8.random(in: 0...255, using: &generator)
            }
            let created = Int64.random(in: 1_000_000_000_000_000_000..<2_000_000_000_000_000_000, using: &generator)
            cases.append(Case(message: Data(message), created: created, start: created - 5_000_000_000))
        }
        let lines = try cases.map { try JSONEncoder().encode($0) }
        let program = try PythonProgram("attributes_oracle.py", [], input: Data(lines.joined(separator: [0x0A])))
        let answers = try program.lines().map { try JSONDecoder().decode(Answer.self, from: Data($0.utf8)) }
        try #require(answers.count == cases.count)
        for (one, answer) in zip(cases, answers) {
            let process = ProcessFacts(identifier: one.process, start: WallTime(nanoseconds: one.start))
            #expect(text(of: one, .pickle(process: process), .length) == Array(answer.pickle), "\(one)")
            guard let form = answer.form else { continue }
            #expect(String(decoding: text(of: one, .form(process: process), .none), as: UTF8.self) == form, "\(one)")
        }
    }

    @Test("keep bytes that are not UTF-8 in a form, where CPython gives up")
    func undecodableForm() {
        let form = text(of: Case(message: Data([0xFF, 0x20])), .form(), .none)
        #expect(String(decoding: form, as: UTF8.self).contains("&msg=%FF+&args="))
    }
}
