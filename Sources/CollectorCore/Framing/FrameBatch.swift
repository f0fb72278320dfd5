// FrameBatch.swift: the frames that one read completed; a batch, not a line, is the unit of work.

/// The frames of one read, as places in the bytes that were received or in the batch's own.
///
/// One event loop owns one batch and uses it again for every read, so that a frame costs no allocation.
struct FrameBatch: ~Copyable {
    /// A place: `count` bytes from `start` on, in the received bytes or, with the top bit set, in `assembled`.
    struct Frame {
        fileprivate var start: UInt32
        fileprivate var count: UInt32
    }

    private(set) var frames: [Frame] = []
    /// Frames that do not stand in the received bytes as they are: joined from several reads, or escaped.
    private var assembled = ByteBuffer()
    /// Frames cut at the size limit, or by the end of the stream inside a counted frame.
    fileprivate(set) var truncated = 0
    /// Bytes left out behind a cut.
    fileprivate(set) var skippedBytes = 0

    private static let inAssembled: UInt32 = 1 << 31

    var count: Int { frames.count }
    var isEmpty: Bool { frames.isEmpty }

    /// The bytes of one frame; `received` must be what the batch was made from.
    @_lifetime(borrow self, copy received)
    @inline(__always)
    borrowing func bytes(of frame: Frame, in received: Bytes) -> Bytes {
        let count = Int(frame.count)
        guard frame.start & Self.inAssembled == 0 else {
            let start = Int(frame.start ^ Self.inAssembled)
            return assembled.bytes.extracting(start..<start + count)
        }
        let start = Int(frame.start)
        return received.extracting(start..<start + count)
    }

    /// Forgets the frames; keeps the memory for the next read, unless one odd read made it large.
    mutating func clear() {
        frames.removeAll(keepingCapacity: true)
        assembled.clear(keeping: 1 << 20)
        truncated = 0
        skippedBytes = 0
    }

    /// Adds the frame `range` of the received bytes.
    @inline(__always)
    mutating func add(received range: Range<Int>) {
        frames.append(Frame(start: UInt32(range.lowerBound), count: UInt32(range.count)))
    }

    /// Adds a frame that `fill` appends to the batch's own bytes.
    mutating func assemble(_ fill: (inout ByteBuffer) -> Void) {
        let start = assembled.count
        fill(&assembled)
        frames.append(Frame(start: UInt32(start) | Self.inAssembled, count: UInt32(assembled.count - start)))
    }

    mutating func countCut(skipping bytes: Int) {
        truncated += 1
        skippedBytes += bytes
    }

    mutating func countSkipped(_ bytes: Int) {
        skippedBytes += bytes
    }
}
