// Escapes.swift: how formats write characters that would end a name or a value, and what they stand for.
import CollectorCore

/// The escapes of a format. All begin with a backslash.
enum Escapes: Equatable {
    case none
    /// RFC 8259 section 7. What is no escape there, such as `\x` in quoted text of Go programs, stays as it is.
    case json
    /// RFC 5424 section 6.3.3: only a quotation mark, a backslash and a bracket can be escaped.
    case structured
    /// CEF: `\\`, `\|`, `\=`, `\n` and `\r`.
    case event

    /// Appends what `text` stands for. A lone surrogate becomes the three bytes of its code, which are no UTF-8.
    func undo(_ text: Bytes, into bytes: inout [UInt8]) {
        var position = 0
        while position < text.count {
            let byte = text[position]
            guard byte == UInt8(ascii: "\\"), self != .none, position + 1 < text.count else {
                bytes.append(byte)
                position += 1
                continue
            }
            let next = text[position + 1]
            if self == .json, next == UInt8(ascii: "u"), let unit = Self.codeUnit(text, at: position) {
                position += Self.append(unit, followedBy: Self.codeUnit(text, at: position + 6), to: &bytes)
            } else if let meant = meaning(of: next) {
                bytes.append(meant)
                position += 2
            } else {
                bytes.append(byte)
                position += 1
            }
        }
    }

    private func meaning(of byte: UInt8) -> UInt8? {
        switch (self, byte) {
        case (_, UInt8(ascii: "\\")): byte
        case (.json, UInt8(ascii: "\"")), (.json, UInt8(ascii: "/")): byte
        case (.json, UInt8(ascii: "b")): 0x08
        case (.json, UInt8(ascii: "f")): 0x0C
        case (.json, UInt8(ascii: "n")), (.event, UInt8(ascii: "n")): 0x0A
        case (.json, UInt8(ascii: "r")), (.event, UInt8(ascii: "r")): 0x0D
        case (.json, UInt8(ascii: "t")): 0x09
        case (.structured, UInt8(ascii: "\"")), (.structured, UInt8(ascii: "]")): byte
        case (.event, UInt8(ascii: "|")), (.event, UInt8(ascii: "=")): byte
        default: nil
        }
    }

    /// The UTF-16 code unit that `\uXXXX` stands for, if that is what stands there.
    static func codeUnit(_ text: Bytes, at start: Int) -> UInt16? {
        guard start + 6 <= text.count, text[start] == UInt8(ascii: "\\"), text[start + 1] == UInt8(ascii: "u") else {
            return nil
        }
        var unit: UInt16 = 0
        for index in start + 2..<start + 6 {
            guard let digit = Character(Unicode.Scalar(text[index])).hexDigitValue, text[index] < 0x80 else {
                return nil
            }
            unit = unit << 4 | UInt16(digit)
        }
        return unit
    }

    /// Appends a code unit, with the one behind it if they are a pair of surrogates.
    ///
    /// - Returns: the bytes that were read.
    private static func append(_ unit: UInt16, followedBy next: UInt16?, to bytes: inout [UInt8]) -> Int {
        if UTF16.isLeadSurrogate(unit), let next, UTF16.isTrailSurrogate(next) {
            let value = 0x1_0000 + (UInt32(unit & 0x3FF) << 10 | UInt32(next & 0x3FF))
            bytes += [0xF0 | UInt8(value >> 18), tail(value >> 12), tail(value >> 6), tail(value)]
            return 12
        }
        let value = UInt32(unit)
        if value < 0x80 {
            bytes.append(UInt8(value))
        } else if value < 0x800 {
            bytes += [0xC0 | UInt8(value >> 6), tail(value)]
        } else {
            bytes += [0xE0 | UInt8(value >> 12), tail(value >> 6), tail(value)]
        }
        return 6
    }

    private static func tail(_ value: UInt32) -> UInt8 { 0x80 | UInt8(value & 0x3F) }
}
