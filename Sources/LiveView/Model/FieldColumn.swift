// FieldColumn.swift: a field of messages that has a column of the stream, and how it is remembered.

/// The column of a field.
struct FieldColumn: Equatable {
    /// The name as in a filter: "user.id".
    var path: String
    /// Columns of the screen; set once, so that the text beside it stands still.
    var width: Int

    /// As many columns can be added.
    static let limit = 8
    private static let widths = 4...24

    /// - Parameter width: what the name and the first value need.
    init(_ path: String, width: Int) {
        self.path = path
        self.width = min(max(width, Self.widths.lowerBound), Self.widths.upperBound)
    }

    /// Reads "6 status".
    init?(_ line: String) {
        let parts = line.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, let width = Int(parts[0]) else { return nil }
        self.init(String(parts[1]), width: width)
    }

    /// A line of the file that remembers columns.
    var line: String { "\(width) \(path)" }
}
