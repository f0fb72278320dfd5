// Formatter+Brace.swift: "{levelname:<8} {message}", the style of str.format.

extension Formatter {
    /// The parts of `format`. Source: CPython `Objects/stringlib/unicode_format.h`, `do_markup`.
    ///
    /// A specification may itself contain fields, one level deep: `depth` is the number of levels left.
    static func braceParts(
        _ format: String, _ names: FieldNames, depth: Int = 2
    ) throws(FormatError) -> [FormatPart] {
        guard depth > 0 else { throw FormatError("Max string recursion exceeded") }
        var markup = BraceMarkup(format)
        var parts = FormatParts()
        while let (literal, field) = try markup.next() {
            parts.append(literal: literal)
            guard let field else { continue }
            let path = try BracePath(field.name)
            let source = try names.source(path.name)
            let specification = try expanded(field, names, depth: depth)
            do throws(FormatError) {
                parts.append(source, try fieldFormat(field, specification, source, index: path.index))
            } catch {
                throw FormatError("\(error.reason) (field '\(path.name)')")
            }
        }
        return parts.parts
    }

    /// The specification of `field`, with the values of its nested fields.
    private static func expanded(_ field: BraceField, _ names: FieldNames, depth: Int) throws(FormatError) -> String {
        guard field.specification.unicodeScalars.contains("{") else { return field.specification }
        let parts = try braceParts(field.specification, names, depth: depth - 1)
        switch parts.first {
        case nil: return ""
        case .literal(let text)? where parts.count == 1: return String(decoding: text, as: UTF8.self)
        default:
            throw FormatError(
                "'\(field.specification)' differs from record to record; a width must be constant (field '\(field.name)')"
            )
        }
    }

    private static func fieldFormat(
        _ field: BraceField, _ specification: String, _ source: FieldSource, index: Int?
    ) throws(FormatError) -> FieldFormat {
        let conversion = try textConversion(field.conversion)
        var kind = source.kind
        if let index {
            guard kind == .text else { throw FormatError("'\(kind.name)' object is not subscriptable") }
            if case .constant(.text(let text)) = source, index >= text.span.codePointCount {
                throw FormatError("string index out of range")
            }
        }
        if conversion != nil { kind = .text }
        switch kind {
        case .text:
            return .text(try BraceSpecification(specification).textFormat(conversion ?? .str, index: index))
        case .integer, .boolean, .float:
            if kind == .boolean, specification.isEmpty { return .plain }
            return .number(try BraceSpecification(specification).numberFormat(isFloat: kind == .float))
        case .none, .emptyTuple:
            guard specification.isEmpty else {
                throw FormatError("unsupported format string passed to \(kind.name).__format__")
            }
            return .plain
        }
    }

    private static func textConversion(_ letter: Unicode.Scalar?) throws(FormatError) -> TextConversion? {
        switch letter {
        case nil: nil
        case "s"?: .str
        case "r"?: .repr
        case "a"?: .ascii
        case let letter?: throw FormatError("Unknown conversion specifier '\(letter)'")
        }
    }
}

/// The name of a field and the lookup in its value: `name[3]`.
private struct BracePath {
    let name: String
    var index: Int?

    /// Source: CPython `Objects/stringlib/unicode_format.h`, `get_field_object`.
    init(_ path: String) throws(FormatError) {
        var scanner = FormatScanner(path)
        name = scanner.take { $0 != "." && $0 != "[" }
        if name.unicodeScalars.allSatisfy({ "0"..."9" ~= $0 }) {
            throw FormatError("Replacement index \(name.isEmpty ? "0" : name) out of range; fields have names")
        }
        while let separator = scanner.next() {
            guard separator == "[" else {
                throw FormatError("'\(path)': the values of fields have no attributes to print")
            }
            let key = scanner.take { $0 != "]" }
            guard scanner.skip("]") else { throw FormatError("Missing ']' in format string") }
            guard let number = Int(key), key.unicodeScalars.allSatisfy({ "0"..."9" ~= $0 }) else {
                throw FormatError("string indices must be integers, not '\(key)' (field '\(name)')")
            }
            // A character is a string of length one.
            if index != nil, number > 0 { throw FormatError("string index out of range (field '\(name)')") }
            index = index ?? number
            guard scanner.isAtEnd || scanner.peek == "." || scanner.peek == "[" else {
                throw FormatError("Only '.' or '[' may follow ']' in format field specifier")
            }
        }
    }
}
