// DatagramSender.swift: those that a socket receives datagrams from, found without an allocation.

/// A sender of datagrams: an address and port, or a process; used by one event loop's thread alone.
final class DatagramSender {
    let key: SocketAddressKey
    let peer: Peer
    /// What its route is found by.
    private let facts: RouteFacts
    private(set) var route = Route.nowhere
    /// That of the router that found the route.
    private(set) var routeGeneration = -1
    /// When something last came.
    var lastHeard = Instant.now
    /// Who sends, as views name it; made when the first line is looked at.
    private(set) lazy var source = FeedSource(
        address: peer.address, port: facts.peerPort, listener: facts.listener)

    init(_ key: SocketAddressKey, _ peer: Peer, _ facts: RouteFacts) {
        self.key = key
        self.peer = peer
        self.facts = facts
    }

    func findRoute(by router: Router) {
        route = peer.route(for: facts, by: router)
        routeGeneration = router.generation
    }

    /// Its route is one of an earlier configuration. What waits in memories of it is passed on, so that it stays before
    /// what comes now.
    func forgetRoute() {
        route.flushMemories()
        route = .nowhere
        routeGeneration = -1
    }
}

@available(*, unavailable)
extension DatagramSender: Sendable {}

/// The senders of one socket. Their number is bounded: senders are as many as somebody likes to make up.
struct DatagramSenders {
    private var byKey: [SocketAddressKey: DatagramSender] = [:]
    /// Most datagrams come in runs.
    private var last: DatagramSender?

    /// A sender takes some 300 bytes, and its peer and its route 1.5 KiB.
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

    /// Has all routes found again, each when the sender is next heard.
    func forgetRoutes() {
        for sender in byKey.values { sender.forgetRoute() }
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
