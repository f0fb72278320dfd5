// JSONReader+Words.swift: numbers, bare words, and the errors for anything else.

extension JSONReader {
    /// How many digits Python's `int()` accepts; source: CPython `sys.int_info.default_max_str_digits`.
    private static let mostDigits = 4300

    mutating func number() throws(JSONError) -> JSONValue.Kind {
        let start = position
        let from = offset
        if next == UInt8(ascii: "-") {
            advance()
            if skip(word: "Infinity") { return .number(-.infinity) }
        }
        let digits = skipDigits()
        guard digits > 0 else { throw error("expected a digit after '-', found \(found)") }
        if digits > 1, bytes[offset - digits] == UInt8(ascii: "0") {
            throw JSONError(position: start, reason: "a number must not begin with 0")
        }
        let isFraction = try skipFraction()
        let text = String(decoding: bytes[from..<offset], as: UTF8.self)
        if isFraction { return .number(Double(text) ?? .infinity) }
        guard digits <= Self.mostDigits else {
            throw JSONError(position: start, reason: "an integer of more than \(Self.mostDigits) digits")
        }
        return .integer(Int(text) ?? (text.hasPrefix("-") ? .min : .max))
    }

    /// Skips `.5` and `e+9`; whether there was any.
    private mutating func skipFraction() throws(JSONError) -> Bool {
        let from = offset
        if next == UInt8(ascii: ".") {
            advance()
            guard skipDigits() > 0 else { throw error("expected a digit after the point of a number, found \(found)") }
        }
        if next == UInt8(ascii: "e") || next == UInt8(ascii: "E") {
            advance()
            if next == UInt8(ascii: "+") || next == UInt8(ascii: "-") { advance() }
            guard skipDigits() > 0 else { throw error("expected a digit in an exponent, found \(found)") }
        }
        return offset > from
    }

    /// How many digits there were.
    private mutating func skipDigits() -> Int {
        let from = offset
        while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { advance() }
        return offset - from
    }

    /// Reads `true`, `false`, `null`, `NaN` or `Infinity`.
    mutating func word() throws(JSONError) -> JSONValue.Kind {
        if skip(word: "true") { return .bool(true) }
        if skip(word: "false") { return .bool(false) }
        if skip(word: "null") { return .null }
        if skip(word: "NaN") { return .number(.nan) }
        if skip(word: "Infinity") { return .number(.infinity) }
        throw error("expected a value, found \(found)\(valueHint)")
    }

    /// Skips `word` if it is next.
    private mutating func skip(word: String) -> Bool {
        guard bytes[offset...].starts(with: word.utf8) else { return false }
        for _ in word.utf8 { advance() }
        return true
    }

    func error(_ reason: String) -> JSONError {
        JSONError(position: position, reason: reason)
    }

    /// What is read next, for the end of "expected ..., found ...".
    var found: String {
        guard next != nil else { return "the end of the file" }
        let scalar = String(decoding: bytes[offset...].prefix(4), as: UTF8.self).unicodeScalars.first ?? "?"
        return scalar == "\"" ? "'\"'" : "'" + quoted(String(scalar)).dropFirst().dropLast() + "'"
    }

    private var valueHint: String {
        let hints: [(start: String, hint: String)] = [
            ("'", "; strings need double quotes"), ("/", Self.noComments), ("#", Self.noComments),
            ("True", "; did you mean true?"), ("False", "; did you mean false?"), ("None", "; did you mean null?"),
            ("]", "; is there an extra comma?"), ("}", "; is there an extra comma?"),
            (",", "; is a value missing?"),
        ]
        return hints.first { bytes[offset...].starts(with: $0.start.utf8) }?.hint ?? ""
    }

    private static let noComments = "; JSON has no comments"

    func keyError(isFirst: Bool) -> JSONError {
        let hint: String
        switch next {
        case UInt8(ascii: "}") where !isFirst: hint = "; is there an extra comma?"
        case UInt8(ascii: "'"): hint = "; keys need double quotes"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): hint = Self.noComments
        default: hint = ""
        }
        return error("expected a key in double quotes, found \(found)\(hint)")
    }

    func separatorError(closing: String) -> JSONError {
        let hint: String
        switch next {
        case nil: hint = "; is a bracket not closed?"
        case UInt8(ascii: "/"), UInt8(ascii: "#"): hint = Self.noComments
        case UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): hint = ""
        default: hint = "; is a comma missing?"
        }
        return error("expected ',' or '\(closing)' after a value, found \(found)\(hint)")
    }
}
