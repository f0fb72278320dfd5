// DatagramSender.swift: those that a socket receives datagrams from, found without an allocation.

/// A sender of datagrams: an address and port, or a process; used by one event loop's thread alone.
final class DatagramSender {
    let key: SocketAddressKey
    let peer: Peer
    let route: Route
    private let port: UInt16
    /// When something last came.
    var lastHeard = Instant.now
    /// Who sends, as views name it; made when the first line is looked at.
    private(set) lazy var source = FeedSource(address: peer.address, port: port)

    init(_ key: SocketAddressKey, _ peer: Peer, _ route: Route, port: UInt16) {
        self.key = key
        self.peer = peer
        self.route = route
        self.port = port
    }
}

@available(*, unavailable)
extension DatagramSender: Sendable {}

/// The senders of one socket. Their number is bounded: senders are as many as somebody likes to make up.
struct DatagramSenders {
    private var byKey: [SocketAddressKey: DatagramSender] = [:]
    /// Most datagrams come in runs.
    private var last: DatagramSender?

    /// A sender takes some 300 bytes, and its peer as many.
    static let limit = 4_096
    /// Seconds without a datagram after which a sender is forgotten.
    static let silence = 3_600.0

    var isEmpty: Bool { byKey.isEmpty }

    @inline(__always)
    mutating func find(_ key: SocketAddressKey) -> DatagramSender? {
        if let last, last.key == key { return last }
        guard let found = byKey[key] else { return nil }
        last = found
        return found
    }

    /// Takes in one that is not known.
    ///
    /// - Returns: those that had to make room: a quarter, so that this is not done for each.
    mutating func add(_ sender: DatagramSender) -> [DatagramSender] {
        var displaced: [DatagramSender] = []
        if byKey.count >= Self.limit {
            let oldest = byKey.values.sorted { $0.lastHeard < $1.lastHeard }.prefix(Self.limit / 4)
            displaced = Array(oldest)
            for old in displaced { byKey[old.key] = nil }
        }
        byKey[sender.key] = sender
        last = sender
        return displaced
    }

    /// - Returns: those that have been silent for too long.
    mutating func removeSilent(at time: Instant) -> [DatagramSender] {
        let cutoff = time.advanced(bySeconds: -Self.silence)
        let silent = byKey.values.filter { $0.lastHeard <= cutoff }
        for sender in silent { byKey[sender.key] = nil }
        last = nil
        return silent
    }
}
