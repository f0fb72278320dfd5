// FormatScanner.swift: reads the text of a format, code point by code point.

/// A position in a format.
struct FormatScanner {
    let scalars: [Unicode.Scalar]
    var position = 0

    init(_ text: some StringProtocol) {
        scalars = Array(text.unicodeScalars)
    }

    var isAtEnd: Bool { position >= scalars.count }
    var peek: Unicode.Scalar? { isAtEnd ? nil : scalars[position] }

    mutating func next() -> Unicode.Scalar? {
        guard let scalar = peek else { return nil }
        position += 1
        return scalar
    }

    /// Skips `scalar` if it is next.
    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard peek == scalar else { return false }
        position += 1
        return true
    }

    /// Reads the scalars for which `belongs` holds.
    @discardableResult
    mutating func take(while belongs: (Unicode.Scalar) -> Bool) -> String {
        let start = position
        while let scalar = peek, belongs(scalar) { position += 1 }
        return text(start..<position)
    }

    /// Reads a number, if there is one; `what` names it in the error.
    mutating func number(_ what: String) throws(FormatError) -> Int? {
        let digits = take { "0"..."9" ~= $0 }
        guard !digits.isEmpty else { return nil }
        guard let number = Int(digits), number <= FormatScanner.largest else {
            throw FormatError("\(what) \(digits) is too large; the maximum is \(FormatScanner.largest)")
        }
        return number
    }

    func text(_ range: Range<Int>) -> String {
        var text = ""
        text.unicodeScalars.append(contentsOf: scalars[range])
        return text
    }

    /// The largest width or precision: each record may need that much memory.
    private static let largest = 65_535
}

extension Unicode.Scalar {
    /// `\w` of Python's regular expressions.
    var isWord: Bool { self == "_" || properties.isAlphabetic || properties.numericType != nil }
}
