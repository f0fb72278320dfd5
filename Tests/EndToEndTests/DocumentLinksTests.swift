// DocumentLinksTests.swift: the links of the documents to files of the repository.
import Foundation
import TestSupport
import Testing

@Suite("Links of the documents")
struct DocumentLinksTests {
    /// The documents, from the root of the repository.
    private static let documents: [String] = {
        let folder = Places.repository.appending(path: "Documentation").path
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        let others = names.filter { $0.hasSuffix(".md") }.sorted().map { "Documentation/" + $0 }
        return ["README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md"] + others
    }()

    @Test("lead to files that are there", arguments: documents)
    func files(path: String) throws {
        let folder = Places.repository.appending(path: path).deletingLastPathComponent()
        for link in try Document(path).text.matches(of: /\]\(([^)#\s]+)/) where !link.1.contains("://") {
            #expect(FileManager.default.fileExists(atPath: folder.appending(path: String(link.1)).path), "\(link.1)")
        }
    }

    @Test("README leads to every document")
    func index() throws {
        #expect(Self.documents.count > 7)
        let readme = try Document("README.md").text
        for document in Self.documents.dropFirst() { #expect(readme.contains("](\(document))"), "\(document)") }
    }
}
