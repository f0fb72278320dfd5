// DifferentialTests.swift: what we make of a configuration is what CPython makes of it.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Beside CPython", .limited)
struct DifferentialTests {
    /// What we do with a configuration, in the terms of the oracle.
    private static func own(_ text: [UInt8]) -> OracleAnswer {
        do {
            let configuration = try LoggingConfiguration.read(text, file: "ours")
            let tree = configuration.tree
            let reached = DictConfigOracle.names.flatMap { name in
                DictConfigOracle.levels.map { level in
                    tree.handlers(for: name, at: Level(rawValue: level)).map { configuration.handlers[$0].name }
                }
            }
            return OracleAnswer(refused: nil, order: configuration.handlers.map(\.name), reached: reached)
        } catch {
            return OracleAnswer(refused: error.description, order: [], reached: [])
        }
    }

    private static func expectAgreement(_ own: OracleAnswer, _ theirs: OracleAnswer, _ text: String) {
        let shown = text.count > 2000 ? text.prefix(2000) + "..." : text[...]
        let verdicts = "ours: \(own.refused ?? "accepted"); Python: \(theirs.refused ?? "accepted")"
        #expect((own.refused == nil) == (theirs.refused == nil), "\(verdicts)\n\(shown)")
        guard own.refused == nil, theirs.refused == nil else { return }
        #expect(own.order.map { Array($0.utf8) } == theirs.order.map { Array($0.utf8) }, "\(shown)")
        let asked = DictConfigOracle.names.flatMap { name in DictConfigOracle.levels.map { "\(name) at \($0)" } }
        for (question, (own, theirs)) in zip(asked, zip(own.reached, theirs.reached)) where own != theirs {
            Issue.record("\(question) reaches \(own), in Python \(theirs)\n\(shown)")
            return
        }
    }

    @Test("odd configurations are taken or refused, and reach the same handlers")
    func tables() throws {
        let cases = DifferentialCases.self
        let agreed = cases.refused + cases.accepted
        let apart = cases.refusedByUsAlone.map(\.text) + cases.acceptedByUsAlone.map(\.text)
        let invalid: [[UInt8]] = [[0x7B, 0x22, 0xFF, 0x22], [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00], [0xC3]]
        let texts = (agreed + apart).map { Array($0.utf8) }
        let (version, answers) = try DictConfigOracle.ask(texts + invalid)
        for (index, text) in agreed.enumerated() {
            let own = Self.own(texts[index])
            Self.expectAgreement(own, answers[index], text)
            #expect((own.refused != nil) == (index < cases.refused.count), "\(text): \(own.refused ?? "accepted")")
        }
        for index in agreed.count..<texts.count {
            let own = Self.own(texts[index])
            let isRefused = index < agreed.count + cases.refusedByUsAlone.count
            #expect((own.refused != nil) == isRefused, "\(apart[index - agreed.count]): \(own.refused ?? "accepted")")
            if version == "3.11" {
                #expect((answers[index].refused == nil) == isRefused, "\(apart[index - agreed.count])")
            }
        }
        for text in invalid { #expect(Self.own(text).refused != nil) }
        #expect(answers.suffix(invalid.count).allSatisfy { $0.refused != nil })
    }

    @Test("random trees of loggers, handlers, levels and filters reach the same handlers")
    func randomTrees() throws {
        let seed = SeededGenerator.seedOfRun
        var generator = ConfigurationGenerator(seed: seed)
        let texts = (0..<400).map { _ in generator.configuration() }
        let (_, answers) = try DictConfigOracle.ask(texts.map { Array($0.utf8) })
        for (text, answer) in zip(texts, answers) {
            Self.expectAgreement(Self.own(Array(text.utf8)), answer, "seed \(seed): \(text)")
        }
        let accepted = answers.count { $0.refused == nil }
        #expect(accepted > 100 && accepted < 400, "seed \(seed): the generator made \(accepted) valid configurations")
    }
}
