// HandlerManualTests.swift: pysyslog.json(5) names what the reader of configurations accepts.
import Foundation
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The manual of the configuration")
struct HandlerManualTests {
    private static let page = Result {
        try String(contentsOf: Places.repository.appending(path: "Packaging/man/pysyslog.json.5"), encoding: .utf8)
    }

    /// The words of `.Cm` lines.
    private static func words(_ lines: some Sequence<Substring>) -> Set<String> {
        let literals = lines.filter { $0.hasPrefix(".Cm ") || $0.hasPrefix(".It Cm ") }
        let words = literals.flatMap { $0.split(whereSeparator: { " ,.:;".contains($0) }).map(String.init) }
        return Set(words).subtracting(["It", "Cm"])
    }

    @Test("names every class of handlers, with its arguments and attributes")
    func handlers() throws {
        let sections = try Self.page.get().split(separator: "\n.It Sy ").dropFirst()
        var described: [String: [Substring]] = [:]
        for section in sections {
            let lines = section.prefix(upTo: section.range(of: "\n.El")?.lowerBound ?? section.endIndex)
                .split(separator: "\n")
            described[String(lines[0])] = Array(lines.dropFirst())
        }
        #expect(Set(described.keys) == Set(HandlerClass.all.map(\.name)))
        for known in HandlerClass.all {
            let lines = described[known.name] ?? []
            // What stands before "Arguments:" describes the class.
            let first = lines.firstIndex(of: "Arguments:") ?? lines.endIndex
            let second = lines.firstIndex(of: "Attributes:") ?? lines.endIndex
            #expect(first <= second, "\(known.name)")
            let arguments = lines[first..<max(first, second)]
            #expect(Self.words(arguments) == Set(known.arguments), "\(known.name)")
            #expect(Self.words(lines[second...]) == Set(known.attributes), "\(known.name)")
            for name in known.required {
                #expect(
                    arguments.joined(separator: "\n").contains(".Cm \(name)\n.Pq required"), "\(known.name): \(name)")
            }
        }
    }

    @Test("names exactly the fields that have a value of their own here")
    func fields() throws {
        // Of a record without a source, these have always the same value.
        let fixed: Set = [
            "args", "pathname", "filename", "module", "exc_info", "exc_text", "stack_info", "lineno", "funcName",
            "taskName",
        ]
        let page = try Self.page.get()
        let start = try #require(page.range(of: "The fields of a record are:\n")).upperBound
        let end = try #require(page.range(of: "\n.El", range: start..<page.endIndex)).lowerBound
        let items = page[start..<end].split(separator: "\n").filter { $0.hasPrefix(".It Cm ") }
        #expect(Self.words(items) == Set(RecordField.names).subtracting(fixed))
    }
}
