// Highlight.swift: where in a line a search is found.
import CollectorCore

/// The places of a phrase, or of an expression between slashes.
struct Highlight {
    private let text: String
    /// Places in one line; more would only colour all of it.
    private static let limit = 64

    init(_ text: String) {
        self.text = text
    }

    func ranges(in line: [UInt8], from start: Int) -> [Range<Int>] {
        guard let term = try? SearchText.parse(text) else { return [] }
        switch term {
        case .text(let text): return places(of: text, in: line, from: start)
        case .expression(let pattern, let ignoresCase): return places(pattern, ignoresCase, in: line, from: start)
        default: return []
        }
    }

    private func places(of text: String, in line: [UInt8], from start: Int) -> [Range<Int>] {
        let phrase = LiteralSearch(text, ignoresCase: !text.contains(where: \.isUppercase))
        var found: [Range<Int>] = []
        var place = start
        while found.count < Self.limit, let next = phrase.first(in: line.span, from: place) {
            found.append(next..<next + phrase.count)
            place = next + max(1, phrase.count)
        }
        return found
    }

    private func places(
        _ pattern: String, _ ignoresCase: Bool, in line: [UInt8], from start: Int
    ) -> [Range<Int>] {
        guard let expression = try? RegularExpression(pattern, ignoresCase: ignoresCase) else { return [] }
        var found: [Range<Int>] = []
        var place = start
        while found.count < Self.limit, place <= line.count,
            let next = expression.firstMatch(in: line.span, from: place)
        {
            if !next.isEmpty { found.append(next) }
            place = max(next.upperBound, place + 1)
        }
        return found
    }
}
