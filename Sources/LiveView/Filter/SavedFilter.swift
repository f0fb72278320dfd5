// SavedFilter.swift: a filter with a name, and how it is written: "night sev<=err", "night:watch,red sev<=err".

package struct SavedFilter: Equatable, Sendable {
    package var name: String
    package var text: String
    /// Whether its lines are counted as they arrive.
    package var isWatched = false
    /// The colour of its lines in the stream.
    package var colour: FilterColour?

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

extension SavedFilter {
    /// Why a line of the file is no filter.
    struct Refusal: Error { var reason: String }

    private static let longestName = 40
    private static let watchWord = "watch"

    /// - Returns: `nil` for an empty line or a comment.
    init?(line: String) throws(Refusal) {
        let line = line.trimmingBlanks
        guard !line.isEmpty, !line.hasPrefix("#") else { return nil }
        let head = line.prefix { !$0.isWhitespace }
        let parts = head.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        self.init(name: String(parts[0]), text: String(line.dropFirst(head.count)).trimmingBlanks)
        guard Self.isName(name), !text.isEmpty else { throw Refusal(reason: "a name and a filter are needed") }
        guard text.count <= SavedFilters.longest else { throw Refusal(reason: "it is too long") }
        if parts.count > 1 { try takeMarks(parts[1]) }
    }

    private mutating func takeMarks(_ text: Substring) throws(Refusal) {
        for word in text.split(separator: ",", omittingEmptySubsequences: false) {
            if word == Self.watchWord, !isWatched {
                isWatched = true
            } else if let known = FilterColour(rawValue: String(word)), colour == nil {
                colour = known
            } else {
                let colours = FilterColour.allCases.map(\.rawValue).joined(separator: ", ")
                throw Refusal(reason: "\(name): takes \(Self.watchWord), a colour (\(colours)), or both with a comma")
            }
        }
    }

    /// As it stands in the file. A line break becomes a blank: both separate words in a filter.
    var line: String {
        let marks = (isWatched ? [Self.watchWord] : []) + (colour.map { [$0.rawValue] } ?? [])
        let head = marks.isEmpty ? name : "\(name):\(marks.joined(separator: ","))"
        return "\(head) " + String(text.map { $0.isNewline ? " " : $0 })
    }

    /// Letters, digits and `-`, `_`, `.`: characters that need no quotes in a shell.
    static func isName(_ name: String) -> Bool {
        (1...longestName).contains(name.count)
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }
    }
}
