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
}
