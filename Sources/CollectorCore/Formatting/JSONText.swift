// JSONText.swift: text as a JSON string, for other modules.

package enum JSONText {
    /// The text in quotes, in UTF-8. Where bytes of it are none, they become lone surrogates, `\udcXX`, and the rest of the
    /// text is escaped too.
    package static func quoted(_ text: Bytes) -> [UInt8] {
        var buffer = ByteBuffer()
        let isUTF8 = (try? UTF8Span(validating: text)) != nil
        TextConversion.json(ascii: !isUTF8).append(text, to: &buffer)
        return buffer.bytes.array
    }
}
