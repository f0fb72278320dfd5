// FeedSource.swift: where a line came from, stored once per connection.

/// A connection as the view names it. Every line holds a small index to it.
public final class FeedSource: Sendable {
    /// In numbers; an IPv4 peer of an IPv6 socket is written as IPv4.
    public let address: String
    public let port: UInt16
    /// `nil` for a plain connection.
    public let tls: TLSFacts?
    /// How the first message examined ended. The others may end differently, but with every known sender they do not.
    public let framing: FrameEnd?

    public init(address: String, port: UInt16, tls: TLSFacts? = nil, framing: FrameEnd? = nil) {
        self.address = address
        self.port = port
        self.tls = tls
        self.framing = framing
    }
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

    public init(sequence: UInt64, received: WallTime, source: FeedSource, length: Int, isTruncated: Bool = false) {
        self.sequence = sequence
        self.received = received
        self.source = source
        self.length = length
        self.isTruncated = isTruncated
    }
}

/// A message of the collector itself.
package struct FeedNote: Sendable {
    package var text: String
    package var time: WallTime
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
