// BackupsTests.swift: which old files are renamed and removed; by tables and by CPython.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Backups", .limited)
struct BackupsTests {
    private func bytes(_ names: [String]) -> [[UInt8]] { names.map { Array($0.utf8) } }

    @Test("move up from the last one down, without those beyond the limit and those of other files")
    func shifts() {
        let names = [
            "a.log", "a.log.1", "a.log.2", "a.log.4", "a.log.5", "a.log.02", "a.log.+3", "a.log.0", "a.log.3.gz",
            "a.log2.3", "b.log.3", "a.log.", "a.log.-1", "a.log.99999999999999999999",
        ]
        #expect(Backups.shifts(of: "a.log", among: bytes(names), limit: 5) == [4, 2, 1])
        #expect(Backups.shifts(of: "a.log", among: bytes(names), limit: 1).isEmpty)
    }

    @Test("expire by their dates, and never those of a file whose name only begins the same way")
    func expired() {
        let names = [
            "a.log", "a.log.2024-05-03", "a.log.2024-05-01", "a.log.2024-05-02.gz", "a.log.2024-05-02",
            "a.log.err.2024-01-01", "a.log2.2024-01-01", "a.2024-01-01.log", "a.log.2024-01-01-old", "a.log.2024-1-01",
            "a.log.2024-01-01.tar.gz", "a.log.2024-01-01.",
        ]
        let pattern = RotationTime.midnight.pattern
        let gone = { Backups.expired(of: "a.log", among: bytes(names), pattern: pattern, keeping: $0) }
        #expect(gone(2) == bytes(["a.log.2024-05-01", "a.log.2024-05-02"]))
        #expect(gone(4).isEmpty)
        #expect(gone(100).isEmpty)
    }

    private struct Case: Codable {
        var base: String
        var when: String
        var keep: Int
        var names: [String]
    }

    @Test("are removed as CPython removes them, and more carefully where names are alike")
    func agreesWithPython() throws {
        let seed = SeededGenerator.seedOfRun
        var random = SeededGenerator(state: seed)
        let times: [(String, RotationTime)] = [
            ("S", .seconds), ("M", .minutes), ("H", .hours), ("MIDNIGHT", .midnight), ("W3", .weekday(3)),
        ]
        let cases = (0..<400).map { _ in randomCase(times.map(\.0), &random) }
        let answers = try PythonOracle.answers(of: "backups_oracle.py", to: cases, as: [String].self)
        try #require(answers.count == cases.count)
        for (one, answer) in zip(cases, answers) {
            let when = try #require(times.first { $0.0 == one.when }).1
            let expired = Backups.expired(
                of: one.base, among: bytes(one.names), pattern: when.pattern, keeping: one.keep)
            let own = expired.map { String(decoding: $0, as: UTF8.self) }
            let areAllOwn = one.names.allSatisfy { $0.hasPrefix(one.base + ".2") }
            #expect(areAllOwn ? own == answer : Set(own).isSubset(of: answer), "seed \(seed): \(one): \(answer)")
        }
    }

    private func randomCase(_ whens: [String], _ random: inout SeededGenerator) -> Case {
        let base = random.pick(["app", "app.log", ".hidden", "a.b.log"])
        let foreign = random.chance(40)
        var names: Set<String> = []
        for _ in 0..<Int.random(in: 0..<12, using: &random) {
            let date = "202\(Int.random(in: 0...9, using: &random))-0\(Int.random(in: 1...9, using: &random))-11"
            let ending = random.pick(["", "", "_10", "_10-20", "_10-20-30", "x", ".gz", "_10.gz"])
            names.insert(base + (foreign ? random.pick([".", ".err.", "2.", ".x"]) : ".") + date + ending)
        }
        return Case(
            base: base, when: random.pick(whens), keep: Int.random(in: 1...5, using: &random), names: Array(names))
    }
}
