// FrameBatch.swift: the frames that one read completed; a batch, not a line, is the unit of work.

/// The frames of one read, as ranges of the received bytes or of the batch's own bytes.
///
/// Each event loop owns one batch and reuses it for every read, so that a frame costs no allocation.
struct FrameBatch: ~Copyable {
    /// A range: `count` bytes from `start` on, in the received bytes or, if the top bit is set, in `assembled`.
    struct Frame: BitwiseCopyable {
        private var start: UInt32
        /// The number of bytes, and in the three bits above it what ended the frame.
        private var size: UInt32

        init(received range: Range<Int>, end: FrameEnd?) {
            start = UInt32(range.lowerBound)
            size = UInt32(range.count) | Self.bits(end)
        }

        init(assembled range: Range<Int>, end: FrameEnd?) {
            self.init(received: range, end: end)
            start |= FrameBatch.inAssembled
        }

        /// Bytes of the frame; a frame is shorter than 512 MiB.
        var count: UInt32 { size & Self.countMask }

        /// What ended the frame; `nil` where it was cut, or where the stream ended first.
        var end: FrameEnd? {
            get { FrameEnd(rawValue: UInt8(size >> Self.endShift)) }
            set { size = count | Self.bits(newValue) }
        }

        private static let endShift: UInt32 = 29
        private static let countMask: UInt32 = (1 << endShift) - 1

        @inline(__always)
        private static func bits(_ end: FrameEnd?) -> UInt32 { UInt32(end?.rawValue ?? 7) << endShift }

        /// Its bytes, in the received bytes or in the batch's own.
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
    ///
    /// - Parameter end: what ended it, as for `Frame`.
    @inline(__always)
    mutating func add(received range: Range<Int>, end: FrameEnd? = .lineFeed) {
        places.append(Frame(received: range, end: end))
    }

    /// Adds a frame that `fill` appends to the batch's own bytes.
    mutating func assemble(end: FrameEnd?, _ fill: (inout ByteBuffer) -> Void) {
        let start = assembled.count
        fill(&assembled)
        places.append(Frame(assembled: start..<assembled.count, end: end))
    }

    /// Replaces what ended the last frame: another byte of its terminator has come. A frame that was cut has no end.
    mutating func amendLast(end: FrameEnd?) {
        places.changeLast { if $0.end != nil { $0.end = end } }
    }

    mutating func countCut(skipping bytes: Int) {
        truncated += 1
        skippedBytes += bytes
    }

    mutating func countSkipped(_ bytes: Int) {
        skippedBytes += bytes
    }
}
