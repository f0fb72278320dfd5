// ObjectLine.swift: a line that is a JSON object, as this collector writes them: with `--output json`, or by a formatter.
import CollectorCore

/// The members of a flat JSON object, by the names that are known. An object in an object makes it any text.
struct ObjectLine {
    /// The names of members that mean something.
    enum Name: String, CaseIterable {
        case time, timestamp, asctime, peer, name, collector, listener, severity, facility, host, app, message, tls,
            length
    }

    /// What stands between the quotation marks, or the number.
    private var values: [Name: Range<Int>] = [:]

    subscript(name: Name) -> Range<Int>? { values[name] }

    /// Reads `line` to its end.
    init?(_ line: Bytes) {
        guard line.count > 1, line[0] == UInt8(ascii: "{"), line[line.count - 1] == UInt8(ascii: "}") else {
            return nil
        }
        var position = 1
        while true {
            Self.skipBlanks(line, &position)
            guard let key = Self.string(line, &position) else { return nil }
            Self.skipBlanks(line, &position)
            guard Self.skip(":", line, &position) else { return nil }
            Self.skipBlanks(line, &position)
            guard let value = Self.string(line, &position) ?? Self.word(line, &position) else { return nil }
            if key.count <= 9, let name = Name(rawValue: line.extracting(key).lossyText) { values[name] = value }
            Self.skipBlanks(line, &position)
            guard Self.skip(",", line, &position) else { break }
        }
        guard Self.skip("}", line, &position), position == line.count else { return nil }
    }

    private static func skipBlanks(_ line: Bytes, _ position: inout Int) {
        while position < line.count, line[position] == 0x20 || line[position] == 0x09 { position += 1 }
    }

    private static func skip(_ character: Unicode.Scalar, _ line: Bytes, _ position: inout Int) -> Bool {
        guard position < line.count, line[position] == UInt8(ascii: character) else { return false }
        position += 1
        return true
    }

    private static func string(_ line: Bytes, _ position: inout Int) -> Range<Int>? {
        guard position < line.count, line[position] == UInt8(ascii: "\"") else { return nil }
        let start = position + 1
        var end = start
        while end < line.count, line[end] != UInt8(ascii: "\"") { end += line[end] == UInt8(ascii: "\\") ? 2 : 1 }
        guard end < line.count else { return nil }
        position = end + 1
        return start..<end
    }

    /// A number, true, false or null.
    private static func word(_ line: Bytes, _ position: inout Int) -> Range<Int>? {
        let start = position
        while position < line.count {
            switch line[position] {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."):
                position += 1
            default: return position > start ? start..<position : nil
            }
        }
        return nil
    }
}

// MARK: - Strings

extension ObjectLine {
    /// Appends the text of a string. Lone surrogates from U+DC80 on are the bytes that were no UTF-8; others become U+FFFD.
    static func append(_ string: Bytes, to bytes: inout [UInt8]) {
        var position = 0
        while position < string.count {
            guard string[position] == UInt8(ascii: "\\"), position + 1 < string.count else {
                bytes.append(string[position])
                position += 1
                continue
            }
            position += 2
            switch string[position - 1] {
            case UInt8(ascii: "n"): bytes.append(0x0A)
            case UInt8(ascii: "t"): bytes.append(0x09)
            case UInt8(ascii: "r"): bytes.append(0x0D)
            case UInt8(ascii: "b"): bytes.append(0x08)
            case UInt8(ascii: "f"): bytes.append(0x0C)
            case UInt8(ascii: "u"): appendCodePoint(string, &position, to: &bytes)
            case let other: bytes.append(other)
            }
        }
    }

    private static func appendCodePoint(_ string: Bytes, _ position: inout Int, to bytes: inout [UInt8]) {
        guard let unit = unit(string, position) else { return bytes.append(UInt8(ascii: "u")) }
        position += 4
        if 0xDC80...0xDCFF ~= unit { return bytes.append(UInt8(unit - 0xDC00)) }
        if 0xD800...0xDBFF ~= unit, position + 1 < string.count, string[position] == UInt8(ascii: "\\"),
            string[position + 1] == UInt8(ascii: "u"), let low = self.unit(string, position + 2), 0xDC00...0xDFFF ~= low
        {
            position += 6
            append(Unicode.Scalar(0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)), to: &bytes)
        } else {
            append(Unicode.Scalar(unit), to: &bytes)
        }
    }

    private static func append(_ scalar: Unicode.Scalar?, to bytes: inout [UInt8]) {
        bytes += Array(String(scalar ?? "\u{FFFD}").utf8)
    }

    private static func unit(_ string: Bytes, _ start: Int) -> UInt32? {
        guard start + 4 <= string.count else { return nil }
        var unit: UInt32 = 0
        for index in start..<start + 4 {
            guard let digit = Character(Unicode.Scalar(string[index])).hexDigitValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }
}
