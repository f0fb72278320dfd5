// SearchText.swift: what is searched for: a phrase as it stands, or an expression between slashes.

enum SearchText {
    /// The one term that `text` means. What begins like an expression and does not end like one is a phrase: a path.
    ///
    /// - Throws: for an expression with a mistake in it.
    static func parse(_ text: String) throws(FilterProblem) -> FilterTerm {
        let ignoresCase = text.hasSuffix("/i")
        let end = text.count - (ignoresCase ? 2 : 1)
        guard text.hasPrefix("/"), ignoresCase || text.hasSuffix("/"), end > 1 else { return .text(text) }
        let pattern = String(text.prefix(end).dropFirst())
        do throws(RegularExpressionError) {
            _ = try RegularExpression(pattern, ignoresCase: ignoresCase)
        } catch {
            throw FilterProblem(range: 1 + min(error.offset, pattern.count - 1)..<end, reason: error.reason)
        }
        return .expression(pattern: pattern, ignoresCase: ignoresCase)
    }
}
