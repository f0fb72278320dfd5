// FilterMatcher.swift: a filter made ready: what is cheap is asked first, and a line is looked at no further than needed.
import CollectorCore

/// Decides about lines. Used by one thread.
final class FilterMatcher {
    /// The tests in the order of their cost.
    indirect enum Test {
        case all([Test])
        case any([Test])
        case not(Test)
        case sender(SenderTest)
        case severity(SeveritySet)
        case facility(Set<UInt8>)
        case age(Comparison, WallTime)
        case length(Comparison, Int)
        case defect(Set<FilterTerm.Defect>)
        case text(LiteralSearch)
        case host([Glob])
        case app([Glob])
        case process([Glob])
        case expression(CompiledExpression)
    }

    /// Holds the one copy of an expression.
    final class CompiledExpression {
        let expression: RegularExpression

        init(_ pattern: String, ignoresCase: Bool) throws(RegularExpressionError) {
            expression = try RegularExpression(pattern, ignoresCase: ignoresCase)
        }
    }

    private let test: Test
    /// Whether the answer for a line changes as time passes.
    let dependsOnTime: Bool

    /// - Parameter now: what ages are counted back from.
    init(_ node: FilterNode, now: WallTime) throws(FilterProblem) {
        var builder = FilterTestBuilder(now: now)
        test = try builder.test(node)
        dependsOnTime = builder.dependsOnTime
    }

    /// Lines that all of `matchers` let through.
    init(all matchers: [FilterMatcher]) {
        test = .all(matchers.map(\.test))
        dependsOnTime = matchers.contains(where: \.dependsOnTime)
    }

    /// Lines with such a severity.
    init(severities: SeveritySet) {
        test = .severity(severities)
        dependsOnTime = false
    }

    /// - Parameter line: the first 8 KiB of it, as the feed keeps them.
    func matches(_ entry: FeedEntry, _ line: Bytes) -> Bool {
        matches(test, entry, line)
    }

    private func matches(_ test: Test, _ entry: FeedEntry, _ line: Bytes) -> Bool {
        switch test {
        case .all(let tests):
            for test in tests where !matches(test, entry, line) { return false }
            return true
        case .any(let tests):
            for test in tests where matches(test, entry, line) { return true }
            return false
        case .not(let test): return !matches(test, entry, line)
        case .sender(let sender): return sender.matches(entry.source)
        case .severity(let set): return set.contains(MessageHeader.severity(of: line))
        case .facility(let set): return SyslogPriority(line).map { set.contains($0.number >> 3) } ?? false
        case .age(let comparison, let limit): return comparison.holds(limit, entry.received)
        case .length(let comparison, let limit): return comparison.holds(entry.length, limit)
        case .defect(let defects): return defects.contains { Self.has($0, entry, line) }
        case .text(let phrase): return Self.contains(phrase, line)
        case .host(let globs): return Self.matches(globs, MessageHeader(line).host, line)
        case .app(let globs): return Self.matches(globs, MessageHeader(line).app, line)
        case .process(let globs): return Self.matches(globs, MessageHeader(line).process, line)
        case .expression(let compiled):
            return compiled.expression.firstMatch(in: line.extracting(Self.textStart(line)...)) != nil
        }
    }

    private static func contains(_ phrase: LiteralSearch, _ line: Bytes) -> Bool {
        guard let place = phrase.first(in: line) else { return false }
        // Only a place in front can be one within the priority.
        return place >= longestPriority || phrase.first(in: line, from: textStart(line)) != nil
    }

    /// "<191>"
    private static let longestPriority = 5

    /// The priority in front is a number, shown as words: it is not searched.
    static func textStart(_ line: Bytes) -> Int {
        guard SyslogPriority(line) != nil else { return 0 }
        var start = 1
        while line[start - 1] != UInt8(ascii: ">") { start += 1 }
        return start
    }

    private static func matches(_ globs: [Glob], _ range: Range<Int>?, _ line: Bytes) -> Bool {
        guard let range else { return false }
        let name = line.extracting(range)
        for glob in globs where glob.matches(name) { return true }
        return false
    }

    private static func has(_ defect: FilterTerm.Defect, _ entry: FeedEntry, _ line: Bytes) -> Bool {
        switch defect {
        case .cut: return entry.isTruncated
        case .utf8: return !line.isUTF8
        case .control:
            for index in line.indices where line[index] < 0x20 || line[index] == 0x7F {
                if line[index] != 0x09 { return true }
            }
            return false
        }
    }
}

/// A test of the sender; its answers are kept.
final class SenderTest {
    private let decide: (FeedSource) -> Bool
    /// The sources are held, so that no other can take their identity.
    private var known: [ObjectIdentifier: (source: FeedSource, isWanted: Bool)] = [:]
    private static let memory = 4_096

    init(_ decide: @escaping (FeedSource) -> Bool) {
        self.decide = decide
    }

    func matches(_ source: FeedSource) -> Bool {
        if let answer = known[ObjectIdentifier(source)] { return answer.isWanted }
        if known.count >= Self.memory { known.removeAll(keepingCapacity: true) }
        let isWanted = decide(source)
        known[ObjectIdentifier(source)] = (source, isWanted)
        return isWanted
    }
}

extension Bytes {
    /// Whether the bytes are well-formed UTF-8.
    var isUTF8: Bool {
        (try? UTF8Span(validating: self)) != nil
    }
}
