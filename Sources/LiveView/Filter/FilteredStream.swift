// FilteredStream.swift: walks through the lines that a filter lets through, and tests no more than needed.
import CollectorCore

/// The lines of the stream pane: held, between floor and ceiling, and let through by the filter.
struct FilteredStream {
    var window = FeedWindow()
    /// `nil` lets everything through.
    var index: FilterIndex?
    /// Lines before this sequence number have been cleared from the view.
    var floor: UInt64 = 0
    /// Lines from this sequence number on arrived while the view was paused.
    var ceiling = UInt64.max
    /// Called from time to time during a walk; ends it early by returning true.
    var isOver: () -> Bool = { false }

    /// Lines between two calls of `isOver`.
    private static let stride = 256

    /// The positions of lines that may be shown.
    private var bounds: Range<Int> {
        let low = window.position(atOrAfter: floor)
        let high = window.position(atOrAfter: min(ceiling, window.end))
        return low..<max(low, high)
    }

    private mutating func lets(_ position: Int) -> Bool {
        index == nil || index!.matches(at: position, in: window)
    }

    /// At most `count` lines from `sequence` on, oldest first.
    mutating func forward(from sequence: UInt64, count: Int) -> [UInt64] {
        let bounds = bounds
        var found: [UInt64] = []
        var position = max(window.position(atOrAfter: sequence), bounds.lowerBound)
        var looks = 0
        while found.count < count {
            position = index?.candidate(atOrAfter: position, in: window) ?? position
            guard position < bounds.upperBound else { break }
            if lets(position) { found.append(window.sequence(at: position)) }
            position += 1
            looks += 1
            if looks % Self.stride == 0, isOver() { break }
        }
        return found
    }

    /// At most `count` lines before `sequence`, oldest first.
    mutating func backward(before sequence: UInt64, count: Int) -> [UInt64] {
        let bounds = bounds
        var found: [UInt64] = []
        var position = min(window.position(atOrAfter: sequence), bounds.upperBound) - 1
        var looks = 0
        while found.count < count {
            position = index?.candidate(atOrBefore: position, in: window) ?? position
            guard position >= bounds.lowerBound else { break }
            if lets(position) { found.append(window.sequence(at: position)) }
            position -= 1
            looks += 1
            if looks % Self.stride == 0, isOver() { break }
        }
        return found.reversed()
    }

    /// The line `lines` further down, or up if negative, or the last one in that direction.
    mutating func step(from sequence: UInt64, by lines: Int) -> UInt64? {
        if lines >= 0 { return forward(from: sequence, count: lines + 1).last }
        return backward(before: sequence, count: -lines).first ?? forward(from: sequence, count: 1).first
    }

    /// The nearest line in a direction that both `matcher` and the filter let through.
    mutating func find(_ matcher: FilterMatcher, from sequence: UInt64, _ direction: Direction) -> UInt64? {
        let (window, isOver) = (window, isOver)
        return Self.walk(window, bounds, from: sequence, direction, isOver) { position in
            window.withLine(at: position) { matcher.matches($0, $1) } && lets(position)
        }
    }

    /// The same for an index of lines that the filter lets through.
    func find(_ index: inout FilterIndex, from sequence: UInt64, _ direction: Direction) -> UInt64? {
        Self.walk(window, bounds, from: sequence, direction, isOver) { index.matches(at: $0, in: window) }
    }

    private static func walk(
        _ window: FeedWindow, _ bounds: Range<Int>, from sequence: UInt64, _ direction: Direction,
        _ isOver: () -> Bool, where isFound: (Int) -> Bool
    ) -> UInt64? {
        var position = window.position(atOrAfter: sequence)
        switch direction {
        case .backward: position = min(position, bounds.upperBound) - 1
        case .forward:
            if position < window.count, window.sequence(at: position) == sequence { position += 1 }
            position = max(position, bounds.lowerBound)
        }
        var looks = 0
        while bounds.contains(position) {
            if isFound(position) { return window.sequence(at: position) }
            position += direction == .backward ? -1 : 1
            looks += 1
            if looks % stride == 0, isOver() { break }
        }
        return nil
    }

    /// Whether the line may be shown.
    mutating func contains(_ sequence: UInt64) -> Bool {
        let position = window.position(atOrAfter: sequence)
        return bounds.contains(position) && window.sequence(at: position) == sequence && lets(position)
    }

    /// The line nearest to `sequence` that may be shown; of two at the same distance, the older.
    mutating func nearest(to sequence: UInt64) -> UInt64? {
        let before = backward(before: sequence, count: 1).first
        let after = forward(from: sequence, count: 1).first
        guard let before, let after else { return before ?? after }
        return after - sequence < sequence - before ? after : before
    }
}

// MARK: - Counting

extension FilteredStream {
    /// The range of sequence numbers that may be shown.
    var range: Range<UInt64> { floor..<max(floor, ceiling) }

    /// How many lines of a range are held, regardless of the filter.
    func held(in range: Range<UInt64>) -> Int {
        window.position(atOrAfter: range.upperBound) - window.position(atOrAfter: range.lowerBound)
    }

    /// How many held lines of a range the filter lets through, as far as they have been tested.
    func count(in range: Range<UInt64>) -> Int { index?.tally(in: range).matches ?? held(in: range) }
}
