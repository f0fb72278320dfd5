// ArrivedFrames.swift: the frames of one read and the time of their arrival, on their way into the outboxes of a route.

/// The frames completed by one read, borrowed while they are delivered.
struct ArrivedFrames: ~Escapable {
    private let frames: Span<FrameBatch.Frame>
    private let received: Bytes
    private let assembled: Bytes
    let time: WallTime

    /// - Parameter received: what `batch` was made from.
    @_lifetime(borrow batch, borrow received)
    init(_ batch: borrowing FrameBatch, of received: borrowing ReceiveBuffer, at time: WallTime) {
        frames = batch.frames
        self.received = received.bytes
        assembled = batch.assembledBytes
        self.time = time
    }

    var count: Int { frames.count }

    /// The bytes of frame `index`.
    subscript(index: Int) -> Bytes {
        @_lifetime(copy self)
        @inline(__always)
        get { frames[index].bytes(received: received, assembled: assembled) }
    }
}
