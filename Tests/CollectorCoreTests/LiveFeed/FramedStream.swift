// FramedStream.swift: what an event loop does with a connection, for tests of the feed.

@testable import CollectorCore

/// A connection without a socket: what is sent is received, framed and left to the feed.
final class FramedStream {
    private var framer: Framer
    private var batch = FrameBatch()
    private var received = ReceiveBuffer(capacity: 256 << 10)

    init(_ framing: Framing = .lf, limit: Int = 262_144) {
        framer = Framer(framing: framing, limit: limit)
    }

    /// - Returns: what adding took.
    @discardableResult
    func send(_ bytes: [UInt8], to feed: LiveFeed, from peer: FeedSource) -> Duration {
        var adding = Duration.zero
        var sent = 0
        let clock = ContinuousClock()
        while sent < bytes.count {
            feed.makeRoom(in: &received)
            sent += received.receive(bytes[sent...])
            Self.read(received, &framer, &batch)
            adding += clock.measure { feed.add(batch, of: &received, peer: peer, at: WallTime(nanoseconds: 1)) }
            batch.clear()
        }
        return adding
    }

    private static func read(_ received: borrowing ReceiveBuffer, _ framer: inout Framer, _ batch: inout FrameBatch) {
        framer.read(received.bytes, into: &batch)
    }
}

extension FeedWindow {
    /// Copies of all lines, oldest first.
    var lines: [FeedLine] { (0..<count).map(line) }
}
