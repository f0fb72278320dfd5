// TimelineTally.swift: adds up the counts of a block of lines by spans of a grid.

/// Sums by places, which is quicker than a dictionary.
struct TimelineTally {
    let scale: TimeScale
    private var counts: [LineCount]
    private var places: [Int] = []

    init(_ scale: TimeScale) {
        self.scale = scale
        counts = Array(repeating: LineCount(), count: scale.count + 2)
    }

    mutating func add(_ count: LineCount, at span: Int64) {
        guard count != LineCount() else { return }
        let place = scale.place(of: span)
        if counts[place] == LineCount() { places.append(place) }
        counts[place] += count
    }

    /// The sums by spans of the grid; from then on it is empty again.
    mutating func take() -> [(span: Int64, count: LineCount)] {
        defer {
            for place in places { counts[place] = LineCount() }
            places.removeAll(keepingCapacity: true)
        }
        return places.map { (scale.first + Int64($0) - 1, counts[$0]) }
    }
}
