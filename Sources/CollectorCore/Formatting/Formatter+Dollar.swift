// Formatter+Dollar.swift: "$levelname ${message}", the style of string.Template.

extension Formatter {
    /// The parts of `format`. Source: CPython `Lib/string.py`, `Template.substitute`.
    static func dollarParts(_ format: String, _ names: FieldNames) throws(FormatError) -> [FormatPart] {
        var scanner = FormatScanner(format)
        var parts = FormatParts()
        while !scanner.isAtEnd {
            parts.append(literal: scanner.take { $0 != "$" })
            switch scanner.placeholder() {
            case .escape?: parts.append(literal: "$")
            case .name(let name)?: parts.append(try names.source(name), .plain)
            case .invalid?: throw FormatError("Invalid placeholder in string: a literal '$' is written '$$'")
            case nil: break
            }
        }
        return parts.parts
    }

    /// At least one field, and no stray `$`.
    static func validateDollar(_ format: String) throws(FormatError) {
        var scanner = FormatScanner(format)
        var hasFields = false
        while !scanner.isAtEnd {
            scanner.take { $0 != "$" }
            switch scanner.placeholder() {
            case .name?: hasFields = true
            case .invalid?: throw FormatError("invalid format: bare '$' not allowed")
            case .escape?, nil: break
            }
        }
        if !hasFields { throw FormatError("invalid format: no fields") }
    }
}

private enum Placeholder {
    case escape
    case name(String)
    case invalid
}

extension FormatScanner {
    /// What begins with the next `$`; `nil` if the next character is another.
    fileprivate mutating func placeholder() -> Placeholder? {
        guard skip("$") else { return nil }
        if skip("$") { return .escape }
        let start = position
        let isBraced = skip("{")
        let name = identifier()
        if !name.isEmpty, !isBraced || skip("}") { return .name(name) }
        position = start
        return .invalid
    }

    /// `[_a-zA-Z][_a-zA-Z0-9]*`, or nothing.
    private mutating func identifier() -> String {
        guard let first = peek, !("0"..."9" ~= first) else { return "" }
        return take { $0 == "_" || "0"..."9" ~= $0 || "a"..."z" ~= $0 || "A"..."Z" ~= $0 }
    }
}
