// Wording.swift: the phrases used in messages about a configuration.

/// The text in double quotes as in JSON; control characters are always escaped.
func quoted(_ text: some StringProtocol) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
        switch scalar {
        case "\"", "\\": result += "\\" + String(scalar)
        case "\n": result += "\\n"
        case "\t": result += "\\t"
        default: result += scalar.properties.generalCategory.isDrawn ? String(scalar) : escaped(scalar)
        }
    }
    return result + "\""
}

extension String {
    /// The text itself if it consists of letters, digits, underscores and characters of `besides`, else in quotes.
    func quotedIfNeeded(besides: String) -> String {
        let isPlain = !isEmpty && unicodeScalars.allSatisfy { $0.isWordPart || besides.unicodeScalars.contains($0) }
        return isPlain ? self : quoted(self)
    }
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
    "\\u" + String(hexadecimal: scalar.value, digits: 4)
}

extension Unicode.GeneralCategory {
    /// Whether a terminal prints the character instead of acting on it (bidirectional marks too).
    fileprivate var isDrawn: Bool {
        switch self {
        case .control, .format, .surrogate, .lineSeparator, .paragraphSeparator: false
        default: true
        }
    }
}

extension Unicode.Scalar {
    /// `\w` of Python's regular expressions.
    var isWordPart: Bool { self == "_" || properties.isAlphabetic || properties.numericType != nil }
}

/// `a, b or c`.
func alternatives(_ words: [String]) -> String {
    guard let last = words.last, words.count > 1 else { return words.joined() }
    return words.dropLast().joined(separator: ", ") + " or " + last
}

/// `; did you mean "b"?` if one of the words is near `word` or ends in it after a dot, else nothing.
func suggestion(for word: String, among words: [String]) -> String {
    let found = words.first { $0.hasSuffix("." + word) } ?? nearMiss(of: word, among: words)
    return found.map { "; did you mean \(quoted($0))?" } ?? ""
}
