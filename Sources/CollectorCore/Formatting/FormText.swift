// FormText.swift: text as a value of an HTML form.

extension ByteBuffer {
    /// Appends `text` form-encoded: a space is `+`; all but letters, digits and `_.-~` are `%` and two digits.
    ///
    /// Source: CPython `Lib/urllib/parse.py`, `quote_plus`. It fails on undecodable bytes, which are escaped here like
    /// any others.
    mutating func append(formValue text: Bytes) {
        var offset = 0
        while offset < text.count {
            var end = offset
            while end < text.count, text[end].isUnreserved { end += 1 }
            append(text.extracting(offset..<end))
            guard end < text.count else { return }
            append(text[end] == 0x20 ? UInt8(ascii: "+") : UInt8(ascii: "%"))
            if text[end] != 0x20 {
                append(hexadecimal: UInt32(text[end]), digits: 2, uppercase: true)
            }
            offset = end + 1
        }
    }
}

extension UInt8 {
    /// Whether it is unreserved in a URI: RFC 3986 section 2.3.
    fileprivate var isUnreserved: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
        case UInt8(ascii: "_"), UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "~"): true
        default: false
        }
    }
}
