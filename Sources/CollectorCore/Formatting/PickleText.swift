// PickleText.swift: values as written by Python's pickle in protocol 1.

/// Source: CPython `Modules/_pickle.c`, `save_unicode`, `save_long`, `save_float`; opcodes in `Lib/pickletools.py`.
extension ByteBuffer {
    /// Appends BINUNICODE: `X`, the length in four bytes, little-endian, and UTF-8.
    ///
    /// An undecodable byte is the lone surrogate that `surrogateescape` makes of it, in three bytes.
    mutating func append(pickling text: Bytes) {
        append(UInt8(ascii: "X"))
        let start = count
        append("\0\0\0\0")
        var copied = 0
        var offset = 0
        while offset < text.count {
            if text[offset] < 0x80 {
                offset += 1
                continue
            }
            let point = text.codePoint(at: offset)
            if point.scalar == nil {
                append(text.extracting(copied..<offset))
                append(0xE0 | UInt8(truncatingIfNeeded: point.value >> 12))
                append(0x80 | UInt8(truncatingIfNeeded: point.value >> 6 & 0x3F))
                append(0x80 | UInt8(truncatingIfNeeded: point.value & 0x3F))
                copied = offset + point.length
            }
            offset += point.length
        }
        append(text.extracting(copied..<text.count))
        overwrite(UInt32(count - start - 4).littleEndian, at: start)
    }
}

extension FieldValue {
    /// The pickled form of a value other than a string.
    var pickle: [UInt8] {
        switch self {
        case .text: []
        case .none: [UInt8(ascii: "N")]
        case .boolean(let boolean): Array((boolean ? "I01\n" : "I00\n").utf8)
        case .emptyTuple: [UInt8(ascii: ")")]
        case .float(let number): [UInt8(ascii: "G")] + bytes(of: number.bitPattern, 8).reversed()
        case .integer(let number):
            switch number {
            case 0...0xFF: [UInt8(ascii: "K"), UInt8(number)]
            case 0...0xFFFF: [UInt8(ascii: "M")] + bytes(of: UInt64(number), 2)
            case Int(Int32.min)...Int(Int32.max):
                [UInt8(ascii: "J")] + bytes(of: UInt64(truncatingIfNeeded: number), 4)
            default: Array("L\(number)L\n".utf8)
            }
        }
    }

    /// The lowest `count` bytes of a number, little-endian.
    private func bytes(of number: UInt64, _ count: Int) -> [UInt8] {
        (0..<count).map { UInt8(truncatingIfNeeded: number >> UInt64(8 * $0)) }
    }
}
