// LineTest.swift: the compiled conditions of a filter, and how they are combined.
import CollectorCore

/// One condition. It is evaluated for every held line, so it holds everything that it needs.
protocol LineTest {
    /// Cheap tests run first.
    var cost: Int { get }
    /// Whether the result for a line changes with time.
    var dependsOnTime: Bool { get }
    /// A phrase that every line has that matches; `nil` where there is none.
    var neededPhrase: LiteralSearch? { get }
    /// Whether every line that matches is of severity err or worse.
    var needsSevere: Bool { get }

    /// - Parameter line: at most its first 8 KiB, as in the feed.
    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool
}

extension LineTest {
    var dependsOnTime: Bool { false }
    var neededPhrase: LiteralSearch? { nil }
    var needsSevere: Bool { false }
}

/// Several conditions, of which all must hold, or one.
struct JoinedTest: LineTest {
    private let tests: [any LineTest]
    private let wantsAll: Bool

    init(allOf tests: [any LineTest]) {
        self.init(tests, wantsAll: true)
    }

    init(anyOf tests: [any LineTest]) {
        self.init(tests, wantsAll: false)
    }

    private init(_ tests: [any LineTest], wantsAll: Bool) {
        self.tests = tests.sorted { $0.cost < $1.cost }
        self.wantsAll = wantsAll
    }

    var cost: Int { tests.map(\.cost).max() ?? 0 }
    var dependsOnTime: Bool { tests.contains(where: \.dependsOnTime) }
    /// The longest one, which is the rarest.
    var neededPhrase: LiteralSearch? {
        wantsAll ? tests.compactMap(\.neededPhrase).max { $0.count < $1.count } : nil
    }
    var needsSevere: Bool {
        wantsAll ? tests.contains(where: \.needsSevere) : !tests.isEmpty && tests.allSatisfy(\.needsSevere)
    }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        // The first deviating result decides.
        for index in tests.indices where tests[index].matches(entry, line) != wantsAll { return !wantsAll }
        return wantsAll
    }
}

struct NotTest: LineTest {
    let test: any LineTest

    var cost: Int { test.cost }
    var dependsOnTime: Bool { test.dependsOnTime }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool { !test.matches(entry, line) }
}

// MARK: - What is known without the text

struct SeverityTest: LineTest {
    let severities: SeveritySet
    let cost = 1

    var needsSevere: Bool { severities.bits & ~SeveritySet.severe.bits == 0 }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        severities.contains(MessageHeader.severity(of: line))
    }
}

struct FacilityTest: LineTest {
    let facilities: Set<UInt8>
    let cost = 1

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        SyslogPriority(line).map { facilities.contains($0.number >> 3) } ?? false
    }
}

struct AgeTest: LineTest {
    let comparison: Comparison
    let limit: WallTime
    let cost = 1
    let dependsOnTime = true

    /// A line received after the limit is younger than that: times are compared the other way round.
    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        entry.received != .unknown && comparison.holds(limit, entry.received)
    }
}

/// A test of the time of receipt by the clock on the wall.
struct TimeTest: LineTest {
    let spans: [TimeSpan]
    /// Seconds that local time is east of UTC.
    let offset: Int
    let cost = 1

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        let received = entry.received
        return received != .unknown && spans.contains { $0.contains(received, offset: offset) }
    }
}

struct LengthTest: LineTest {
    let comparison: Comparison
    let limit: Int
    let cost = 1

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool { comparison.holds(entry.length, limit) }
}

/// A test of the sender; its answers are kept.
final class SenderTest: LineTest {
    let cost = 2
    let dependsOnTime: Bool
    private let decide: (FeedSource) -> Bool
    /// The sources are retained, so that no other object can get their identity.
    private var known: [ObjectIdentifier: (source: FeedSource, isWanted: Bool)] = [:]
    private var last: (source: FeedSource, isWanted: Bool)?
    private static let memory = 4_096

    init(dependsOnTime: Bool = false, _ decide: @escaping (FeedSource) -> Bool) {
        self.dependsOnTime = dependsOnTime
        self.decide = decide
    }

    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        // Lines of one source often follow each other.
        if let last, last.source === entry.source { return last.isWanted }
        let source = entry.source
        let answer = known[ObjectIdentifier(source)]?.isWanted ?? learn(source)
        last = (source, answer)
        return answer
    }

    private func learn(_ source: FeedSource) -> Bool {
        if known.count >= Self.memory { known.removeAll(keepingCapacity: true) }
        let isWanted = decide(source)
        known[ObjectIdentifier(source)] = (source, isWanted)
        return isWanted
    }
}
