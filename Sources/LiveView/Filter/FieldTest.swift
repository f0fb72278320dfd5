// FieldTest.swift: tests the fields of a line; only a line with the right bytes is read for them.
import CollectorCore

/// A class, so that the fields of each line are put into the same memory.
final class FieldTest: LineTest {
    let cost = 7
    private let condition: FieldCondition
    private let path: FieldPath
    /// One of them stands in every line with such a field, unless escapes hide it.
    private let names: [LiteralSearch]
    /// This too, if the value is given.
    private let value: LiteralSearch?
    private var reader = FieldReader()
    private var memory: [UInt8] = []

    init(_ condition: FieldCondition) {
        self.condition = condition
        path = FieldPath(condition.path)
        // A name of several parts may be one of several fields, or one with dots in it.
        let part = condition.path.split(separator: ".").max { $0.utf8.count < $1.utf8.count }
        let isPlace = EventPlace.allCases.contains { $0.rawValue.lowercased() == condition.path.lowercased() }
        names = ([part.map(String.init) ?? ""] + (isPlace ? ["CEF:", "LEEF:"] : [])).map {
            LiteralSearch($0, ignoresCase: true)
        }
        if case .values(let patterns) = condition.test, patterns.count == 1 {
            value = LiteralSearch(patterns[0].longestText, ignoresCase: true)
        } else {
            value = nil
        }
    }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        guard mayMatch(line) else { return false }
        reader.read(line, MessageHeader(line), isCut: entry.isPart)
        return path.first(in: reader.fields, of: line) { condition.isMet(by: $0, in: line, &memory) } != nil
    }

    /// Whether the bytes of the name and of the value stand anywhere in the line; behind a backslash they may be others.
    private func mayMatch(_ line: Bytes) -> Bool {
        if hasBytes(line) { return true }
        return line.offset(of: UInt8(ascii: "\\"), from: 0) < line.count
    }

    private func hasBytes(_ line: Bytes) -> Bool {
        if let value, value.first(in: line) == nil { return false }
        for name in names where name.first(in: line) != nil { return true }
        return false
    }
}

extension FeedEntry {
    /// Whether more of the line was sent than is held.
    var isPart: Bool { isTruncated || end == nil }
}
