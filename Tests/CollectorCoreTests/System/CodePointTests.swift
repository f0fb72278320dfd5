// CodePointTests.swift: the one decoder of UTF-8, against the standard library's.
import Testing

@testable import CollectorCore

@Suite("A code point")
struct CodePointTests {
    @Test("is well-formed where the standard library says so, whatever the bytes")
    func againstTheStandardLibrary() {
        let tails: [[UInt8]] = [
            [], [0x61], [0x80], [0xBF], [0x80, 0x80], [0xA0, 0x80], [0x9F, 0xBF], [0x90, 0x80, 0x80],
            [0x8F, 0xBF, 0xBF],
            [0xBF, 0xBF, 0xBF], [0x80, 0x61], [0x80, 0x80, 0x61], [0xC2, 0x80],
        ]
        for lead in UInt8.min...UInt8.max {
            for tail in tails {
                let bytes = [lead] + tail
                let point = bytes.span.codePoint(at: 0)
                let valid = (1...bytes.count).first { String(validating: bytes.prefix($0), as: UTF8.self) != nil }
                #expect(point.length == valid ?? 1, "\(bytes)")
                if let valid {
                    let text = String(decoding: bytes.prefix(valid), as: UTF8.self)
                    #expect(point.scalar == text.unicodeScalars.first, "\(bytes)")
                } else {
                    #expect(point.scalar == nil && point.value == 0xDC00 + UInt32(lead), "\(bytes)")
                }
            }
        }
    }
}
