// CodePoint.swift: bytes decoded as in Python with `surrogateescape`: an undecodable byte is one character.

/// One character of a text in UTF-8, or one undecodable byte.
package struct CodePoint: Equatable {
    /// The Unicode code point; for an undecodable byte 0xDC00 + its value, the surrogate that Python uses.
    package var value: UInt32
    /// Its length in bytes; 1 for an undecodable byte.
    package var length: Int

    /// The scalar, or `nil` for an undecodable byte.
    package var scalar: Unicode.Scalar? { Unicode.Scalar(value) }
}

extension Span<UInt8> {
    /// The code point that begins at byte `offset`.
    ///
    /// Well-formed means Unicode table 3-7: no overlong forms, no surrogates, nothing above U+10FFFF.
    @inline(__always)
    package func codePoint(at offset: Int) -> CodePoint {
        let first = self[offset]
        if first < 0x80 { return CodePoint(value: UInt32(first), length: 1) }
        return codePointBeyondASCII(at: offset, first: first)
    }

    private func codePointBeyondASCII(at offset: Int, first: UInt8) -> CodePoint {
        let bad = CodePoint(value: 0xDC00 + UInt32(first), length: 1)
        let length: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0...0xEF: length = 3
        case 0xF0...0xF4: length = 4
        default: return bad
        }
        switch first {
        case 0xE0: second = 0xA0...0xBF
        case 0xED: second = 0x80...0x9F
        case 0xF0: second = 0x90...0xBF
        case 0xF4: second = 0x80...0x8F
        default: break
        }
        guard offset + length <= count, second.contains(self[offset + 1]) else { return bad }
        var value = (UInt32(first) & (0x7F >> UInt32(length))) << 6 | UInt32(self[offset + 1] & 0x3F)
        for next in offset + 2..<offset + length {
            guard self[next] & 0xC0 == 0x80 else { return bad }
            value = value << 6 | UInt32(self[next] & 0x3F)
        }
        return CodePoint(value: value, length: length)
    }

    /// The byte offset of code point `number`, counted from 0, or `count` if there are fewer.
    func offset(ofCodePoint number: Int) -> Int {
        var offset = 0
        var remaining = number
        while remaining > 0, offset < count {
            offset += codePoint(at: offset).length
            remaining -= 1
        }
        return offset
    }

    var codePointCount: Int {
        var offset = 0
        var number = 0
        while offset < count {
            offset += codePoint(at: offset).length
            number += 1
        }
        return number
    }
}
