// NumberFormat.swift: how a number is written: its digits, sign, grouping and padding.

/// The format of a number: `%+08.3f`, `{levelno:>#06x}`. It holds no references.
///
/// Source: CPython `Python/formatter_unicode.c`, `calc_number_widths` and `fill_number`.
struct NumberFormat: Sendable, Hashable {
    enum Sign: Sendable, Hashable { case onlyMinus, plus, blank }

    /// A separator every so many digits.
    struct Grouping: Sendable, Hashable {
        var separator: UInt8
        var size: Int
    }

    /// `d b o x X c` for integers, `e E f F g G %` for numbers, `r` for floats: their repr.
    var type: Character
    var sign = Sign.onlyMinus
    /// The flag `#`: a prefix for octal, hexadecimal and binary digits, a point in every float.
    var alternate = false
    /// The flag `z`: no minus sign for a number that rounds to zero.
    var hasNoNegativeZero = false
    /// Digits after the point of a float, or its significant digits; `nil` is the default of the type.
    var precision: Int?
    /// The minimum number of digits of an integer: the precision of the `%` style.
    var minimumDigits = 0
    var grouping: Grouping?
    var width = 0
    var fill: Unicode.Scalar = " "
    var alignment = Alignment.right

    /// Appends `value`, which is a number: compiled formats apply this to nothing else.
    func append(_ value: FieldValue, to output: inout ByteBuffer) {
        switch value {
        case .integer(let number) where isIntegral: append(integer: number, to: &output)
        case .integer(let number): append(float: Double(number), to: &output)
        case .boolean(let boolean): append(.integer(boolean ? 1 : 0), to: &output)
        case .float(let number) where isIntegral: append(whole: number.rounded(.towardZero), to: &output)
        case .float(let number): append(float: number, to: &output)
        case .text, .none, .emptyTuple: break
        }
    }

    /// Whether the type is one of integers.
    var isIntegral: Bool { "dboxXc".contains(type) }

    /// An upper bound for a time in seconds or milliseconds, at most 15 digits before the point, padded and grouped.
    /// All other numbers of a format are known before the first record.
    var fixedBytes: Int { 2 * (30 + (precision ?? 17) + minimumDigits) + 4 * width }

    private func append(integer number: Int, to output: inout ByteBuffer) {
        let radix = type == "b" ? 2 : type == "o" ? 8 : type == "x" || type == "X" ? 16 : 10
        if type == "c" {
            let character = UInt32(exactly: number).flatMap(Unicode.Scalar.init) ?? "\u{FFFD}"
            return append(Parts(remainder: Array(String(character).utf8), remainderWidth: 1), to: &output)
        }
        let digits = Array(String(number.magnitude, radix: radix, uppercase: type == "X").utf8)
        let zeros = Array(repeating: UInt8(ascii: "0"), count: max(0, minimumDigits - digits.count))
        let prefix = alternate && radix != 10 ? "0\(type)" : ""
        append(Parts(sign: sign.mark(isNegative: number < 0), prefix: prefix, digits: zeros + digits), to: &output)
    }

    /// A float without a fraction, of any size: `%d` of 1e22 has all its digits.
    private func append(whole number: Double, to output: inout ByteBuffer) {
        let digits =
            UInt64(exactly: number.magnitude).map { Array(String($0).utf8) }
            ?? printedFloat(number.magnitude, conversion: "f", precision: 0)
        let zeros = Array(repeating: UInt8(ascii: "0"), count: max(0, minimumDigits - digits.count))
        append(Parts(sign: sign.mark(isNegative: number < 0), digits: zeros + digits), to: &output)
    }

    private func append(float number: Double, to output: inout ByteBuffer) {
        var text = digits(of: number)
        var isNegative = text.first == UInt8(ascii: "-")
        if isNegative { text.removeFirst() }
        if hasNoNegativeZero, !text.contains(where: { 0x31...0x39 ~= $0 }) { isNegative = false }
        let whole = text.prefix { 0x30...0x39 ~= $0 }
        let rest = Array(text.dropFirst(whole.count))
        append(
            Parts(sign: sign.mark(isNegative: isNegative), digits: Array(whole), remainder: rest), to: &output)
    }

    private func digits(of number: Double) -> [UInt8] {
        switch type {
        case "r":
            guard let precision else { return PythonFloat.repr(number, alternate: alternate) }
            return PythonFloat.general(number, precision: precision, alternate: alternate)
        case "%":
            let scaled = number * 100
            let text = PythonFloat.printed(scaled, conversion: "f", precision: precision ?? 6, alternate: alternate)
            return text + [UInt8(ascii: "%")]
        default:
            let conversion = Character(type.lowercased())
            let text = PythonFloat.printed(
                number, conversion: conversion, precision: precision ?? 6, alternate: alternate)
            return type.isUppercase ? text.map { 0x61...0x7A ~= $0 ? $0 - 0x20 : $0 } : text
        }
    }
}

extension NumberFormat.Sign {
    fileprivate func mark(isNegative: Bool) -> String {
        if isNegative { return "-" }
        switch self {
        case .onlyMinus: return ""
        case .plus: return "+"
        case .blank: return " "
        }
    }
}

/// The parts of a number, in order.
private struct Parts {
    var sign = ""
    var prefix = ""
    var digits: [UInt8] = []
    /// The point and what follows, or a word (`inf`), or a character.
    var remainder: [UInt8] = []
    /// Its length in code points, if that is not its length in bytes.
    var remainderWidth: Int?
}

extension NumberFormat {
    private func append(_ parts: Parts, to output: inout ByteBuffer) {
        let outside = parts.sign.utf8.count + parts.prefix.utf8.count + (parts.remainderWidth ?? parts.remainder.count)
        // Leading zeros are digits: they are grouped too.
        let minimum = fill == "0" && alignment == .afterSign ? width - outside : 0
        let digits = grouped(parts.digits, minimum: minimum)
        let missing = max(0, width - outside - digits.count)
        let before = alignment.blanksBefore(of: missing)
        if alignment != .afterSign { output.append(fill, times: before) }
        output.append(parts.sign)
        output.append(parts.prefix)
        if alignment == .afterSign { output.append(fill, times: before) }
        output.append(digits.span)
        output.append(parts.remainder.span)
        output.append(fill, times: missing - before)
    }

    /// `digits` with separators, and with leading zeros up to a width of `minimum`.
    ///
    /// Source: CPython `Objects/unicodeobject.c`, `_PyUnicode_InsertThousandsGrouping`.
    private func grouped(_ digits: [UInt8], minimum: Int) -> [UInt8] {
        guard let grouping, !digits.isEmpty else { return digits }
        var reversed: [UInt8] = []
        var remaining = digits.count
        var places = minimum
        while true {
            let length = min(grouping.size, max(remaining, places, 1))
            for _ in 0..<length {
                remaining -= 1
                reversed.append(remaining >= 0 ? digits[remaining] : UInt8(ascii: "0"))
            }
            places -= length
            if remaining <= 0, places <= 0 { return reversed.reversed() }
            reversed.append(grouping.separator)
            places -= 1
        }
    }
}
