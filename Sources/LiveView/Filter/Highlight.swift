// Highlight.swift: finds the matches of a search in a line.
import CollectorCore

/// A compiled search for a phrase or for an expression between slashes. Used by one thread only.
final class Highlight {
    let text: String
    private let phrase: LiteralSearch?
    private let expression: RegularExpression?
    /// The limit of marked matches in one line.
    private static let limit = 64

    /// A search for `text`; `nil` if it is empty or an invalid expression.
    init?(_ text: String) {
        guard !text.isEmpty, let term = try? SearchText.parse(text) else { return nil }
        self.text = text
        switch term {
        case .text(let phrase):
            self.phrase = LiteralSearch(phrase, ignoresCase: !phrase.contains(where: \.isUppercase))
            expression = nil
        case .expression(let pattern, let ignoresCase):
            phrase = nil
            expression = try? RegularExpression(pattern, ignoresCase: ignoresCase)
        default: return nil
        }
    }

    /// The matches in `line` from `start` on, in bytes; none of them is empty.
    func ranges(in line: Bytes, from start: Int = 0) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var position = start
        while found.count < Self.limit, position <= line.count, let next = first(in: line, from: position) {
            if !next.isEmpty { found.append(next) }
            position = max(next.upperBound, position + 1)
        }
        return found
    }

    private func first(in line: Bytes, from start: Int) -> Range<Int>? {
        if let phrase { return phrase.first(in: line, from: start).map { $0..<$0 + phrase.count } }
        return expression?.firstMatch(in: line, from: start)
    }
}
