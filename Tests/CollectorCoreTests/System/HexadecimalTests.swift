// HexadecimalTests.swift: numbers in hexadecimal digits.
import Testing

@testable import CollectorCore

@Suite("Hexadecimal digits")
struct HexadecimalTests {
    @Test(
        "are filled up with zeros, and never cut",
        arguments: [(0, 1, "0"), (0, 4, "0000"), (0x9B, 2, "9b"), (0x9B, 1, "9b"), (0x1F600, 4, "1f600")])
    func texts(value: UInt32, digits: Int, text: String) {
        #expect(String(hexadecimal: value, digits: digits) == text)
    }

    @Test(
        "of a buffer are as many as asked for, in either case",
        arguments: [
            (0x9B, 2, false, "9b"), (0x9B, 2, true, "9B"), (0xA, 4, false, "000a"), (0x12_3456, 4, false, "3456"),
            (0xDEAD_BEEF, 8, true, "DEADBEEF"),
        ])
    func appended(value: UInt32, digits: Int, uppercase: Bool, text: String) {
        var buffer = ByteBuffer()
        buffer.append(hexadecimal: value, digits: digits, uppercase: uppercase)
        #expect(buffer.bytes.lossyText == text)
    }
}
