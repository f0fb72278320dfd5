// Formatter+Percent.swift: "%(levelname)-8s %(message)s", the style of printf.

extension Formatter {
    /// The parts of `format`, whose conversions name their fields.
    static func percentParts(_ format: String, _ names: FieldNames) throws(FormatError) -> [FormatPart] {
        try percentParts(format) { scanner throws(FormatError) in
            let key = try PercentConversion.key(&scanner)
            return (key, try names.source(key))
        }
    }

    /// The parts of `default_msec_format`, with two conversions: the time and the milliseconds.
    static func millisecondParts(_ format: String) throws(FormatError) -> [FormatPart] {
        var fields: ArraySlice<RecordField> = [.asctime, .msecs]
        let parts = try percentParts(format) { scanner throws(FormatError) in
            guard scanner.peek != "(" else { throw FormatError("format requires a mapping") }
            guard let field = fields.popFirst() else { throw FormatError("not enough arguments for format string") }
            return (field.rawValue, .attribute(field))
        }
        guard fields.isEmpty else { throw FormatError("not all arguments converted during string formatting") }
        return parts
    }

    /// The parts of `format`; `next` reads the source of each conversion, from the character after its `%`.
    ///
    /// Source: CPython `Objects/unicodeobject.c`, `unicode_format_arg_parse`.
    private static func percentParts(
        _ format: String, _ next: (inout FormatScanner) throws(FormatError) -> (key: String, source: FieldSource)
    ) throws(FormatError) -> [FormatPart] {
        var scanner = FormatScanner(format)
        var parts = FormatParts()
        while !scanner.isAtEnd {
            parts.append(literal: scanner.take { $0 != "%" })
            guard scanner.skip("%") else { break }
            if scanner.skip("%") {
                parts.append(literal: "%")
            } else {
                let (key, source) = try next(&scanner)
                let conversion = try PercentConversion(&scanner, key: key)
                parts.append(source, try conversion.format(for: source))
            }
        }
        return parts.parts
    }

    /// There is a conversion of the form `%(\w+)[#0+ -]*(\*|\d+)?(\.(\*|\d+))?[diouxefgcrsa%]`, any case.
    static func validatePercent(_ format: String) throws(FormatError) {
        var scanner = FormatScanner(format)
        while let scalar = scanner.next() {
            guard scalar == "%", scanner.peek == "(" else { continue }
            var candidate = scanner
            if candidate.skipPercentConversion() { return }
        }
        throw FormatError("Invalid format '\(format)' for '%' style")
    }
}

extension FormatScanner {
    fileprivate mutating func skipPercentConversion() -> Bool {
        guard skip("("), !take(while: { $0.isWord }).isEmpty, skip(")") else { return false }
        take { "#0+ -".unicodeScalars.contains($0) }
        if !skip("*") { take { $0.properties.generalCategory == .decimalNumber } }
        if skip("."), !skip("*"), take(while: { $0.properties.generalCategory == .decimalNumber }).isEmpty {
            return false
        }
        guard let type = next() else { return false }
        return "diouxefgcrsaDIOUXEFGCRSA%".unicodeScalars.contains(type)
    }
}

/// The part of a conversion between `%` and the type letter.
private struct PercentConversion {
    var key = ""
    var flags = ""
    var width = 0
    var precision: Int?
    var type: Character = "s"

    /// Reads the rest of a conversion, from the character after its key.
    init(_ scanner: inout FormatScanner, key: String) throws(FormatError) {
        self.key = key
        flags = scanner.take { "-+ #0".unicodeScalars.contains($0) }
        width = try scanner.number("width") ?? 0
        if scanner.skip(".") { precision = try scanner.number("precision") ?? 0 }
        if scanner.peek == "*" { throw FormatError("'*' has no number to stand for (field '\(key)')") }
        if let size = scanner.peek, "hlL".unicodeScalars.contains(size) { scanner.position += 1 }
        guard let letter = scanner.next() else { throw FormatError("incomplete format (field '\(key)')") }
        type = Character(letter)
        guard "sradiuoxXeEfFgGc".unicodeScalars.contains(letter) else {
            let code = String(letter.value, radix: 16)
            throw FormatError(
                "unsupported format character '\(letter)' (0x\(code)) at index \(scanner.position - 1) (field '\(key)')"
            )
        }
    }

    /// The name in its parentheses.
    static func key(_ scanner: inout FormatScanner) throws(FormatError) -> String {
        guard scanner.skip("(") else { throw FormatError("a '%' in a format needs a name: '%(message)s'; '%%' is '%'") }
        let start = scanner.position
        var depth = 1
        while let scalar = scanner.next() {
            if scalar == "(" { depth += 1 }
            if scalar == ")" { depth -= 1 }
            if depth == 0 { return scanner.text(start..<scanner.position - 1) }
        }
        throw FormatError("incomplete format key")
    }

    /// The format of `source`; what cannot be formatted is refused with CPython's message.
    func format(for source: FieldSource) throws(FormatError) -> FieldFormat {
        let kind = source.kind
        switch type {
        case "s", "r", "a": return .text(text)
        case "d", "i", "u":
            guard kind.isNumber, source.hasInteger else { throw refusal("a real number is required", kind) }
            return .number(number(type: "d"))
        case "o", "x", "X":
            guard kind.isNumber, kind != .float else { throw refusal("an integer is required", kind) }
            return .number(number(type: type))
        case "c":
            if case .constant(.text(let bytes)) = source, bytes.span.codePointCount == 1 { return .text(text) }
            guard kind.isNumber, kind != .float else { throw refusal("int or char is required", kind) }
            var character = number(type: "c")
            if character.fill == "0" { (character.fill, character.alignment) = (" ", .right) }
            return .number(character)
        default:
            guard kind.isNumber else { throw FormatError("must be real number, not \(kind.name) (field '\(key)')") }
            return .number(number(type: type))
        }
    }

    private func refusal(_ wanted: String, _ kind: FieldValue.Kind) -> FormatError {
        FormatError("%\(type) format: \(wanted), not \(kind.name) (field '\(key)')")
    }

    private var text: TextFormat {
        let conversion: TextConversion = type == "r" ? .repr : type == "a" ? .ascii : .str
        return TextFormat(
            conversion: conversion, precision: type == "c" ? .max : precision ?? .max, width: width,
            alignment: flags.contains("-") ? .left : .right)
    }

    private func number(type: Character) -> NumberFormat {
        var format = NumberFormat(type: type)
        if format.isIntegral {
            format.minimumDigits = precision ?? 0
        } else {
            format.precision = precision
        }
        if type == "c" {
            format.minimumDigits = 0
        } else {
            format.sign = flags.contains("+") ? .plus : flags.contains(" ") ? .blank : .onlyMinus
        }
        format.alternate = flags.contains("#")
        format.width = width
        if flags.contains("-") {
            format.alignment = .left
        } else if flags.contains("0") {
            format.fill = "0"
            format.alignment = .afterSign
        }
        return format
    }
}

extension FieldValue.Kind {
    /// Whether `%d` and similar conversions accept it.
    var isNumber: Bool { self == .integer || self == .float || self == .boolean }
}

extension FieldSource {
    /// Whether the value, a number, has a whole part: it is neither infinite nor NaN.
    fileprivate var hasInteger: Bool {
        guard case .constant(.float(let number)) = self else { return true }
        return number.isFinite
    }
}
