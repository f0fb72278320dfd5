// MissingLines.swift: places in the stream where lines are missing, which a viewer could not get in time.
import CollectorCore

/// What is missing between two lines that are shown.
struct MissingLines: Equatable {
    /// By collector, in the order in which they went missing; without a name where only one is watched.
    private(set) var counts: [FeedGap] = []
    /// Lines that went missing earlier, in places that are not known any more.
    private let unmarked: Int

    /// The sum of the gaps in front of the lines of a range; `nil` where there are none.
    init?(_ gaps: FeedGaps, before lines: Range<UInt64>) {
        let marks = gaps.marks(before: lines)
        guard !marks.isEmpty else { return nil }
        unmarked = marks.startIndex == gaps.marks.startIndex ? gaps.unmarked : 0
        for mark in marks {
            if let index = counts.firstIndex(where: { $0.collector == mark.collector }) {
                counts[index].count += mark.count
            } else {
                counts.append(mark)
            }
        }
    }

    /// "12,345 lines skipped", "web1: 12,345 lines, web2: 1 line skipped".
    var words: String {
        let parts = counts.map { gap in
            (gap.collector.map { "\($0): " } ?? "") + NumberText.count(gap.count, "line")
        }
        let earlier = unmarked > 0 ? "; \(NumberText.grouped(unmarked)) before, in places not kept" : ""
        return parts.joined(separator: ", ") + " skipped" + earlier
    }
}

extension StreamPager {
    /// The numbers of the lines that are held and in view, and the number behind the last: gaps lie in front of these.
    private var places: Range<UInt64> {
        let first = max(stream.floor + 1, stream.window.oldest)
        return first..<max(first, min(stream.ceiling, end + 1))
    }

    /// What is missing between a line and the one that is shown above it.
    ///
    /// - Parameter above: the line above, if it is known.
    mutating func missing(before line: UInt64, below above: UInt64? = nil) -> MissingLines? {
        let gaps = stream.window.gaps
        guard !gaps.marks.isEmpty else { return nil }
        let near = places.clamped(to: (above.map { $0 + 1 } ?? 0)..<line + 1)
        guard above == nil, !gaps.marks(before: near).isEmpty else { return MissingLines(gaps, before: near) }
        let last = stream.backward(before: line, count: 1).last
        return MissingLines(gaps, before: near.clamped(to: (last.map { $0 + 1 } ?? 0)..<line + 1))
    }

    /// What is missing behind a line, if no other is shown below it.
    mutating func missing(after line: UInt64?) -> MissingLines? {
        let gaps = stream.window.gaps
        let rest = places.clamped(to: (line.map { $0 + 1 } ?? 0)..<UInt64.max)
        guard !gaps.marks(before: rest).isEmpty, stream.forward(from: rest.lowerBound, count: 1).isEmpty else {
            return nil
        }
        return MissingLines(gaps, before: rest)
    }
}
