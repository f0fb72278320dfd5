// DocumentedConfigurationTests.swift: the configurations that the documents show, checked by the built program.
import Foundation
import TestSupport
import Testing

@Suite("Configurations as documented", .limited)
struct DocumentedConfigurationTests {
    @Test(
        "are right without a warning, and lead where the document says",
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
}
