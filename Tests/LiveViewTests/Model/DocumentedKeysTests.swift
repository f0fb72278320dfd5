// DocumentedKeysTests.swift: Documentation/live-view.md lists all keys, and its filters are valid.
import TestSupport
import Testing

@testable import LiveView

@Suite("The document of the view")
struct DocumentedKeysTests {
    private let text: String

    init() throws { text = try repositoryFile("Documentation/live-view.md") }

    /// The rows of the table with the heading `title`, without the heading.
    private func table(_ title: String) throws -> ArraySlice<Substring> {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let head = try #require(lines.firstIndex { $0.hasPrefix("| \(title) |") }, "no table \(title)")
        return lines[(head + 2)...].prefix { $0.hasPrefix("|") }
    }

    @Test("names every key where it has its meaning", arguments: KeyTable.bindings)
    func keys(binding: KeyBinding) throws {
        let title =
            switch binding.context {
            case .panes: "everywhere"
            case .peers: "peers"
            case .timeline: "timeline"
            case .stream: "stream"
            case .prompt: "while typing"
            default: "boxes"
            }
        // What is the same everywhere stands there.
        let rows = try table(title).joined() + table("everywhere").joined()
        // A range of digits is written as its two ends.
        let names = binding.keys.map(\.name)
        for name in names.count > 5 ? [names[0], names[names.count - 1]] : names {
            #expect(rows.contains("`\(name)`"), "\(binding.keyNames): \(binding.help)")
        }
    }

    @Test("shows filters that can be read")
    func filters() throws {
        let filters = try table("term").flatMap { row in
            row.split(separator: "|")[0].matches(of: /`([^`]+)`/).map { String($0.1) }
        }
        #expect(filters.count > 20)
        for filter in filters where !filter.hasPrefix("@") {
            #expect(throws: Never.self, "\(filter)") { try FilterParser.parse(filter) }
        }
        let examples = try #require(text.split(separator: "\n").first { $0.hasPrefix("Examples: ") })
        for example in examples.matches(of: /`([^`]+)`/) {
            #expect(throws: Never.self, "\(example.1)") { try FilterParser.parse(String(example.1)) }
        }
    }
}
