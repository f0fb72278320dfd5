// SavedFilters.swift: named filters in a text file that users may edit too.
import CollectorCore

/// A change to the file.
package enum SavedFilterChange: Equatable, Sendable {
    /// One of that name keeps whether it is watched, and its colour.
    case put(SavedFilter)
    case remove(name: String)
    case watch(name: String, Bool)
    case colour(name: String, FilterColour?)
}

/// The saved filters in the order of their lines. A line that is not a valid filter is reported and kept as it is.
package struct SavedFilters: Equatable, Sendable {
    private struct Line: Equatable, Sendable {
        var bytes: [UInt8]
        var filter: SavedFilter?

        init(bytes: [UInt8]) {
            self.bytes = bytes
        }

        init(_ filter: SavedFilter) {
            bytes = Array(filter.line.utf8)
            self.filter = filter
        }
    }

    private var lines: [Line] = []
    /// What is wrong with the file or with single lines.
    private(set) var problems: [String] = []

    /// The limit in characters, which the input line has too.
    static let longest = 1_000

    package init() {}

    /// - Parameter bytes: the content of the file; it may be anything.
    package init(_ bytes: [UInt8]) {
        var parts = bytes.split(separator: 10, omittingEmptySubsequences: false)
        if parts.last?.isEmpty == true { parts.removeLast() }
        for (index, part) in parts.enumerated() {
            var line = Line(bytes: Array(part))
            do throws(SavedFilter.Refusal) {
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

    /// - Returns: `nil` for an empty line or a comment.
    private func filter(in bytes: [UInt8]) throws(SavedFilter.Refusal) -> SavedFilter? {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw SavedFilter.Refusal(reason: "not UTF-8")
        }
        guard let filter = try SavedFilter(line: text) else { return nil }
        guard self[filter.name] == nil else {
            throw SavedFilter.Refusal(reason: "\(filter.name) is defined above already")
        }
        return filter
    }
}

extension SavedFilters {
    var filters: [SavedFilter] { lines.compactMap(\.filter) }
    var haveColours: Bool { lines.contains { $0.filter?.colour != nil } }
    package var bytes: [UInt8] { lines.flatMap { $0.bytes + [10] } }

    subscript(name: String) -> String? { filters.first { $0.name == name }?.text }

    package mutating func apply(_ change: SavedFilterChange) {
        switch change {
        case .put(let filter):
            if self[filter.name] == nil { lines.append(Line(filter)) }
            edit(filter.name) { $0.text = filter.text }
        case .remove(let name): lines.removeAll { $0.filter?.name == name }
        case .watch(let name, let isOn): edit(name) { $0.isWatched = isOn }
        case .colour(let name, let colour): edit(name) { $0.colour = colour }
        }
    }

    private mutating func edit(_ name: String, _ change: (inout SavedFilter) -> Void) {
        guard let index = lines.firstIndex(where: { $0.filter?.name == name }), var filter = lines[index].filter else {
            return
        }
        change(&filter)
        lines[index] = Line(filter)
    }

    /// Replaces `@name` by the filter of that name, and leaves any other text as it is.
    package func resolve(_ text: String) throws(FilterProblem) -> String {
        guard text.hasPrefix("@"), SavedFilter.isName(String(text.dropFirst())) else { return text }
        let name = String(text.dropFirst())
        if let found = self[name] { return found }
        let names = filters.map(\.name).sorted()
        let known = names.isEmpty ? problems.first ?? "none is saved yet" : "known: " + names.joined(separator: ", ")
        throw FilterProblem(
            range: 0..<text.count, reason: "no saved filter is named \(name) (\(known)); to find the text, quote it")
    }
}
