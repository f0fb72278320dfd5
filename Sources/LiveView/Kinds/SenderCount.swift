// SenderCount.swift: how many senders there are, up to a limit.
import CollectorCore

/// The senders of one kind of lines, exactly as long as they are few.
struct SenderCount {
    /// Hashes of their addresses.
    private var known: [UInt64] = []
    private var last: UInt64?
    private(set) var hasMore = false

    private static let limit = 64

    var count: Int { known.count }

    @inline(__always)
    mutating func add(_ sender: UInt64) {
        // Lines of one sender often follow each other.
        if sender == last || hasMore { return }
        last = sender
        addIfNew(sender)
    }

    mutating func add(_ other: SenderCount) {
        for sender in other.known { addIfNew(sender) }
        hasMore = hasMore || other.hasMore
    }

    private mutating func addIfNew(_ sender: UInt64) {
        guard !known.contains(sender) else { return }
        if known.count < Self.limit { known.append(sender) } else { hasMore = true }
    }
}

/// The hash of a sender; that of the last one is kept.
struct SenderHash {
    private var last: FeedSource?
    private var hash: UInt64 = 0

    @inline(__always)
    mutating func hash(of source: FeedSource) -> UInt64 {
        if last === source { return hash }
        last = source
        var text = TextHash()
        for byte in source.address.utf8 { text.add(byte) }
        text.add(UInt8(ascii: "@"))
        for byte in (source.collector ?? "").utf8 { text.add(byte) }
        hash = text.value
        return hash
    }
}
