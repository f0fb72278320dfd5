// Wording.swift: the small phrases of which messages about a configuration are made.

/// The text in double quotes as JSON writes it; control characters never reach a terminal as such.
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
    /// The text itself if it is letters, digits, underscores and some of `besides`, else in quotes.
    func quotedIfNeeded(besides: String) -> String {
        let isPlain = !isEmpty && unicodeScalars.allSatisfy { $0.isWordPart || besides.unicodeScalars.contains($0) }
        return isPlain ? self : quoted(self)
    }
}

private func escaped(_ scalar: Unicode.Scalar) -> String {
    let digits = String(scalar.value, radix: 16)
    return "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

extension Unicode.GeneralCategory {
    /// Whether a terminal shows such a character where it stands, instead of obeying it (bidirectional marks too).
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
    let near = words.map { (word: $0, distance: editDistance(word.lowercased(), $0.lowercased())) }
        .min { $0.distance < $1.distance }
        .flatMap { $0.distance <= word.count / 3 ? $0.word : nil }
    guard let near = words.first(where: { $0.hasSuffix("." + word) }) ?? near else { return "" }
    return "; did you mean \(quoted(near))?"
}

/// How many characters must be changed, added or taken away to make one text of the other (Levenshtein).
private func editDistance(_ left: String, _ right: String) -> Int {
    let right = Array(right.unicodeScalars.prefix(64))
    var row = Array(0...right.count)
    for (line, scalar) in left.unicodeScalars.prefix(64).enumerated() {
        var diagonal = row[0]
        row[0] = line + 1
        for (column, other) in right.enumerated() {
            let above = row[column + 1]
            row[column + 1] = min(above + 1, row[column] + 1, diagonal + (scalar == other ? 0 : 1))
            diagonal = above
        }
    }
    return row[right.count]
}
