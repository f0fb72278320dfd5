// Base64Tests.swift: base64 by the vectors of its specification.
import Testing

@testable import CollectorCore

@Suite("Base64")
struct Base64Tests {
    @Test(
        "has the text that RFC 4648 section 10 gives",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func vectors(bytes: String, text: String) {
        #expect(Base64.text(bytes.utf8.span) == text)
    }

    @Test("uses all 64 digits, in their order")
    func digits() {
        let groups = (0..<16).flatMap { group -> [UInt8] in
            let number = (0..<4).reduce(0) { $0 << 6 | (group * 4 + $1) }
            return [UInt8(number >> 16), UInt8(number >> 8 & 0xFF), UInt8(number & 0xFF)]
        }
        let text = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
        #expect(Base64.text(groups.span) == text)
    }
}
