// Hexadecimal.swift: numbers in hexadecimal digits, for escapes and dumps.

extension String {
    /// `value` in hexadecimal, with zeros in front up to `digits`.
    package init(hexadecimal value: some BinaryInteger, digits: Int = 1) {
        let text = String(value, radix: 16)
        self = String(repeating: "0", count: Swift.max(0, digits - text.utf8.count)) + text
    }
}

extension ByteBuffer {
    /// Appends the last `digits` hexadecimal digits of `value`.
    mutating func append(hexadecimal value: UInt32, digits: Int, uppercase: Bool = false) {
        for shift in stride(from: (digits - 1) * 4, through: 0, by: -4) {
            let digit = UInt8(truncatingIfNeeded: value >> UInt32(shift) & 0xF)
            append(digit < 10 ? 0x30 + digit : (uppercase ? 0x37 : 0x57) + digit)
        }
    }
}
