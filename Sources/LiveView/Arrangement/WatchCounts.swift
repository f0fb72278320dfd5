// WatchCounts.swift: what the watched filters have matched since somebody last looked.

struct WatchCounts {
    /// By the name of the filter.
    private let matches: [String: Int]
    /// Lines that left the ring before they were tested.
    let missed: Int

    init(_ watches: Watches) {
        matches = Dictionary(watches.list.map { ($0.name, $0.count) }, uniquingKeysWith: { $1 })
        missed = watches.missed
    }

    /// `nil` for a filter that is not watched.
    subscript(name: String) -> Int? { matches[name] }

    /// "12", "9.81k", "12+" where lines were missed: at most six columns; `nil` where there is nothing to say.
    var words: String? {
        let total = matches.values.reduce(0, +)
        guard total > 0 || missed > 0 else { return nil }
        return NumberText.compact(Double(total)) + (missed > 0 ? "+" : "")
    }
}
