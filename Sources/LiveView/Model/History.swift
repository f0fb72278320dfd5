// History.swift: what was typed into the prompts, for the next time.

/// Filters and searches, oldest first.
package struct History: Equatable, Sendable {
    package var filters: [String]
    package var searches: [String]

    package init(filters: [String] = [], searches: [String] = []) {
        self.filters = filters
        self.searches = searches
    }

    /// How many texts of a kind are remembered.
    package static let limit = 200

    /// Adds a text; one that is used again stands at the end again.
    package static func remember(_ text: String, in texts: inout [String]) {
        texts.removeAll { $0 == text }
        texts.append(text)
        if texts.count > limit { texts.removeFirst() }
    }
}
