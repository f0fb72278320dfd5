// Document.swift: what a document of the repository promises, to be run as it stands there.
import Foundation
import TestSupport
import Testing

/// A Markdown file, and its fenced blocks that a comment marks: `<!-- tested: NAME -->`.
struct Document {
    let text: String
    private let path: String

    init(_ path: String) throws {
        self.path = path
        text = try String(contentsOf: Places.repository.appending(path: path), encoding: .utf8)
    }

    /// The block that is marked with `name`, without its fences.
    func block(_ name: String) throws -> String {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        let marks = lines.indices.filter { lines[$0] == "<!-- tested: \(name) -->" }
        try #require(marks.count == 1, "\(path) has \(marks.count) blocks marked \(name)")
        let block = lines[(marks[0] + 1)...]
        try #require(block.first?.hasPrefix("```") == true, "\(path): no block below the mark \(name)")
        let body = block.dropFirst().prefix { $0 != "```" }
        try #require(body.endIndex < lines.endIndex, "\(path): the block \(name) has no end")
        return body.map { $0 + "\n" }.joined()
    }

    /// The block, with each text replaced that stands for something of the reader's own.
    ///
    /// A text that does not occur is an issue: the block would not be what the test believes.
    func block(_ name: String, replacing replacements: [(String, String)]) throws -> String {
        var block = try block(name)
        for (example, real) in replacements {
            try #require(block.contains(example), "\(path): \(example) is not in the block \(name)")
            block = block.replacing(example, with: real)
        }
        return block
    }

    /// The names of all marked blocks, in order.
    var testedBlocks: [String] {
        text.split(separator: "\n").compactMap { $0.wholeMatch(of: /<!-- tested: (\S+) -->/) }.map { String($0.1) }
    }
}
