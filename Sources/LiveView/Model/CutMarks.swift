// CutMarks.swift: where in the stream a cut begins and ends, so that nobody takes a part for the whole.

/// The places from which on lines were left out because the filter did not need them, and where that ended.
struct CutMarks: Equatable {
    struct Edge: Equatable {
        /// The number of the first line behind it.
        var before: UInt64
        var isBeginning: Bool
    }

    /// Oldest first.
    private(set) var edges: [Edge] = []

    private static let limit = 256

    /// Whether the newest lines are only a part.
    var isOpen: Bool { edges.last?.isBeginning ?? false }

    /// - Parameter next: the number of the line that comes next.
    mutating func begin(before next: UInt64) { add(Edge(before: next, isBeginning: true)) }

    mutating func end(before next: UInt64) {
        if isOpen { add(Edge(before: next, isBeginning: false)) }
    }

    /// Two edges in front of the same line are one, or none: no line is between them.
    private mutating func add(_ edge: Edge) {
        if let last = edges.last, last.before == edge.before {
            if last.isBeginning != edge.isBeginning { edges.removeLast() }
            return
        }
        if edges.count >= Self.limit { edges.removeFirst() }
        edges.append(edge)
    }

    /// The edges in front of the lines of a range of numbers.
    func edges(before lines: Range<UInt64>) -> [Edge] { edges.filter { lines.contains($0.before) } }
}
