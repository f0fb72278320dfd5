// FilterMatcher.swift: a compiled filter: cheap tests run first, and a line is read no further than needed.
import CollectorCore

/// Tests lines. Used by one thread only.
package final class FilterMatcher {
    private let test: any LineTest
    /// Whether the result for a line changes with time.
    package let dependsOnTime: Bool
    /// A phrase that every line has that matches, so that stored lines need not be looked at one by one.
    let neededPhrase: LiteralSearch?

    private init(_ test: any LineTest) {
        self.test = test
        dependsOnTime = test.dependsOnTime
        neededPhrase = test.neededPhrase
    }

    /// - Parameters:
    ///   - now: the time from which ages are counted back.
    ///   - silences: the senders that are silent at that time.
    ///   - kinds: what the kinds stand for that the filter names.
    ///   - names: what the senders are called.
    ///   - offset: seconds that the times in it are east of UTC.
    package convenience init(
        _ node: FilterNode, now: WallTime, silences: Silences = Silences(), kinds: KindTemplates = KindTemplates(),
        names: PeerNames = PeerNames(), offset: Int = 0
    ) throws(FilterProblem) {
        self.init(
            try FilterTestBuilder(now: now, silences: silences, kinds: kinds, names: names, offset: offset).test(node))
    }

    /// Matches the lines that all of `matchers` let through.
    convenience init(all matchers: [FilterMatcher]) {
        self.init(JoinedTest(allOf: matchers.map(\.test)))
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
