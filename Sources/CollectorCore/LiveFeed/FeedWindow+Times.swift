// FeedWindow+Times.swift: when the lines of the ring were received, batch by batch, without a look at the lines.

/// Time in spans of equal width, which have numbers; one begins at midnight.
package struct TimeGrid: Equatable, Sendable {
    /// Nanoseconds.
    package let width: Int64
    /// Nanoseconds that the clock of this midnight is east of UTC.
    package let shift: Int64

    /// Times before 1970 and after 2096, which only a wrong clock shows, count as these: so there is room for spans on both
    /// sides of them.
    package static let limits: ClosedRange<Int64> = 0...4_000_000_000_000_000_000

    package init(width: Int64, shift: Int64) {
        self.width = width
        self.shift = shift
    }

    package static func bounded(_ time: WallTime) -> Int64 {
        min(max(time.nanoseconds, limits.lowerBound), limits.upperBound)
    }

    package func number(of time: WallTime) -> Int64 {
        (Self.bounded(time) + shift).flooredDivision(by: width).quotient
    }

    /// Nanoseconds since the epoch.
    package func span(_ number: Int64) -> Range<Int64> {
        let start = number * width - shift
        return start..<start + width
    }
}

extension FeedWindow {
    /// Calls `body` with runs of lines that follow one another and were received within one span of a grid.
    ///
    /// - Parameter lines: numbers of lines; those of the reserve are left out, and those without a time.
    package func runs(
        of lines: Range<UInt64>, in grid: TimeGrid, _ body: (_ lines: Range<UInt64>, _ span: Int64) -> Void
    ) {
        var run: Range<UInt64>?
        var number: Int64 = 0
        var span = Int64(0)..<0
        batches(of: lines) { lines, received in
            if !span.contains(received.nanoseconds) || run?.upperBound != lines.lowerBound {
                if let run { body(run, number) }
                run = nil
                number = grid.number(of: received)
                span = grid.span(number)
            }
            run = (run?.lowerBound ?? lines.lowerBound)..<lines.upperBound
        }
        if let run { body(run, number) }
    }

    /// When the earliest and the latest line of a range were received; lines of the reserve are left out, and those without
    /// a time.
    package func times(of lines: Range<UInt64>) -> ClosedRange<WallTime>? {
        var (first, last) = (WallTime(nanoseconds: .max), WallTime(nanoseconds: .min))
        batches(of: lines) { _, received in
            first = min(first, received)
            last = max(last, received)
        }
        return first <= last ? first...last : nil
    }

    @inline(__always)
    private func batches(of lines: Range<UInt64>, _ body: (Range<UInt64>, WallTime) -> Void) {
        let lines = lines.clamped(to: dense..<end)
        guard !lines.isEmpty else { return }
        for index in segmentIndex(of: position(atOrAfter: lines.lowerBound))..<segmentCount {
            let segment = segment(index)
            guard segment.first < lines.upperBound else { return }
            let start = max(lines.lowerBound, segment.first) - segment.first
            segment.batches(of: Int(start)..<Int(min(lines.upperBound, segment.end) - segment.first)) {
                range, received in
                guard received != .unknown else { return }
                body(segment.first + UInt64(range.lowerBound)..<segment.first + UInt64(range.upperBound), received)
            }
        }
    }
}
