// TextTests.swift: tests of the bytes of a line.
import CollectorCore

/// A phrase anywhere after the priority.
struct PhraseTest: LineTest {
    let phrase: LiteralSearch
    let cost = 3
    var neededPhrase: LiteralSearch? { phrase.count > 0 ? phrase : nil }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        guard let start = phrase.first(in: line) else { return false }
        // Only a match this near to the start can lie within the priority.
        return start >= Self.longestPriority || phrase.first(in: line, from: line.textStart) != nil
    }

    /// "<191>"
    private static let longestPriority = 5
}

/// A part of the header that matches a glob.
struct HeaderTest: LineTest {
    enum Part { case host, app, process }

    let part: Part
    let globs: [Glob]
    let cost = 5

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        let header = MessageHeader(line)
        let range =
            switch part {
            case .host: header.host
            case .app: header.app
            case .process: header.process
            }
        guard let range else { return false }
        let name = line.extracting(range)
        for glob in globs where glob.matches(name) { return true }
        return false
    }
}

struct DefectTest: LineTest {
    let defects: Set<FilterTerm.Defect>
    let cost = 6

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        for defect in defects {
            switch defect {
            case .cut: if entry.end == nil { return true }
            case .utf8: if !line.isUTF8 { return true }
            case .control: if Self.hasControl(line) { return true }
            }
        }
        return false
    }

    private static func hasControl(_ line: Bytes) -> Bool {
        for index in line.indices where line[index] < 0x20 || line[index] == 0x7F {
            if line[index] != 0x09 { return true }
        }
        return false
    }
}

/// A class, so that the compiled expression has one owner.
final class ExpressionTest: LineTest {
    let cost = 8
    private let expression: RegularExpression

    init(_ pattern: String, ignoresCase: Bool) throws(RegularExpressionError) {
        expression = try RegularExpression(pattern, ignoresCase: ignoresCase)
    }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        expression.firstMatch(in: line.extracting(line.textStart...)) != nil
    }
}

extension Bytes {
    /// Where the text begins. The priority before it is shown as words and not searched.
    fileprivate var textStart: Int {
        guard SyslogPriority(self) != nil else { return 0 }
        var start = 1
        while self[start - 1] != UInt8(ascii: ">") { start += 1 }
        return start
    }

    /// Whether the bytes are well-formed UTF-8.
    var isUTF8: Bool {
        (try? UTF8Span(validating: self)) != nil
    }
}
