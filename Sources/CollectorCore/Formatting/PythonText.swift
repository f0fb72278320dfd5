// PythonText.swift: text as written by Python's repr(), ascii() and json.dumps(), and by PickleText and FormText.

/// The conversion of a text before its width is measured and padded.
enum TextConversion: Sendable, Hashable {
    case str, repr, ascii
    /// A JSON string with its quotes; `ascii` escapes non-ASCII characters, like `ensure_ascii=True`.
    case json(ascii: Bool)
    /// The pickled form of a `str`, without its memo index.
    case pickle
    /// A value in an HTML form.
    case form

    /// The maximum expansion of one byte of a text: an undecodable byte is written `\udcXX`.
    var expansion: Int {
        switch self {
        case .str: 1
        case .repr, .ascii, .json: 6
        case .pickle, .form: 3
        }
    }

    /// The maximum expansion of a byte that may have been escaped in its frame: a line end is `#012`, and in a form
    /// `%23012`.
    var growth: Int { self == .form ? 6 : max(4, expansion) }

    /// The maximum overhead around a text, in bytes: a pair of quotes, or an opcode and a length.
    var fixedBytes: Int {
        switch self {
        case .str, .form: 0
        case .repr, .ascii, .json: 2
        case .pickle: 5
        }
    }

    /// The maximum size of such a text, besides `fixedBytes`.
    func worstBytes(textOf length: LongestText) -> Int {
        switch length {
        case .any(let count): expansion * count
        case .plain(let count): self == .form ? expansion * count : count
        }
    }

    /// Appends `text` converted.
    func append(_ text: Bytes, to output: inout ByteBuffer) {
        switch self {
        case .str: output.append(text)
        case .repr: appendLiteral(text, keepsPrintable: true, to: &output)
        case .ascii: appendLiteral(text, keepsPrintable: false, to: &output)
        case .json(let ascii): appendJSON(text, ascii: ascii, to: &output)
        case .pickle: output.append(pickling: text)
        case .form: output.append(formValue: text)
        }
    }
}

/// Appends a Python string literal. Source: CPython `Objects/unicodeobject.c`, `unicode_repr`.
private func appendLiteral(_ text: Bytes, keepsPrintable: Bool, to output: inout ByteBuffer) {
    let hasApostrophe = text.offset(of: UInt8(ascii: "'"), from: 0) < text.count
    let hasQuote = text.offset(of: UInt8(ascii: "\""), from: 0) < text.count
    let quote = hasApostrophe && !hasQuote ? UInt8(ascii: "\"") : UInt8(ascii: "'")
    output.append(quote)
    var offset = 0
    while offset < text.count {
        offset += appendRun(of: text, from: offset, to: &output)
        guard offset < text.count else { break }
        let point = text.codePoint(at: offset)
        switch point.value {
        case UInt32(quote), 0x5C:
            output.append(0x5C)
            output.append(UInt8(point.value))
        case 0x0A: output.append("\\n")
        case 0x0D: output.append("\\r")
        case 0x09: output.append("\\t")
        case 0x20..<0x7F: output.append(UInt8(point.value))
        case 0x80... where keepsPrintable && point.isPrintable:
            output.append(text.extracting(offset..<offset + point.length))
        default: output.append(escaped: point.value)
        }
        offset += point.length
    }
    output.append(quote)
}

/// Appends a JSON string. Source: CPython `Lib/json/encoder.py`, `py_encode_basestring(_ascii)`.
///
/// With `ascii` an undecodable byte is `\udcXX`, as with `json.dumps`. Without it, the byte cannot be written in UTF-8
/// (CPython fails), and becomes U+FFFD.
private func appendJSON(_ text: Bytes, ascii: Bool, to output: inout ByteBuffer) {
    output.append(UInt8(ascii: "\""))
    var offset = 0
    while true {
        let end = text.endOfJSONText(from: offset)
        output.append(text.extracting(offset..<end))
        guard end < text.count else { break }
        let point = text.codePoint(at: end)
        offset = end + point.length
        switch point.value {
        case 0x22, 0x5C:
            output.append(0x5C)
            output.append(UInt8(point.value))
        case 0x0A: output.append("\\n")
        case 0x0D: output.append("\\r")
        case 0x09: output.append("\\t")
        case 0x08: output.append("\\b")
        case 0x0C: output.append("\\f")
        case 0x7F... where !ascii:
            if point.scalar == nil {
                output.append("\u{FFFD}")
            } else {
                output.append(text.extracting(end..<offset))
            }
        case 0x10000...:
            output.append("\\u", hexadecimal: 0xD7C0 + point.value >> 10, digits: 4)
            output.append("\\u", hexadecimal: 0xDC00 + point.value & 0x3FF, digits: 4)
        default: output.append("\\u", hexadecimal: point.value, digits: 4)
        }
    }
    output.append(UInt8(ascii: "\""))
}

/// Appends the bytes from `start` on that need no escape, in one copy; returns their number.
private func appendRun(of text: Bytes, from start: Int, to output: inout ByteBuffer) -> Int {
    var end = start
    while end < text.count, text[end].standsForItself { end += 1 }
    output.append(text.extracting(start..<end))
    return end - start
}

extension UInt8 {
    /// Whether it is printable ASCII, neither a quote of either kind nor a backslash.
    fileprivate var standsForItself: Bool {
        0x20..<0x7F ~= self && self != UInt8(ascii: "\"") && self != UInt8(ascii: "'") && self != UInt8(ascii: "\\")
    }
}

extension ByteBuffer {
    /// Appends a code point as Python escapes it: `\xe9`, `\u20ac` or `\U0001f600`.
    mutating func append(escaped value: UInt32) {
        switch value {
        case ..<0x100: append("\\x", hexadecimal: value, digits: 2)
        case ..<0x10000: append("\\u", hexadecimal: value, digits: 4)
        default: append("\\U", hexadecimal: value, digits: 8)
        }
    }

    fileprivate mutating func append(_ prefix: String, hexadecimal value: UInt32, digits: Int) {
        append(prefix)
        append(hexadecimal: value, digits: digits)
    }
}

extension CodePoint {
    /// Whether `str.isprintable()` holds, by Unicode 14, the version of CPython 3.11.
    var isPrintable: Bool {
        guard let properties = scalar?.properties, let age = properties.age, (age.major, age.minor) <= (14, 0) else {
            return false
        }
        switch properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned: return false
        case .lineSeparator, .paragraphSeparator, .spaceSeparator: return value == 0x20
        default: return true
        }
    }
}
