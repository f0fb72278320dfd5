// StoredFramesTests.swift: lines in memory are those that a framer would have found in a stream.
import TestSupport
import Testing

@testable import CollectorCore

@Suite("Lines of a text in memory")
struct StoredFramesTests {
    private static func framed(_ bytes: [UInt8], limit: Int) -> [[UInt8]] {
        var framer = Framer(framing: .lf, limit: limit)
        var batch = FrameBatch()
        framer.read(bytes.span, into: &batch)
        framer.finish(into: &batch)
        return batch.frames.indices.map { batch.bytes(of: batch.frames[$0], in: bytes.span).array }
    }

    private static func stored(_ bytes: [UInt8], limit: Int) -> [[UInt8]] {
        var frames = StoredFrames(limit: limit)
        var lines: [[UInt8]] = []
        while let (range, _) = frames.next(in: bytes.span) { lines.append(Array(bytes[range])) }
        return lines
    }

    @Test("random texts have the lines that the framer finds")
    func random() {
        var random = SeededGenerator(for: "stored frames")
        for _ in 0..<1_000 {
            let bytes = (0..<random.number(0...120)).map { _ in
                random.pick([10, 10, 13, 32, 0, 9, 65, 66, 67, 255] as [UInt8])
            }
            let limit = random.number(16...40)
            #expect(Self.stored(bytes, limit: limit) == Self.framed(bytes, limit: limit), "\(bytes)")
        }
    }

    @Test("bytes are counted, and found from the end, as one by one")
    func bytes() {
        var random = SeededGenerator(for: "counted bytes")
        for _ in 0..<60 {
            let bytes = (0..<random.number(0...20_000)).map { _ in random.pick([10, 65] as [UInt8]) }
            let start = random.number(0...bytes.count)
            let end = random.number(start...bytes.count)
            #expect(bytes.span.count(of: 10, in: start..<end) == bytes[start..<end].count { $0 == 10 })
            #expect(bytes.span.lastOffset(of: 10, before: end) == bytes[..<end].lastIndex(of: 10))
        }
    }
}
