// ManualTests.swift: the man pages, against what the programs say about themselves, and mandoc's checks.
import Foundation
import TestSupport
import Testing

@Suite("Man pages", .limited)
struct ManualTests {
    private static let folder = Places.repository.appending(path: "Packaging/man")

    private static func page(_ name: String) throws -> [String] {
        try String(contentsOf: folder.appending(path: name), encoding: .utf8).split(separator: "\n").map(String.init)
    }

    @Test(
        "have exactly the options of the parser, with the same short forms and values",
        arguments: [
            "pysyslog", "pysyslog-tui",
        ])
    func options(product: String) throws {
        let dump = try Program(Places.product(product), ["--experimental-dump-help"])
        #expect(try dump.wait() == 0)
        let parser = try JSONDecoder().decode(ParserDescription.self, from: dump.outputData)
        let expected = parser.command.arguments.filter(\.shouldDisplay).map(\.manualItem)
        #expect(expected.count > 20)
        let items = try Self.page("\(product).1").filter { $0.hasPrefix(".It Fl ") || $0.hasPrefix(".It Ar ") }
        #expect(items.sorted() == expected.sorted())
    }

    @Test("have no mistakes that mandoc finds", arguments: ["pysyslog.1", "pysyslog-tui.1", "pysyslog.json.5"])
    func lint(name: String) throws {
        // Its index of other pages may be old or missing, which says nothing about these.
        let mandoc = try Program("mandoc", ["-T", "lint", Self.folder.appending(path: name).path])
        try mandoc.wait()
        let problems = mandoc.outputLines.filter { !$0.contains("referenced manual not found") }
        #expect(problems.isEmpty)
        let text = try Program("mandoc", ["-T", "utf8", Self.folder.appending(path: name).path])
        #expect(try text.wait() == 0)
        #expect(text.outputLines.count > 50)
    }
}

/// What `--experimental-dump-help` prints, as far as it is compared.
private struct ParserDescription: Decodable {
    struct Command: Decodable { var arguments: [Argument] }

    struct Argument: Decodable {
        struct Name: Decodable {
            var kind: String
            var name: String
        }

        var kind: String
        var shouldDisplay: Bool
        var valueName: String?
        var names: [Name]?

        /// The line of mdoc(7) that introduces it: `.It Fl c Ar pem , Fl -cert Ar pem`.
        var manualItem: String {
            let value = valueName ?? ""
            guard kind != "positional" else { return ".It Ar \(value)" }
            let forms = (names ?? []).sorted { $0.kind == "short" && $1.kind != "short" }.map { name in
                "Fl \(name.kind == "long" ? "-" : "")\(name.name)" + (kind == "option" ? " Ar \(value)" : "")
            }
            return ".It " + forms.joined(separator: " , ")
        }
    }

    var command: Command
}
