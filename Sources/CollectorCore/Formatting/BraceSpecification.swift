// BraceSpecification.swift: ">+#010,.3f", the specification after the colon of a field.

/// `[[fill]align][sign][z][#][0][width][grouping][.precision][type]`
///
/// Source: CPython `Python/formatter_unicode.c`, `parse_internal_render_format_spec`.
struct BraceSpecification {
    private var fill: Unicode.Scalar?
    private var alignment: Alignment?
    private var sign: Unicode.Scalar?
    private var hasNoNegativeZero = false
    private var isAlternate = false
    private var isZeroPadded = false
    private var width = 0
    private var separator: Unicode.Scalar?
    private var precision: Int?
    private var type: Unicode.Scalar?

    init(_ text: String) throws(FormatError) {
        var scanner = FormatScanner(text)
        if scanner.scalars.count > 1, let alignment = Alignment(scanner.scalars[1]) {
            (fill, self.alignment) = (scanner.scalars[0], alignment)
            scanner.position = 2
        } else if let first = scanner.peek, let alignment = Alignment(first) {
            self.alignment = alignment
            scanner.position = 1
        }
        if let scalar = scanner.peek, "+- ".unicodeScalars.contains(scalar) { sign = scanner.next() }
        hasNoNegativeZero = scanner.skip("z")
        isAlternate = scanner.skip("#")
        if fill == nil, scanner.skip("0") {
            fill = "0"
            isZeroPadded = true
        }
        width = try scanner.number("width") ?? 0
        if scanner.skip(",") { separator = "," }
        if scanner.skip("_") {
            if separator != nil { throw FormatError("Cannot specify both ',' and '_'.") }
            separator = "_"
        }
        if scanner.skip(".") {
            precision = try scanner.number("precision")
            if precision == nil { throw FormatError("Format specifier missing precision") }
        }
        type = scanner.next()
        if !scanner.isAtEnd { throw FormatError("Invalid format specifier '\(text)'") }
    }

    /// For a text.
    func textFormat(_ conversion: TextConversion, index: Int?) throws(FormatError) -> TextFormat {
        guard type == nil || type == "s" else { throw unknownCode("str") }
        if separator != nil { throw separatorRefusal(type ?? "s") }
        if sign != nil { throw FormatError("Sign not allowed in string format specifier") }
        if hasNoNegativeZero {
            throw FormatError("Negative zero coercion (z) not allowed in string format specifier")
        }
        if isAlternate { throw FormatError("Alternate form (#) not allowed in string format specifier") }
        if alignment == .afterSign { throw FormatError("'=' alignment not allowed in string format specifier") }
        return TextFormat(
            index: index, conversion: conversion, precision: precision ?? .max, width: width, fill: fill ?? " ",
            alignment: alignment ?? .left)
    }

    /// For an integer or a float.
    func numberFormat(isFloat: Bool) throws(FormatError) -> NumberFormat {
        let known = isFloat ? "eEfFgGn%" : "bcdoxXneEfFgG%"
        if let type, !known.unicodeScalars.contains(type) { throw unknownCode(isFloat ? "float" : "int") }
        var format = NumberFormat(type: type.map { Character($0) } ?? (isFloat ? "r" : "d"))
        // The type n depends on the locale, which is "C".
        if type == "n" { format.type = isFloat ? "g" : "d" }
        try checkIntegral(format)
        format.sign = sign == "+" ? .plus : sign == " " ? .blank : .onlyMinus
        format.alternate = isAlternate
        format.hasNoNegativeZero = hasNoNegativeZero
        format.precision = precision
        format.grouping = try grouping()
        format.width = width
        format.fill = fill ?? " "
        format.alignment = alignment ?? (isZeroPadded ? .afterSign : .right)
        return format
    }

    private func checkIntegral(_ format: NumberFormat) throws(FormatError) {
        guard format.isIntegral else { return }
        if precision != nil { throw FormatError("Precision not allowed in integer format specifier") }
        if hasNoNegativeZero {
            throw FormatError("Negative zero coercion (z) not allowed in integer format specifier")
        }
        guard format.type == "c" else { return }
        if sign != nil { throw FormatError("Sign not allowed with integer format specifier 'c'") }
        if isAlternate { throw FormatError("Alternate form (#) not allowed with integer format specifier 'c'") }
    }

    private func grouping() throws(FormatError) -> NumberFormat.Grouping? {
        guard let separator else { return nil }
        let byte = UInt8(truncatingIfNeeded: separator.value)
        switch type {
        case nil, "d", "e", "f", "g", "E", "F", "G", "%": return NumberFormat.Grouping(separator: byte, size: 3)
        case "b", "o", "x", "X":
            if separator == "," { throw separatorRefusal(type ?? "s") }
            return NumberFormat.Grouping(separator: byte, size: 4)
        default: throw separatorRefusal(type ?? "s")
        }
    }

    private func separatorRefusal(_ type: Unicode.Scalar) -> FormatError {
        FormatError("Cannot specify '\(separator ?? ",")' with '\(type)'.")
    }

    private func unknownCode(_ kind: String) -> FormatError {
        FormatError("Unknown format code '\(type ?? "s")' for object of type '\(kind)'")
    }
}

extension Alignment {
    init?(_ scalar: Unicode.Scalar) {
        switch scalar {
        case "<": self = .left
        case ">": self = .right
        case "^": self = .center
        case "=": self = .afterSign
        default: return nil
        }
    }
}
