// DocumentedCommandsTests.swift: the options and configurations that the documents show, against the built programs.
import Foundation
import TestSupport
import Testing

@Suite("Commands as documented", .limited)
struct DocumentedCommandsTests {
    @Test(
        "every option of the help is in the documents",
        arguments: [
            (
                "pysyslog",
                [
                    "README.md", "Documentation/listeners.md", "Documentation/monitoring.md", "Documentation/tls.md",
                    "Documentation/live-view.md", "Documentation/attach.md",
                ]
            ),
            (
                "pysyslog-tui",
                [
                    "README.md", "Documentation/listeners.md", "Documentation/monitoring.md", "Documentation/tls.md",
                    "Documentation/live-view.md", "Documentation/attach.md",
                ]
            ),
        ])
    func options(product: String, documents: [String]) throws {
        let help = try Program(Places.product(product), ["--help"])
        #expect(try help.wait() == 0)
        // The help describes each option at the start of a line.
        let options = help.outputText.matches(of: /(?m)^  (?:-\w, )?(--[a-z-]+)/).map { String($0.1) }
        #expect(options.count > 15, "\(help.outputText)")
        let texts = try documents.map { try Document($0).text }.joined()
        let undocumented = options.filter { option in
            !["--version", "--help"].contains(option) && !texts.contains("`\(option)")
        }
        #expect(undocumented.isEmpty)
    }

    @Test(
        "configurations are right without a warning, and lead where the document says",
        arguments: [
            "README.md", "Documentation/configuration.md",
        ])
    func checked(path: String) throws {
        let document = try Document(path)
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "logging.json")
        try Data(try document.block("configuration").utf8).write(to: file)
        let check = try Program(Places.product("pysyslog"), ["--check", "-l", file.path])
        #expect(try check.wait() == 0)
        #expect(check.errorText.isEmpty, "\(check.errorText)")
        #expect(
            check.outputText.hasSuffix("loggers\n" + (try document.block("configuration-tree"))), "\(check.outputText)")
        // Checking makes no files.
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["logging.json"])
    }

    @Test(
        "other configurations are right without a warning",
        arguments: [("Documentation/configuration.md", "peer-files"), ("Documentation/configuration.md", "kafka")])
    func others(path: String, block: String) throws {
        let folder = try TemporaryFolder()
        let file = folder.url.appending(path: "logging.json")
        try Data(try Document(path).block(block).utf8).write(to: file)
        let check = try Program(Places.product("pysyslog"), ["--check", "-l", file.path])
        #expect(try check.wait() == 0)
        #expect(check.errorText.isEmpty, "\(check.errorText)")
    }
}
