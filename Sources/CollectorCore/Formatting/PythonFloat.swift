// PythonFloat.swift: floating-point numbers as Python's repr() and format() write them.

/// The significant decimal digits of a finite number: its value is 0.DIGITS times ten to the power `point`.
private struct DecimalDigits {
    var isNegative: Bool
    var digits: [UInt8]
    var point: Int

    /// Parses the text of a number: `-12.5`, `1e-05`, `0.001`; trailing zeros are kept if `keepsZeros`.
    init(text: some Sequence<UInt8>, keepsZeros: Bool) {
        isNegative = false
        digits = []
        point = 0
        var exponent = 0
        var exponentSign = 0
        var isFraction = false
        for byte in text {
            switch byte {
            case UInt8(ascii: "-"): if exponentSign == 0 { isNegative = true } else { exponentSign = -1 }
            case UInt8(ascii: "."): isFraction = true
            case UInt8(ascii: "e"): exponentSign = 1
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if exponentSign != 0 {
                    exponent = exponent * 10 + Int(byte - 0x30)
                } else {
                    if !isFraction { point += 1 }
                    digits.append(byte)
                }
            default: break
            }
        }
        let zeros = digits.prefix { $0 == 0x30 }.count
        if zeros < digits.count {
            digits.removeFirst(zeros)
            point += exponent * exponentSign - zeros
        } else {
            if !keepsZeros { digits = [0x30] }
            point = 1
        }
        while !keepsZeros, digits.count > 1, digits.last == 0x30 { digits.removeLast() }
    }

    /// The digits with their point, which is never the last character unless `alternate`; as `1.5e+20` if `scientific`.
    func text(scientific: Bool, alternate: Bool) -> [UInt8] {
        var text: [UInt8] = isNegative ? [UInt8(ascii: "-")] : []
        guard scientific else {
            let whole = digits.prefix(max(point, 0)) + Array(repeating: 0x30, count: max(0, point - digits.count))
            let fraction = Array(repeating: 0x30, count: max(0, -point)) + digits.dropFirst(max(point, 0))
            text += whole.isEmpty ? [0x30] : whole
            text += [UInt8(ascii: ".")]
            text += fraction.isEmpty ? [0x30] : fraction
            return text
        }
        text.append(digits[0])
        if digits.count > 1 || alternate { text.append(UInt8(ascii: ".")) }
        text += digits.dropFirst()
        let exponent = String((point - 1).magnitude)
        text += Array("e\(point > 0 ? "+" : "-")\(exponent.count < 2 ? "0" : "")\(exponent)".utf8)
        return text
    }
}

/// Source: CPython `Python/pystrtod.c`, `format_float_short`.
enum PythonFloat {
    /// `repr(value)`: the shortest digits that read back as `value`, scientific below 1e-4 and from 1e16 on.
    static func repr(_ value: Double, alternate: Bool = false) -> [UInt8] {
        guard value.isFinite else { return special(value) }
        let digits = DecimalDigits(text: value.description.utf8, keepsZeros: false)
        return digits.text(scientific: digits.point <= -4 || digits.point > 16, alternate: alternate)
    }

    /// `format(value, ".N")`: `g`, always with a digit after the point.
    static func general(_ value: Double, precision: Int, alternate: Bool) -> [UInt8] {
        guard value.isFinite else { return special(value) }
        let significant = max(precision, 1)
        let rounded = printedFloat(value, conversion: "e", precision: significant - 1)
        let digits = DecimalDigits(text: rounded, keepsZeros: alternate)
        return digits.text(scientific: digits.point <= -4 || digits.point > significant - 1, alternate: alternate)
    }

    /// C's `%e %f %g`, with Python's names for infinity and NaN.
    static func printed(_ value: Double, conversion: Character, precision: Int, alternate: Bool) -> [UInt8] {
        guard value.isFinite else { return special(value) }
        return printedFloat(value, conversion: conversion, precision: precision, alternate: alternate)
    }

    private static func special(_ value: Double) -> [UInt8] {
        Array((value.isNaN ? "nan" : value < 0 ? "-inf" : "inf").utf8)
    }
}
