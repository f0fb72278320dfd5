// FilterMatcher.swift: a filter made ready: what is cheap is asked first, and a line is looked at no further than needed.
import CollectorCore

/// Decides about lines. Used by one thread.
package final class FilterMatcher {
    private let test: any LineTest
    /// Whether the answer for a line changes as time passes.
    let dependsOnTime: Bool

    private init(_ test: any LineTest) {
        self.test = test
        dependsOnTime = test.dependsOnTime
    }

    /// - Parameter now: what ages are counted back from.
    package convenience init(_ node: FilterNode, now: WallTime) throws(FilterProblem) {
        self.init(try FilterTestBuilder(now: now).test(node))
    }

    /// Lines that all of `matchers` let through.
    convenience init(all matchers: [FilterMatcher]) {
        self.init(JoinedTest(allOf: matchers.map(\.test)))
    }

    /// Lines with such a severity.
    convenience init(severities: SeveritySet) {
        self.init(SeverityTest(severities: severities))
    }

    /// - Parameter line: the first 8 KiB of it, as the feed shows them.
    func matches(_ entry: borrowing FeedEntry, _ line: Bytes) -> Bool {
        test.matches(entry, line)
    }
}
