// FrameBatch.swift: the frames that one read completed; a batch, not a line, is the unit of work.

/// The frames of one read, as ranges of the received bytes or of the batch's own bytes.
///
/// Each event loop owns one batch and reuses it for every read, so that a frame costs no allocation.
struct FrameBatch: ~Copyable {
    /// A range: `count` bytes from `start` on, in the received bytes or, if the top bit is set, in `assembled`.
    struct Frame: BitwiseCopyable {
        private var start: UInt32
        let count: UInt32

        init(received range: Range<Int>) {
            start = UInt32(range.lowerBound)
            count = UInt32(range.count)
        }

        init(assembled range: Range<Int>) {
            self.init(received: range)
            start |= FrameBatch.inAssembled
        }

        /// Its range, in the received bytes or in the batch's own.
        @_lifetime(copy received, copy assembled)
        @inline(__always)
        func bytes(received: Bytes, assembled: Bytes) -> Bytes {
            let range = offset..<offset + Int(count)
            return isAssembled ? assembled.extracting(range) : received.extracting(range)
        }

        var isAssembled: Bool { start & FrameBatch.inAssembled != 0 }
        /// Its start in the received bytes or in the batch's own.
        var offset: Int { Int(start & ~FrameBatch.inAssembled) }
    }

    private var places = ValueBuffer<Frame>()
    /// Frames that differ from the received bytes: joined from several reads, or escaped.
    private var assembled = ByteBuffer()
    /// Frames cut at the size limit, or by the end of the stream inside a counted frame.
    fileprivate(set) var truncated = 0
    /// Bytes skipped after a cut.
    fileprivate(set) var skippedBytes = 0

    fileprivate static let inAssembled: UInt32 = 1 << 31

    var count: Int { places.count }
    var isEmpty: Bool { places.isEmpty }

    var frames: Span<Frame> {
        @_lifetime(borrow self)
        @inline(__always)
        get { places.values }
    }

    /// The bytes of one frame; `received` must be what the batch was made from.
    @_lifetime(borrow self, copy received)
    @inline(__always)
    borrowing func bytes(of frame: Frame, in received: Bytes) -> Bytes {
        frame.bytes(received: received, assembled: assembled.bytes)
    }

    /// The batch's own bytes.
    var assembledBytes: Bytes {
        @_lifetime(borrow self)
        get { assembled.bytes }
    }

    /// Removes the frames; keeps the memory for the next read, unless an unusual read made it large.
    mutating func clear() {
        places.clear()
        assembled.clear(keeping: 1 << 20)
        truncated = 0
        skippedBytes = 0
    }

    /// Adds the frame `range` of the received bytes.
    @inline(__always)
    mutating func add(received range: Range<Int>) {
        places.append(Frame(received: range))
    }

    /// Adds a frame that `fill` appends to the batch's own bytes.
    mutating func assemble(_ fill: (inout ByteBuffer) -> Void) {
        let start = assembled.count
        fill(&assembled)
        places.append(Frame(assembled: start..<assembled.count))
    }

    mutating func countCut(skipping bytes: Int) {
        truncated += 1
        skippedBytes += bytes
    }

    mutating func countSkipped(_ bytes: Int) {
        skippedBytes += bytes
    }
}
