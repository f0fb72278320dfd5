// FrameCollector.swift: a framer with the frames it has made so far, for tests.
@testable import CollectorCore

/// Feeds a framer and keeps all frames as bytes.
struct FrameCollector: ~Copyable {
    private var framer: Framer
    private var batch = FrameBatch()
    private(set) var frames: [[UInt8]] = []
    private(set) var ends: [FrameEnd?] = []
    private(set) var truncated = 0
    private(set) var skippedBytes = 0

    init(_ framing: Framing = .auto, limit: Int = 262_144) {
        framer = Framer(framing: framing, limit: limit)
    }

    var heldBytes: Int { framer.heldBytes }
    var lastEnd: FrameEnd? { framer.lastEnd }

    mutating func feed(_ bytes: some Sequence<UInt8>) {
        let received = Array(bytes)
        framer.read(received.span, into: &batch)
        take(received)
    }

    mutating func finish() {
        framer.finish(into: &batch)
        take([])
    }

    /// Cuts the frame that is not complete.
    mutating func cut() {
        framer.cut(into: &batch)
        take([])
    }

    private mutating func take(_ received: [UInt8]) {
        for index in batch.frames.indices {
            frames.append(batch.bytes(of: batch.frames[index], in: received.span).array)
            let end = batch.frames[index].end
            ends.append(end)
        }
        truncated += batch.truncated
        skippedBytes += batch.skippedBytes
        batch.clear()
    }
}

/// The result of a stream.
struct Framed: Equatable, CustomStringConvertible {
    var frames: [[UInt8]]
    var truncated = 0
    var skippedBytes = 0

    /// Frames the parts of a stream, up to its end.
    init(_ parts: [[UInt8]], framing: Framing = .auto, limit: Int = 262_144) {
        var collector = FrameCollector(framing, limit: limit)
        for part in parts { collector.feed(part) }
        collector.finish()
        frames = collector.frames
        truncated = collector.truncated
        skippedBytes = collector.skippedBytes
    }

    var lines: [String] { frames.map { String(decoding: $0, as: UTF8.self) } }
    var description: String { "\(lines), \(truncated) truncated, \(skippedBytes) bytes skipped" }
}
