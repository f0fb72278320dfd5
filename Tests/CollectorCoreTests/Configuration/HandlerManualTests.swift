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
        return Set(literals.flatMap { $0.split(whereSeparator: { " ,.:;".contains($0) }).map(String.init) })
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
            #expect(Self.words(arguments).subtracting(["Cm"]) == Set(known.arguments), "\(known.name)")
            #expect(Self.words(lines[second...]).subtracting(["Cm"]) == Set(known.attributes), "\(known.name)")
            for name in known.required {
                #expect(
                    arguments.joined(separator: "\n").contains(".Cm \(name)\n.Pq required"), "\(known.name): \(name)")
            }
        }
    }

    @Test("names every field of a record that is not Python's alone")
    func fields() throws {
        let words = Self.words(try Self.page.get().split(separator: "\n"))
        for field in [
            "message", "msg", "name", "levelname", "levelno", "asctime", "created", "msecs", "relativeCreated",
            "peer", "peerPort", "listener", "facility", "severity", "tlsVersion", "tlsSubject", "process",
            "processName", "thread", "threadName",
        ] {
            #expect(RecordField(rawValue: field) != nil, "\(field)")
            #expect(words.contains(field), "\(field)")
        }
    }
}
