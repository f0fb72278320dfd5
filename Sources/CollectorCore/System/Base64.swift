// Base64.swift: bytes as printable ASCII; RFC 4648 section 4.

package enum Base64 {
    private static let digits = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// `bytes` encoded, padded with `=` to a multiple of four.
    package static func text(_ bytes: Bytes) -> String {
        var text: [UInt8] = []
        text.reserveCapacity((bytes.count + 2) / 3 * 4)
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let length = min(3, bytes.count - start)
            var group: UInt32 = 0
            for index in 0..<length { group |= UInt32(bytes[start + index]) << UInt32(16 - 8 * index) }
            for index in 0..<4 {
                text.append(index > length ? UInt8(ascii: "=") : digits[Int(group >> UInt32(18 - 6 * index) & 0x3F)])
            }
        }
        return String(decoding: text, as: UTF8.self)
    }
}
