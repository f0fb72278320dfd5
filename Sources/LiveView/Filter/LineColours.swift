// LineColours.swift: which lines have a colour, by the saved filters that have one.
import CollectorCore

/// Compiled filters and their colours. Used by one thread only.
final class LineColours {
    private let filters: [(colour: FilterColour, matcher: FilterMatcher)]
    /// Matches every line that has a colour.
    let matcher: FilterMatcher

    /// - Returns: `nil` where no filter has a colour.
    init?(_ filters: [(colour: FilterColour, matcher: FilterMatcher)]) {
        guard !filters.isEmpty else { return nil }
        self.filters = filters
        matcher = FilterMatcher(any: filters.map(\.matcher))
    }

    /// That of the first filter that matches the line.
    func colour(of line: FeedLine) -> FilterColour? {
        filters.first { $0.matcher.matches(line.entry, line.bytes.span) }?.colour
    }
}
