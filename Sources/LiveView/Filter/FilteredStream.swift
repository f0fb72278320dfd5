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
    /// Called after each test of a line during a walk; ends it early by returning true.
    var isOver: () -> Bool = { false } {
        didSet { isCutShort = false }
    }
    /// Whether a walk has ended early since then, so that there may be more lines than it found.
    private(set) var isCutShort = false

    /// The positions of lines that may be shown.
    var bounds: Range<Int> {
        let low = window.position(atOrAfter: floor)
        let high = window.position(atOrAfter: min(ceiling, window.end))
        return low..<max(low, high)
    }

    /// Whether the filter lets the line at `position` through, and whether the walk may go on: what is known takes no time.
    private mutating func look(at position: Int) -> (isShown: Bool, goesOn: Bool) {
        guard let tested = index?.tested else { return (true, true) }
        let isShown = index!.matches(at: position, in: window)
        return (isShown, index!.tested == tested || !isOver())
    }

    /// At most `count` lines from `sequence` on, oldest first.
    mutating func forward(from sequence: UInt64, count: Int) -> [UInt64] {
        let bounds = bounds
        var found: [UInt64] = []
        var position = max(window.position(atOrAfter: sequence), bounds.lowerBound)
        while found.count < count {
            position = index?.candidate(atOrAfter: position, in: window) ?? position
            guard position < bounds.upperBound else { break }
            let (isShown, goesOn) = look(at: position)
            if isShown { found.append(window.sequence(at: position)) }
            position += 1
            guard goesOn || found.count == count else {
                isCutShort = true
                break
            }
        }
        return found
    }

    /// At most `count` lines before `sequence`, oldest first.
    mutating func backward(before sequence: UInt64, count: Int) -> [UInt64] {
        let bounds = bounds
        var found: [UInt64] = []
        var position = min(window.position(atOrAfter: sequence), bounds.upperBound) - 1
        while found.count < count {
            position = index?.candidate(atOrBefore: position, in: window) ?? position
            guard position >= bounds.lowerBound else { break }
            let (isShown, goesOn) = look(at: position)
            if isShown { found.append(window.sequence(at: position)) }
            position -= 1
            guard goesOn || found.count == count else {
                isCutShort = true
                break
            }
        }
        return found.reversed()
    }

    /// The line `lines` further down, or up if negative, or the last one in that direction.
    mutating func step(from sequence: UInt64, by lines: Int) -> UInt64? {
        if lines >= 0 { return forward(from: sequence, count: lines + 1).last }
        return backward(before: sequence, count: -lines).first ?? forward(from: sequence, count: 1).first
    }

    /// Whether the line may be shown.
    mutating func contains(_ sequence: UInt64) -> Bool {
        let position = window.position(atOrAfter: sequence)
        return bounds.contains(position) && window.sequence(at: position) == sequence && look(at: position).isShown
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
