// MissingLines.swift: places in the stream where lines are missing, because a view could not get them in time.
import CollectorCore

/// What is missing between two lines that are shown.
struct MissingLines: Equatable {
    /// Skipped lines by collector, in the order in which they went missing; without a name where only one is watched.
    private var skipped: [FeedGap] = []
    /// Lines that went missing earlier, in places that are not known any more.
    private let unmarked: Int
    /// A cut begins or ends here.
    private let edges: [CutMarks.Edge]

    /// The sum of what is missing in front of the lines of a range; `nil` where nothing is.
    init?(_ gaps: FeedGaps, _ cuts: CutMarks, before lines: Range<UInt64>) {
        let marks = gaps.marks(before: lines)
        edges = cuts.edges(before: lines)
        guard !marks.isEmpty || !edges.isEmpty else { return nil }
        unmarked = !marks.isEmpty && marks.startIndex == gaps.marks.startIndex ? gaps.unmarked : 0
        for mark in marks {
            if let index = skipped.firstIndex(where: { $0.collector == mark.collector }) {
                skipped[index].count += mark.count
            } else {
                skipped.append(mark)
            }
        }
    }

    /// "12,345 lines skipped", "web1: 12,345 lines, web2: 1 line skipped", "cut begins: ...".
    var words: String {
        let parts = skipped.map { gap in
            (gap.collector.map { "\($0): " } ?? "") + NumberText.count(gap.count, "line")
        }
        var words = parts.isEmpty ? [] : [parts.joined(separator: ", ") + " skipped"]
        if unmarked > 0 { words.append("\(NumberText.grouped(unmarked)) before, in places not kept") }
        words += edges.map {
            $0.isBeginning
                ? "cut begins: lines that the filter hides are not fetched" : "cut ends: all lines are fetched again"
        }
        return words.joined(separator: "; ")
    }
}

extension StreamPager {
    /// Whether nothing is missing anywhere.
    var isWhole: Bool { stream.window.gaps.marks.isEmpty && cuts.edges.isEmpty }

    /// The numbers of the lines that are held and in view, and the number behind the last: what is missing is so in front
    /// of these.
    private var places: Range<UInt64> {
        let first = max(stream.floor + 1, stream.window.oldest)
        return first..<max(first, min(stream.ceiling, end + 1))
    }

    private func missing(before lines: Range<UInt64>) -> MissingLines? {
        MissingLines(stream.window.gaps, cuts, before: lines)
    }

    /// What is missing between a line and the one that is shown above it.
    ///
    /// - Parameter above: the line above, if it is known.
    mutating func missing(before line: UInt64, below above: UInt64? = nil) -> MissingLines? {
        guard !isWhole else { return nil }
        let near = places.clamped(to: (above.map { $0 + 1 } ?? 0)..<line + 1)
        guard let found = missing(before: near), above == nil else { return missing(before: near) }
        // Where the walk was given up, the line above is not known.
        guard let last = stream.backward(before: line, count: 1).last else { return stream.isOver() ? nil : found }
        return missing(before: near.clamped(to: last + 1..<line + 1))
    }

    /// What is missing behind a line, if no other is shown below it.
    mutating func missing(after line: UInt64?) -> MissingLines? {
        guard !isWhole else { return nil }
        let rest = places.clamped(to: (line.map { $0 + 1 } ?? 0)..<UInt64.max)
        guard let found = missing(before: rest) else { return nil }
        return stream.forward(from: rest.lowerBound, count: 1).isEmpty && !stream.isOver() ? found : nil
    }
}
