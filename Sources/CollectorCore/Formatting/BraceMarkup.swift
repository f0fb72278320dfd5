// BraceMarkup.swift: splits "{name!r:>8} text" into literals and fields.

/// A replacement field as it is written: `{name!conversion:specification}`.
struct BraceField: Equatable {
    var name: String
    var conversion: Unicode.Scalar?
    var specification: String
}

/// Literals and fields of a format, in turn.
///
/// Source: CPython `Objects/stringlib/unicode_format.h`, `MarkupIterator_next` and `parse_field`.
struct BraceMarkup {
    private var scanner: FormatScanner

    init(_ format: String) {
        scanner = FormatScanner(format)
    }

    /// The next literal, which may be empty, and the field after it, if any; `nil` at the end.
    mutating func next() throws(FormatError) -> (literal: String, field: BraceField?)? {
        guard !scanner.isAtEnd else { return nil }
        let start = scanner.position
        scanner.take { $0 != "{" && $0 != "}" }
        let literal = start..<scanner.position
        guard let brace = scanner.next() else { return (scanner.text(literal), nil) }
        if scanner.skip(brace) { return (scanner.text(literal.lowerBound..<literal.upperBound + 1), nil) }
        if brace == "}" || scanner.isAtEnd {
            throw FormatError("Single '\(brace)' encountered in format string")
        }
        return (scanner.text(literal), try field())
    }

    private mutating func field() throws(FormatError) -> BraceField {
        var field = BraceField(name: "", conversion: nil, specification: "")
        let (name, end) = try self.name()
        field.name = name
        if end == "}" { return field }
        if end == "!" {
            guard let conversion = scanner.next() else {
                throw FormatError("end of string while looking for conversion specifier")
            }
            field.conversion = conversion
            guard let after = scanner.next() else { throw FormatError("unmatched '{' in format spec") }
            if after == "}" { return field }
            guard after == ":" else { throw FormatError("expected ':' after conversion specifier") }
        }
        field.specification = try specification()
        return field
    }

    /// The name, and the character that ends it: `}`, `:` or `!`.
    private mutating func name() throws(FormatError) -> (name: String, end: Unicode.Scalar) {
        let start = scanner.position
        while let scalar = scanner.next() {
            switch scalar {
            case "{": throw FormatError("unexpected '{' in field name")
            case "[": scanner.take { $0 != "]" }
            case "}", ":", "!": return (scanner.text(start..<scanner.position - 1), scalar)
            default: break
            }
        }
        throw FormatError("expected '}' before end of string")
    }

    private mutating func specification() throws(FormatError) -> String {
        let start = scanner.position
        var depth = 1
        while let scalar = scanner.next() {
            if scalar == "{" { depth += 1 }
            if scalar == "}" { depth -= 1 }
            if depth == 0 { return scanner.text(start..<scanner.position - 1) }
        }
        throw FormatError("unmatched '{' in format spec")
    }
}
