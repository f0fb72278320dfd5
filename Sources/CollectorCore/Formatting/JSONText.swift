// JSONText.swift: text as a JSON string, for other modules.

package enum JSONText {
    /// The text in quotes, in UTF-8; bytes that are none become lone surrogates, `\udcXX`.
    package static func quoted(_ text: Bytes) -> [UInt8] {
        var buffer = ByteBuffer()
        TextConversion.json(ascii: false).append(text, to: &buffer)
        return buffer.bytes.array
    }
}
