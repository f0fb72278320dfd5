// StreamSearch.swift: a search for the next line, which goes on over as many pictures as it takes to look at all lines.
import CollectorCore

/// What is looked for, and how far the search has come.
struct StreamSearch: Equatable {
    enum Target: Equatable {
        /// What was typed.
        case match
        /// A line that a saved filter gives a colour.
        case coloured
        /// A line of severity err or worse.
        case severe
        /// Any line that the filter lets through.
        case line
        /// The same beyond the line `edge`, the outermost in sight, so that the pane can turn: `to` becomes the first line in
        /// sight, or the last on the way up.
        case page(to: UInt64, edge: UInt64)
    }

    let target: Target
    private(set) var direction: Direction
    /// Where it began: forward with this line, backward with the one before it.
    private let start: UInt64
    /// The same for the next slice.
    var place: UInt64
    /// Whether it looks at all lines, those above where nothing follows.
    let isWhole: Bool

    init(_ target: Target, from start: UInt64, _ direction: Direction, isWhole: Bool = false) {
        self.target = target
        self.direction = direction
        self.start = start
        self.isWhole = isWhole
        place = start
    }

    /// Nothing was found on this side.
    ///
    /// - Returns: whether it goes on at the other.
    mutating func turnRound() -> Bool {
        guard isWhole, direction == .forward else { return false }
        (direction, place) = (.backward, start)
        return true
    }

    /// Other lines match now. One that looks at all lines begins forward again.
    mutating func beginAgain() {
        place = start
        if isWhole { direction = .forward }
    }

    /// Whether it is told when there is none; where keys only move, everybody sees that.
    var tellsAbsence: Bool {
        switch target {
        case .match, .coloured, .severe: true
        case .line, .page: false
        }
    }

    /// "match after this line".
    var words: String {
        switch target {
        case .match: "match \(direction.word) this line"
        case .coloured: "line with a colour \(direction.word) this one"
        case .severe: "line of err or worse \(direction.word) this one"
        case .line, .page: direction == .backward ? "line before this one" : "next line that matches"
        }
    }

    /// How much of the lines on this side was looked at, 0 to 1.
    func progress(in stream: FilteredStream) -> Double {
        let window = stream.window
        let (start, place) = (window.position(atOrAfter: start), window.position(atOrAfter: place))
        switch direction {
        case .forward: return Double(place - start) / Double(max(1, window.count - start))
        case .backward: return Double(start - place) / Double(max(1, start)) * window.knownShare
        }
    }
}

/// What a slice of a search comes to.
enum Finding: Equatable {
    case found(UInt64)
    /// There is none.
    case none
    /// Time is over, or older lines are still to come: it goes on at this place.
    case unfinished(place: UInt64)
}

extension FilteredStream {
    /// Looks for the nearest line that may be shown and that `index` lets through, until `isOver`.
    ///
    /// - Parameters:
    ///   - index: `nil` lets everything through.
    ///   - place: forward, the first line to look at; backward, the one behind it.
    func find(
        _ index: inout FilterIndex?, from place: UInt64, _ direction: Direction, until isOver: () -> Bool
    ) -> Finding {
        let bounds = bounds
        let start = window.position(atOrAfter: place)
        switch direction {
        case .forward:
            var position = max(start, bounds.lowerBound)
            while true {
                position = index?.candidate(atOrAfter: position, in: window) ?? position
                guard position < bounds.upperBound else { return .none }
                if index?.matches(at: position, in: window) != false { return .found(window.sequence(at: position)) }
                position += 1
                if isOver() { return .unfinished(place: window.sequence(at: position)) }
            }
        case .backward:
            var position = min(start, bounds.upperBound) - 1
            while true {
                position = index?.candidate(atOrBefore: position, in: window) ?? position
                guard position >= bounds.lowerBound else { break }
                if index?.matches(at: position, in: window) != false { return .found(window.sequence(at: position)) }
                if isOver() { return .unfinished(place: window.sequence(at: position)) }
                position -= 1
            }
            return window.isFilling ? .unfinished(place: window.sequence(at: bounds.lowerBound)) : .none
        }
    }
}
