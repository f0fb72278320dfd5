// JSONReader+Text.swift: strings, and the check that a document is UTF-8.

extension JSONReader {
    /// Reads from one double quote to the other.
    mutating func string() throws(JSONError) -> String {
        let start = position
        var text: [UInt8] = []
        advance()
        while let byte = next {
            switch byte {
            case UInt8(ascii: "\""):
                advance()
                return String(decoding: text, as: UTF8.self)
            case UInt8(ascii: "\\"):
                text += String(try escape()).utf8
            case UInt8(ascii: "\n"):
                throw JSONError(position: start, reason: "the string that begins here is not closed on its line")
            case ..<0x20:
                let escape = byte == 0x09 ? "; a TAB is written \\t" : ""
                throw error("a control character (\(byte)) in a string\(escape)")
            default:
                text.append(byte)
                advance()
            }
        }
        throw JSONError(position: start, reason: "the string that begins here is not closed")
    }

    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = position
        advance()
        guard let letter = next else { throw error("the file ends in an escape") }
        advance()
        switch letter {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(letter)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try unicodeEscape(from: start)
        default: throw JSONError(position: start, reason: "JSON has no such escape; a backslash is written \\\\")
        }
    }

    /// Reads what follows `\u`. Python accepts a lone surrogate too, and fails when it writes it.
    private mutating func unicodeEscape(from start: SourcePosition) throws(JSONError) -> Unicode.Scalar {
        let unit = try hexadecimalDigits(from: start)
        if let scalar = Unicode.Scalar(unit) { return scalar }
        if unit < 0xDC00, next == UInt8(ascii: "\\"), bytes.dropFirst(offset + 1).first == UInt8(ascii: "u") {
            advance()
            advance()
            let low = try hexadecimalDigits(from: start)
            let pair = 0x10000 + ((unit & 0x3FF) << 10 | low & 0x3FF)
            if (0xDC00...0xDFFF).contains(low), let scalar = Unicode.Scalar(pair) { return scalar }
        }
        throw JSONError(position: start, reason: "half of a surrogate pair is not a character")
    }

    private mutating func hexadecimalDigits(from start: SourcePosition) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = next, let digit = Character(Unicode.Scalar(byte)).hexDigitValue else {
                throw JSONError(position: start, reason: "expected four hexadecimal digits after \\u")
            }
            unit = unit << 4 | UInt32(digit)
            advance()
        }
        return unit
    }

    /// Refuses anything but UTF-8, and a byte order mark, as Python does.
    static func checkEncoding(_ bytes: [UInt8]) throws(JSONError) {
        let first = SourcePosition(line: 1, column: 1)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            throw JSONError(position: first, reason: "the file begins with a byte order mark; save it as plain UTF-8")
        }
        if bytes.starts(with: [0xFF, 0xFE]) || bytes.starts(with: [0xFE, 0xFF]) {
            throw JSONError(position: first, reason: "the file is UTF-16; save it as UTF-8")
        }
        guard String(validating: bytes, as: UTF8.self) == nil else { return }
        let reader = JSONReader.at(firstInvalidByteOf: bytes)
        let byte = "0x" + String(reader.next ?? 0, radix: 16, uppercase: true)
        throw reader.error("the byte \(byte) is not UTF-8; save the file as UTF-8")
    }

    private static func at(firstInvalidByteOf bytes: [UInt8]) -> JSONReader {
        var reader = JSONReader(bytes: bytes)
        while reader.next != nil {
            let point = bytes.span.codePoint(at: reader.offset)
            guard point.scalar != nil else { break }
            for _ in 0..<point.length { reader.advance() }
        }
        return reader
    }
}
