// FilterMatcher.swift: a compiled filter: cheap tests run first, and a line is read no further than needed.
import CollectorCore

/// Tests lines. Used by one thread only.
package final class FilterMatcher {
    private let test: any LineTest
    /// Whether the result for a line changes with time.
    package let dependsOnTime: Bool
    /// A phrase that every line has that matches, so that stored lines need not be looked at one by one.
    let neededPhrase: LiteralSearch?
    /// Whether every line that matches is of severity err or worse, as is noted of stored lines.
    let needsSevere: Bool
    /// Whether exactly these lines match.
    let isSevere: Bool

    private init(_ test: any LineTest) {
        self.test = test
        dependsOnTime = test.dependsOnTime
        neededPhrase = test.neededPhrase
        needsSevere = test.needsSevere
        isSevere = (test as? SeverityTest)?.severities == .severe
    }

    package convenience init(_ node: FilterNode, _ context: FilterContext) throws(FilterProblem) {
        self.init(try FilterTestBuilder(context: context).test(node))
    }

    /// Matches the lines that all of `matchers` let through.
    convenience init(all matchers: [FilterMatcher]) {
        self.init(matchers.count == 1 ? matchers[0].test : JoinedTest(allOf: matchers.map(\.test)))
    }

    /// Matches the lines that one of `matchers` lets through.
    convenience init(any matchers: [FilterMatcher]) {
        self.init(JoinedTest(anyOf: matchers.map(\.test)))
    }

    /// Matches the lines with one of these severities.
    convenience init(severities: SeveritySet) {
        self.init(SeverityTest(severities: severities))
    }

    /// - Parameter line: at most its first 8 KiB, as in the feed.
    package func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        test.matches(entry, line)
    }
}
