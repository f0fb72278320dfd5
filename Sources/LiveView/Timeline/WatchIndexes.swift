// WatchIndexes.swift: which of the held lines the watched filters match, for the timeline.
import CollectorCore

/// An index for each watched filter, in the order of the list: also of lines from before it was watched.
struct WatchIndexes {
    private struct Item {
        let text: String
        var index: FilterIndex
    }

    private var items: [Item] = []

    var count: Int { items.count }

    /// These filters are watched now. One that speaks of ages is compiled again all the time: it is asked anew only when it
    /// has seen all lines.
    ///
    /// - Returns: whether anything has changed.
    mutating func use(_ watches: [Watch], over window: FeedWindow) -> Bool {
        var hasChanged = watches.count != items.count
        items = watches.enumerated().map { place, watch in
            let known = items.first { item in
                item.index.matcher === watch.matcher
                    || item.text == watch.text && item.index.matcher.dependsOnTime
                        && !item.index.isComplete(in: window)
            }
            if known == nil || place >= items.count || items[place].index.matcher !== known?.index.matcher {
                hasChanged = true
            }
            return known ?? Item(text: watch.text, index: FilterIndex(watch.matcher, over: window))
        }
        return hasChanged
    }

    mutating func follow(_ window: FeedWindow) {
        for place in items.indices { items[place].index.follow(window) }
    }

    /// Tests lines until `isOver`.
    mutating func advance(over window: FeedWindow, until isOver: () -> Bool) {
        for place in items.indices {
            items[place].index.advance(over: window, until: isOver)
            if isOver() { return }
        }
    }
}

// MARK: - Counting

extension WatchIndexes {
    /// How many answers there are for a range of lines, and for the lines of quiet peers.
    func testedInRing(_ lines: Range<UInt64>) -> Int {
        items.reduce(0) { $0 + $1.index.tallyInRing(lines).tested }
    }
    var testedInReserve: Int { items.reduce(0) { $0 + $1.index.testedInReserve } }

    func count(inRing lines: Range<UInt64>, into count: inout LineCount) {
        for (place, item) in items.enumerated() {
            let tally = item.index.tallyInRing(lines)
            count.watched[place] = UInt32(tally.matches)
            count.unwatched += lines.count - tally.tested
        }
    }

    func count(inReserve position: Int, into count: inout LineCount) {
        for (place, item) in items.enumerated() {
            switch item.index.answer(inReserve: position) {
            case true: count.watched[place] = 1
            case false: break
            case nil: count.unwatched += 1
            }
        }
    }
}
