// FeedSource.swift: where a line came from, stored once per connection.

/// A connection as the view names it. Every line holds a small index to it.
public final class FeedSource: Sendable {
    public let peer: PeerKey
    public let port: UInt16
    /// The name of the listener that received it; `nil` where that is not known.
    public let listener: String?
    /// `nil` for a plain connection.
    public let tls: TLSFacts?

    /// - Parameters:
    ///   - address: in numbers; an IPv4 peer of an IPv6 socket is written as IPv4.
    ///   - collector: the collector's name, where several are watched.
    public init(
        address: String, port: UInt16, tls: TLSFacts? = nil, listener: String? = nil, collector: String? = nil
    ) {
        peer = PeerKey(address, at: collector)
        self.port = port
        self.listener = listener
        self.tls = tls
    }

    public var address: String { peer.address }
    public var collector: String? { peer.collector }
}

/// What the feed knows about a line besides its bytes.
public struct FeedEntry: Sendable {
    /// Counts the lines of all peers, from 1; a line keeps its number, and numbers only grow.
    public var sequence: UInt64
    public var received: WallTime
    public var source: FeedSource
    /// Bytes received; more than are kept if `isTruncated`.
    public var length: Int
    public var isTruncated: Bool
    /// What ended it on the wire; `nil` where it was cut at the size limit, or where the stream ended first.
    public var end: FrameEnd?

    public init(
        sequence: UInt64, received: WallTime, source: FeedSource, length: Int, isTruncated: Bool = false,
        end: FrameEnd? = nil
    ) {
        self.sequence = sequence
        self.received = received
        self.source = source
        self.length = length
        self.isTruncated = isTruncated
        self.end = end
    }
}

/// How serious a record of the collector is.
package enum FeedNoteLevel: String, Sendable {
    case debug = "DEBUG"
    case info = "INFO"
    case warning = "WARNING"
    case error = "ERROR"
}

/// A log record of the collector itself.
package struct FeedNote: Equatable, Sendable {
    package var text: String
    package var time: WallTime
    package var level: FeedNoteLevel
    /// Whether it reports something that a viewer should see at once.
    package var isEvent: Bool

    package init(_ text: String, at time: WallTime, _ level: FeedNoteLevel = .warning, isEvent: Bool = true) {
        self.text = text
        self.time = time
        self.level = level
        self.isEvent = isEvent
    }
}

/// A copy of a line.
public struct FeedLine: Sendable {
    public var entry: FeedEntry
    /// At most `LiveFeed.longestLine` of them.
    public var bytes: [UInt8]

    public init(entry: FeedEntry, bytes: [UInt8]) {
        self.entry = entry
        self.bytes = bytes
    }
}
