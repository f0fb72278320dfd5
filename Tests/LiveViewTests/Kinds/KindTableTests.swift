// KindTableTests.swift: lines are put into kinds as a plain comparison of all with all does it, and none is lost.
import CollectorCore
import TestSupport
import Testing

@testable import LiveView

/// The same grouping without hashes, groups and bounds.
private struct PlainKinds {
    var kinds: [(words: [UInt64], count: Int)] = []
    private var known: [[UInt64]: Int] = [:]

    private func difference(_ index: Int, _ words: [UInt64]) -> [Int]? {
        let own = kinds[index].words
        guard own.count == words.count, own.first == words.first else { return nil }
        return own.indices.filter { own[$0] != words[$0] && own[$0] != MaskedText.anyWord }
    }

    private func canMask(_ index: Int, _ place: Int) -> Bool {
        var words = kinds[index].words
        words[place] = MaskedText.anyWord
        return words.count { $0 != MaskedText.anyWord } >= 2
    }

    mutating func add(_ words: [UInt64]) {
        if let index = known[words] {
            kinds[index].count += 1
            return
        }
        if let index = kinds.indices.first(where: { difference($0, words) == [] }) {
            known[words] = index
        } else if let index = kinds.indices.first(where: { index in
            difference(index, words).map { $0.count == 1 && canMask(index, $0[0]) } ?? false
        }) {
            kinds[index].words[difference(index, words)![0]] = MaskedText.anyWord
            known[words] = merge(index)
        } else {
            kinds.append((words, 0))
            known[words] = kinds.count - 1
        }
        kinds[known[words]!].count += 1
    }

    /// Merges others into the kind at `index` until none fits any more; returns where it is then.
    private mutating func merge(_ index: Int) -> Int {
        var index = index
        while let other = kinds.indices.first(where: { other in
            guard other != index, let places = difference(index, kinds[other].words) else { return false }
            return places.isEmpty || places.count == 1 && canMask(index, places[0])
        }) {
            if let place = difference(index, kinds[other].words)!.first {
                kinds[index].words[place] = MaskedText.anyWord
            }
            kinds[index].count += kinds[other].count
            for (words, kind) in known {
                known[words] = (kind == other ? index : kind) - ((kind == other ? index : kind) > other ? 1 : 0)
            }
            kinds.remove(at: other)
            if index > other { index -= 1 }
        }
        return index
    }
}

@Suite("The table of kinds")
struct KindTableTests {
    private static let peers = (0..<100).map { FeedSource(address: "10.0.0.\($0)", port: 1) }

    private static func add(
        _ line: String, to table: inout KindTable, from peer: Int = 0, number: Int = 1, at seconds: Int64 = 0
    ) {
        let time = WallTime(nanoseconds: seconds * 1_000_000_000)
        let bytes = Array(line.utf8)
        table.add(
            FeedEntry(sequence: UInt64(number), received: time, source: peers[peer], length: bytes.count), bytes.span)
    }

    private static func table(_ lines: String...) -> KindTable {
        var table = KindTable()
        for line in lines { add(line, to: &table) }
        return table
    }

    @Test("the grouping is that of a plain comparison of all with all, and every line is in one kind")
    func reference() {
        var generator = SeededGenerator(for: "kinds")
        for round in 0..<30 {
            var table = KindTable()
            var plain = PlainKinds()
            var text = MaskedText()
            for number in 1...600 {
                let words = (0..<generator.number(1...5)).map { _ in
                    ["a", "b", "c", "7"].randomElement(using: &generator)!
                }
                let line = words.joined(separator: " ")
                Self.add(line, to: &table, number: number)
                text.read(line.utf8.span, from: 0)
                plain.add(text.words)
            }
            #expect(table.all.map(\.words) == plain.kinds.map(\.words), "round \(round)")
            #expect(table.all.map(\.count) == plain.kinds.map(\.count), "round \(round)")
            #expect(table.all.count == table.count)
            #expect(table.all.reduce(0) { $0 + $1.count } == 600)
        }
    }

    @Test("lines that differ in one word are of one kind if two words are left, and not if it is the first")
    func oneWord() {
        #expect(Self.table("user bob logged in", "user al logged in", "user bob logged out").count == 1)
        #expect(Self.table("link up", "link down").count == 2)
        #expect(Self.table("bob has logged in", "al has logged in").count == 2)
        #expect(Self.table("user bob of web", "user al of db").count == 2)
        // The third line stands between the first two.
        #expect(Self.table("user bob of web now", "user al of db now", "user al of web now").count == 1)
        #expect(Self.table("", " ", "\t").count == 1)
    }

