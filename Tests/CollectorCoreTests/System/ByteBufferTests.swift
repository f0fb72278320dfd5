// ByteBufferTests.swift: the one growing buffer of the hot path.
import Testing

@testable import CollectorCore

@Suite("A byte buffer")
struct ByteBufferTests {
    @Test("keeps every byte, in order, through growth and removal from the front")
    func keepsBytesInOrder() {
        var buffer = ByteBuffer()
        var expected: [UInt8] = []
        for round in 0..<2_000 {
            let piece = Array(repeating: UInt8(round % 251), count: round % 7)
            buffer.append(piece.span)
            expected += piece
            if round % 100 == 99 {
                let gone = expected.count / 3
                buffer.removeFirst(gone)
                expected.removeFirst(gone)
            }
        }
        #expect(buffer.bytes.array == expected)
    }

    @Test("lends nothing, safely, before anything was appended")
    func emptyBufferHasEmptyBytes() {
        let buffer = ByteBuffer()
        #expect(buffer.bytes.array == [])
        #expect(buffer.bytes.offset(of: 10, from: 0) == 0)
    }

    @Test("finds a byte at or after an offset, or says that there is none", arguments: [(0, 1), (2, 3), (4, 5)])
    func findsBytes(start: Int, found: Int) {
        let bytes = Array("a\nb\nc".utf8)
        #expect(bytes.span.offset(of: 10, from: start) == found)
    }

    @Test("finds what a JSON string escapes, at any distance from the end", arguments: 0...40)
    func jsonText(length: Int) {
        let plain = (0x20..<0x7F).map { UInt8($0) }.filter { $0 != 0x22 && $0 != 0x5C }
        let text = (0..<length).map { plain[($0 * 7 + length) % plain.count] }
        for start in 0...length { #expect(text.span.endOfJSONText(from: start) == length) }
        for index in text.indices {
            for byte in UInt8.min...UInt8.max where !plain.contains(byte) {
                var text = text
                text[index] = byte
                // What follows must not hide it.
                if index + 1 < length { text[index + 1] = 0x00 }
                #expect(text.span.endOfJSONText(from: 0) == index)
            }
        }
    }
}
