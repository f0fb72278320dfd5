// KindGroups.swift: the kind of each of many lines, once all have been counted; for comparison with other tools.
import CollectorCore

package struct KindGroups {
    /// For each line the number of its kind; -1 if that is no longer kept.
    package private(set) var numbers: [Int] = []
    /// Seconds that counting took.
    package let seconds: Double

    package init(_ window: FeedWindow) {
        var count = KindCount()
        let start = Instant.now
        count.advance(over: window) { false }
        seconds = Instant.now.seconds(since: start)
        window.scan(from: 0) { _, line in
            numbers.append(count.number(of: line) ?? -1)
            return true
        }
    }
}
