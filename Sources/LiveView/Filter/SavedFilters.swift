// SavedFilters.swift: named filters in a text file that users may edit too.
import CollectorCore

/// One line of the file: a name, blanks, and a filter.
package struct SavedFilter: Equatable, Sendable {
    package var name: String
    package var text: String

    package init(name: String, text: String) {
        self.name = name
        self.text = text
    }
}

/// A change to the file.
package enum SavedFilterChange: Equatable, Sendable {
    case put(SavedFilter)
    case remove(name: String)
}

/// The saved filters in the order of their lines. A line that is not a valid filter is reported and kept as it is.
package struct SavedFilters: Equatable, Sendable {
    private struct Line: Equatable, Sendable {
        var bytes: [UInt8]
        var filter: SavedFilter?
    }

    private var lines: [Line] = []
    /// What is wrong with the file or with single lines.
    private(set) var problems: [String] = []

    /// The limit in characters, which the input line has too.
    static let longest = 1_000
    private static let longestName = 40

    package init() {}

    /// - Parameter bytes: the content of the file; it may be anything.
    package init(_ bytes: [UInt8]) {
        var parts = bytes.split(separator: 10, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        for (index, part) in parts.enumerated() {
            var line = Line(bytes: Array(part))
            do throws(Refusal) {
                line.filter = try filter(in: line.bytes)
            } catch {
                problems.append("line \(index + 1) is left as it is: \(error.reason)")
            }
            lines.append(line)
        }
    }

    /// A file that cannot be read.
    package init(unreadable reason: String) {
        problems = [reason]
    }

    private struct Refusal: Error { var reason: String }

    /// - Returns: `nil` for an empty line or a comment.
    private func filter(in bytes: [UInt8]) throws(Refusal) -> SavedFilter? {
        guard let text = String(validating: bytes, as: UTF8.self)?.trimmingBlanks else {
            throw Refusal(reason: "not UTF-8")
        }
        guard !text.isEmpty, !text.hasPrefix("#") else { return nil }
        let name = String(text.prefix { !$0.isWhitespace })
        let rest = String(text.dropFirst(name.count)).trimmingBlanks
        guard Self.isName(name), !rest.isEmpty else { throw Refusal(reason: "a name and a filter are needed") }
        guard rest.count <= Self.longest else { throw Refusal(reason: "it is too long") }
        guard self[name] == nil else { throw Refusal(reason: "\(name) is defined above already") }
        return SavedFilter(name: name, text: rest)
    }

    /// Letters, digits and `-`, `_`, `.`: characters that need no quotes in a shell.
    static func isName(_ name: String) -> Bool {
        (1...longestName).contains(name.count)
            && name.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" || $0 == "." }
    }
}

extension SavedFilters {
    var filters: [SavedFilter] { lines.compactMap(\.filter) }
    package var bytes: [UInt8] { lines.flatMap { $0.bytes + [10] } }

    subscript(name: String) -> String? { filters.first { $0.name == name }?.text }

    package mutating func apply(_ change: SavedFilterChange) {
        switch change {
        case .put(let filter):
            // A line break becomes a blank: both separate words in a filter.
            let text = String(filter.text.map { $0.isNewline ? " " : $0 })
            let line = Line(bytes: Array("\(filter.name) \(text)".utf8), filter: filter)
            if let index = lines.firstIndex(where: { $0.filter?.name == filter.name }) {
                lines[index] = line
            } else {
                lines.append(line)
            }
        case .remove(let name): lines.removeAll { $0.filter?.name == name }
        }
    }

    /// Replaces `@name` by the filter of that name, and leaves any other text as it is.
    package func resolve(_ text: String) throws(FilterProblem) -> String {
        guard text.hasPrefix("@"), Self.isName(String(text.dropFirst())) else { return text }
        let name = String(text.dropFirst())
        if let found = self[name] { return found }
        let names = filters.map(\.name).sorted()
        let known = names.isEmpty ? problems.first ?? "none is saved yet" : "known: " + names.joined(separator: ", ")
        throw FilterProblem(
            range: 0..<text.count, reason: "no saved filter is named \(name) (\(known)); to find the text, quote it")
    }
}
