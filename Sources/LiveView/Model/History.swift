// History.swift: what was typed and chosen, kept for the next start.

/// Filters and searches, oldest first, and columns.
package struct History: Equatable, Sendable {
    package var filters: [String]
    package var searches: [String]
    /// "stream host", "peers peak": columns that are not shown.
    package var hiddenColumns: [String]
    /// "6 status": fields of messages that have a column, and its width.
    package var fieldColumns: [String]

    package init(
        filters: [String] = [], searches: [String] = [], hiddenColumns: [String] = [], fieldColumns: [String] = []
    ) {
        self.filters = filters
        self.searches = searches
        self.hiddenColumns = hiddenColumns
        self.fieldColumns = fieldColumns
    }

    /// How many texts of a kind are remembered.
    package static let limit = 200

    /// Adds a text at the end; one that is there already moves to the end.
    package static func remember(_ text: String, in texts: inout [String]) {
        texts.removeAll { $0 == text }
        texts.append(text)
        if texts.count > limit { texts.removeFirst() }
    }
}
