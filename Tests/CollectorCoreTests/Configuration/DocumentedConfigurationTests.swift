// DocumentedConfigurationTests.swift: Documentation/configuration.md names all that a configuration may say.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("The document of the configuration")
struct DocumentedConfigurationTests {
    private let text: String

    init() throws { text = try repositoryFile("Documentation/configuration.md") }

    @Test("names every class of handlers with its arguments and attributes, and no others", arguments: HandlerClass.all)
    func handler(known: HandlerClass) throws {
        let row = text.split(separator: "\n").first { $0.hasPrefix("| `\(known.name)` |") }
        let cells = try #require(row, "no row for \(known.name)").split(separator: "|").dropFirst()
        let arguments = try #require(cells.first)
        let named = Set(arguments.matches(of: /`([a-z_A-Z]+)`/).map { String($0.1) })
        #expect(Set(known.arguments).isSubset(of: named))
        for argument in known.arguments {
            #expect(arguments.contains("**`\(argument)`**") == known.required.contains(argument), "\(argument)")
        }
        let attributes = cells.dropFirst().first ?? ""
        #expect(attributes.matches(of: /`(\w+)`/).map { String($0.1) }.sorted() == known.attributes.sorted())
    }

    @Test("names every field of a record", arguments: RecordField.names)
    func field(name: String) {
        #expect(text.contains("`\(name)`"))
    }

    @Test("names every key of a formatter", arguments: FormatterClass.plainKeys + FormatterClass.jsonArguments)
    func formatterKey(name: String) {
        #expect(text.contains("`\(name)`"))
    }

    @Test("names what a full queue may do", arguments: QueuePolicy.WhenFull.allCases)
    func whenFull(policy: QueuePolicy.WhenFull) {
        #expect(text.contains("`\(policy.rawValue)`"))
    }
}
