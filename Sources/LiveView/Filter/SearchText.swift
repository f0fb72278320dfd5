// SearchText.swift: what is searched for: a phrase as it stands, or an expression between slashes.

enum SearchText {
    /// The term that `text` denotes. A text that begins with a slash and is no complete expression is a phrase: a path.
    ///
    /// - Throws: if it is an invalid expression.
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