    @Test("of two words that differ, the one with far more values is masked: the package, not its status")
    func variety() {
        var table = KindTable()
        let states = ["half-installed", "unpacked", "half-configured", "installed"]
        for package in 0..<500 {
            let name = String((0..<4).map { Character(Unicode.Scalar(UInt8(0x67 + package >> (2 * $0) & 3))) })
            for state in states { Self.add("status \(state) lib\(name) \(package).0", to: &table) }
        }
        let largest = table.all.sorted { $0.count > $1.count }.prefix(states.count)
        #expect(
            Set(largest.map { String(decoding: $0.example, as: UTF8.self).split(separator: " ")[1] })
                == Set(states.map { $0[...] }))
        #expect(largest.reduce(0) { $0 + $1.count } > 1_800 && table.count < 40)
        #expect(table.all.reduce(0) { $0 + $1.count } == 2_000)
    }

    @Test("a kind knows its first line, its senders, its worst severity and its rate")
    func facts() throws {
        var table = KindTable()
        for number in 0..<100 {
            Self.add(
                "<\(number == 40 ? 3 : 6)>Aug 29 14:03:21 web app: took \(number) ms", to: &table, from: number,
                number: number + 1, at: 1_000 + Int64(number))
        }
        Self.add("took no ms", to: &table, from: 99, number: 101, at: 1_100)
        let kind = try #require(table.all.first)
        #expect(table.count == 1 && kind.count == 101)
        #expect(String(decoding: kind.example, as: UTF8.self) == "took 0 ms")
        #expect(kind.firstSeen == WallTime(nanoseconds: 1_000_000_000_000))
        #expect(kind.worst == .error)
        #expect(kind.senders.count == 64 && kind.senders.hasMore)
        // The minute of 1,080 has 21 lines by 1,100; of the 60 before it, two thirds are within 60 s.
        #expect(kind.perMinute(at: WallTime(nanoseconds: 1_100_000_000_000)) == 61)
        #expect(kind.perMinute(at: WallTime(nanoseconds: 1_300_000_000_000)) == 0)
    }

    @Test("the parts of the example that are masked are those that were seen to differ")
    func example() throws {
        let kind = try #require(Self.table("user bob1 logged in 5 times", "user al logged in 6 times").all.first)
        let masked = kind.masks.map { String(decoding: kind.example[$0], as: UTF8.self) }
        #expect(masked == ["bob1", "5"])
    }

    @Test("a kind is found by each ID that it had, and by that of its present words")
    func ids() throws {
        var table = Self.table("user bob logged in")
        let first = try #require(table.all.first).id
        Self.add("user al logged in", to: &table)
        let kind = try #require(table.all.first)
        #expect(kind.id != first && kind.ids.contains(first))
        let templates = KindTemplates([first, kind.id], in: table, before: KindTemplates())
        var text = MaskedText()
        text.read("user zoe logged in".utf8.span, from: 0)
        #expect(templates.isLine(text, of: first) && templates.isLine(text, of: kind.id))
        text.read("user zoe logged out".utf8.span, from: 0)
        #expect(!templates.isLine(text, of: first))
        // In another session, what has the words of the ID is of the kind from the start.
        text.read("user bob logged in".utf8.span, from: 0)
        #expect(KindTemplates([first], in: KindTable(), before: KindTemplates()).isLine(text, of: first))
        #expect(
            KindTemplates([first], in: KindTable(), before: templates)
                == KindTemplates([first], in: table, before: templates))
    }

    @Test("those seen longest ago are dropped beyond the limits, and their lines stay counted")
    func limits() {
        var generator = SeededGenerator(for: "many kinds")
        var table = KindTable()
        func word() -> String { String((0..<6).map { _ in "ghijklmnop".randomElement(using: &generator)! }) }
        var number = 0
        for _ in 0..<10_000 {
            number += 1
            // Three words of their own, so that no two are merged.
            Self.add("\(word()) \(word()) \(word()) \(word())", to: &table, number: number)
            if number % 100 == 0 { Self.add("the one that stays", to: &table, number: number) }
        }
        #expect(table.count <= KindTable.limit && table.count > KindTable.limit - 512)
        #expect(table.all.count == table.count)
        #expect(table.lines == 10_100)
        #expect(table.all.reduce(0) { $0 + $1.count } + table.droppedLines == table.lines)
        #expect(table.all.first { $0.count > 1 }?.count == 100)
        for _ in 0..<1_000 {
            number += 1
            Self.add("same \(word()) \(word()) \(word())", to: &table, number: number)
        }
        #expect(
            table.all.count { String(decoding: $0.example.prefix(5), as: UTF8.self) == "same " } == KindTable.groupLimit
        )
        #expect(table.all.reduce(0) { $0 + $1.count } + table.droppedLines == table.lines)
    }
}
