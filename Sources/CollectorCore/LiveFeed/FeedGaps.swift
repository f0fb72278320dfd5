// FeedGaps.swift: the places where lines are missing, because a viewer could not get them in time.

/// Lines that are missing in the feed.
public struct FeedGap: Equatable, Sendable {
    /// The number of the first line behind them.
    public var before: UInt64
    /// Whose lines they are, where several collectors are watched.
    public var collector: String?
    /// Lines.
    public var count: Int

    public init(before: UInt64, collector: String? = nil, count: Int) {
        self.before = before
        self.collector = collector
        self.count = count
    }
}

/// The gaps of a feed, oldest first; a bounded number of them.
public struct FeedGaps: Equatable, Sendable {
    public private(set) var marks: [FeedGap] = []
    /// Lines in older gaps whose places are forgotten.
    public private(set) var unmarked = 0

    static let limit = 1_024

    /// The gaps in front of the lines of a range of numbers.
    package func marks(before lines: Range<UInt64>) -> ArraySlice<FeedGap> {
        let first = (0..<marks.count).partitioningIndex { marks[$0].before >= lines.lowerBound }
        let end = (first..<marks.count).partitioningIndex { marks[$0].before >= lines.upperBound }
        return marks[first..<end]
    }

    /// Adds lines that are missing before the line that comes next.
    ///
    /// - Parameter next: the number that this line will have.
    mutating func add(_ count: Int, of collector: String?, before next: UInt64) {
        let place = marks.reversed().prefix { $0.before == next }.firstIndex { $0.collector == collector }
        if let place {
            marks[place.base - 1].count += count
            return
        }
        if marks.count >= Self.limit {
            let oldest = Self.limit / 8
            unmarked += marks.prefix(oldest).reduce(0) { $0 + $1.count }
            marks.removeFirst(oldest)
        }
        marks.append(FeedGap(before: next, collector: collector, count: count))
    }
}

extension LiveFeed {
    /// Notes that lines are missing here, before the line that comes next; for a viewer of a collector elsewhere.
    public func noteGap(lines: Int, collector: String? = nil) {
        guard lines > 0, isWatched else { return }
        state.withLock { $0.gaps.add(lines, of: collector, before: $0.next) }
        tellViewers()
    }
}
