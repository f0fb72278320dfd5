// TextEncoder.swift: encodes the text of records in encodings other than UTF-8.

/// Encodes as Python's codecs do. Handlers that write UTF-8 have no encoder: their bytes are written unchanged.
///
/// A byte that is not UTF-8 is written unchanged here too, unless `errors` says otherwise.
///
/// Source: CPython `Objects/unicodeobject.c`, `unicode_encode_ucs1`; `Python/codecs.c`, the error handlers.
struct TextEncoder: Sendable, Equatable {
    let encoding: TextEncoding
    private let errors: EncodingErrors
    /// The first code point that the encoding lacks.
    private let limit: UInt32

    /// `nil` if nothing needs to be done.
    init?(_ encoding: TextEncoding, _ errors: EncodingErrors) {
        switch encoding {
        case .utf8, .utf8WithSignature: return nil
        case .ascii: limit = 0x80
        case .latin1: limit = 0x100
        }
        self.encoding = encoding
        self.errors = errors
    }

    /// The maximum expansion of one byte of text. A bound for memory, not an estimate.
    var expansion: Int {
        switch errors {
        case .strict, .ignore, .replace, .surrogateescape: 1
        case .backslashreplace: 6  // \udcff, of one byte
        case .xmlcharrefreplace: 8  // &#56575;
        case .namereplace: 48  // \N{...} with a name of 88 letters, of two bytes
        }
    }

    /// Appends `text` in the encoding.
    ///
    /// - Returns: false if it cannot be encoded; then nothing is appended.
    func append(_ text: Bytes, to output: inout ByteBuffer) -> Bool {
        let before = output.count
        var offset = 0
        while offset < text.count {
            let start = offset
            while offset < text.count, text[offset] < 0x80 { offset += 1 }
            output.append(text.extracting(start..<offset))
            guard offset < text.count else { break }
            let codePoint = text.codePoint(at: offset)
            if codePoint.value < limit {
                output.append(UInt8(codePoint.value))
            } else if !replace(codePoint.value, to: &output) {
                output.truncate(to: before)
                return false
            }
            offset += codePoint.length
        }
        return true
    }

    /// Appends the replacement for a code point that the encoding lacks; false if there is none.
    private func replace(_ value: UInt32, to output: inout ByteBuffer) -> Bool {
        switch errors {
        case .strict, .surrogateescape:
            guard (0xDC80...0xDCFF).contains(value) else { return false }
            output.append(UInt8(value - 0xDC00))
        case .ignore: break
        case .replace: output.append(UInt8(ascii: "?"))
        case .xmlcharrefreplace: output.append("&#\(value);")
        case .backslashreplace: output.append(escaped: value)
        case .namereplace:
            guard let name = Self.name(value) else {
                output.append(escaped: value)
                break
            }
            output.append("\\N{\(name)}")
        }
        return true
    }

    /// The Unicode name if Python 3.11 knows it: it has none for Tangut ideographs.
    private static func name(_ value: UInt32) -> String? {
        guard let name = Unicode.Scalar(value)?.properties.name else { return nil }
        return name.utf8.starts(with: "TANGUT IDEOGRAPH-".utf8) ? nil : name
    }
}
