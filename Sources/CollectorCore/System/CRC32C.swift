// CRC32C.swift: the checksum of PROXY headers, by Castagnoli's polynomial; RFC 9260 appendix A.

enum CRC32C {
    private static let table: [UInt32] = (0..<256).map { byte in
        (0..<8).reduce(UInt32(byte)) { value, _ in value & 1 == 0 ? value >> 1 : value >> 1 ^ 0x82F6_3B78 }
    }

    /// The checksum of `bytes`, of which those in `zeros` count as 0.
    static func checksum(_ bytes: Bytes, zeros: Range<Int> = 0..<0) -> UInt32 {
        var value = UInt32.max
        for index in bytes.indices {
            let byte = zeros.contains(index) ? 0 : bytes[index]
            value = table[Int(UInt8(truncatingIfNeeded: value) ^ byte)] ^ value >> 8
        }
        return ~value
    }
}
