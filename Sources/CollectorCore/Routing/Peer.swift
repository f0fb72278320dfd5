// Peer.swift: one sender, by its address: what it has sent, and the route of its records.
import Synchronization

/// A peer, however many connections it has or had. Event loops count here; anybody reads.
final class Peer: Sendable {
    let address: String
    private let lines: Atomic<Int>
    private let bytes: Atomic<Int>
    private let truncated: Atomic<Int>
    private let skippedBytes: Atomic<Int>
    private let unrouted: Atomic<Int>
    private let connections: Atomic<Int>
    private let openConnections = Atomic<Int>(0)
    /// Datagram sockets that it sends to.
    private let datagramSockets = Atomic<Int>(0)
    private let firstSeen: WallTime
    private let lastSeen: Atomic<Int64>
    /// The route of its last connection, and the generation of the router that found it.
    private let route = Mutex<(route: Route, generation: Int)?>(nil)
    let tls: PeerTLS
    private let closed: Mutex<ClosedConnections>
    private let bucket = Mutex(TokenBucket())

    convenience init(address: String) {
        self.init(continuing: PeerSnapshot(address: address, at: .now))
    }

    /// A peer that has returned; what it had sent before counts.
    init(continuing past: PeerSnapshot) {
        address = past.address
        lines = Atomic(past.lines)
        bytes = Atomic(past.bytes)
        truncated = Atomic(past.truncated)
        skippedBytes = Atomic(past.skippedBytes)
        unrouted = Atomic(past.unrouted)
        connections = Atomic(past.connections)
        firstSeen = past.firstSeen
        lastSeen = Atomic(past.lastSeen.nanoseconds)
        tls = PeerTLS(past.handshakes)
        closed = Mutex(past.closed)
    }

    /// Lines received so far.
    var lineCount: Int { lines.load(ordering: .relaxed) }

    /// The route of a connection; that of the connection before serves again if it is the same.
    func route(for facts: RouteFacts, by router: Router) -> Route {
        route.withLock { known in
            let usable = known.flatMap { $0.generation == router.generation ? $0.route : nil }
            let found = router.route(forLines: facts, known: usable)
            known = (found, router.generation)
            return found
        }
    }

    /// Forgets a route of an earlier configuration, which would keep its handlers in memory.
    func forgetRoute(before generation: Int) {
        route.withLock { known in
            if let old = known, old.generation < generation { known = nil }
        }
    }

    func countConnection(at time: WallTime) {
        connections.add(1, ordering: .relaxed)
        openConnections.add(1, ordering: .relaxed)
        // What a peer that sends has last sent is not moved by its coming and going.
        if lines.load(ordering: .relaxed) == 0 { lastSeen.store(time.nanoseconds, ordering: .relaxed) }
    }

    func countDisconnection() {
        openConnections.subtract(1, ordering: .relaxed)
    }

    /// A socket has begun to receive datagrams from it, or has forgotten it.
    func countDatagramSockets(_ change: Int) {
        datagramSockets.add(change, ordering: .relaxed)
    }

    /// Whether it has a connection, or has lately sent datagrams.
    var isPresent: Bool {
        openConnections.load(ordering: .relaxed) > 0 || datagramSockets.load(ordering: .relaxed) > 0
    }
    var openConnectionCount: Int { openConnections.load(ordering: .relaxed) }

    /// Counts lines that were read against the rate of the peer.
    func take(_ lines: Int, _ limit: RateLimit, at time: Instant) {
        bucket.withLock { $0.take(lines, limit, at: time) }
    }

    /// Seconds until the next line of the peer may be read; 0 for now.
    func wait(_ limit: RateLimit, at time: Instant) -> Double {
        bucket.withLock { $0.wait(limit, at: time) }
    }

    /// Whether one more line of the peer may come, which is counted then.
    func takeOne(_ limit: RateLimit, at time: Instant) -> Bool {
        bucket.withLock { $0.takeOne(limit, at: time) }
    }

    /// The collector closes a connection by itself.
    ///
    /// - Parameter unreadBytes: what had come and was not read.
    func countClosing(_ reason: ClosingReason, unreadBytes: Int) {
        closed.withLock { $0.add(reason, unreadBytes: unreadBytes) }
    }

    /// More of a connection that is counted as closed was not read.
    func countUnread(_ bytes: Int, _ reason: ClosingReason) {
        closed.withLock { $0.add(reason, connections: 0, unreadBytes: bytes) }
    }

    /// Counts one read.
    func count(_ batch: borrowing FrameBatch, bytes count: Int, at time: WallTime) {
        lines.add(batch.count, ordering: .relaxed)
        bytes.add(count, ordering: .relaxed)
        if !batch.isEmpty { lastSeen.store(time.nanoseconds, ordering: .relaxed) }
        guard batch.truncated + batch.skippedBytes > 0 else { return }
        truncated.add(batch.truncated, ordering: .relaxed)
        skippedBytes.add(batch.skippedBytes, ordering: .relaxed)
    }

    /// Counts lines that no handler wants.
    func countUnrouted(_ lines: Int) {
        unrouted.add(lines, ordering: .relaxed)
    }

    /// A part of the snapshot that takes no lock.
    var activity: PeerActivity {
        PeerActivity(
            address: address, lines: lineCount, lastSeen: WallTime(nanoseconds: lastSeen.load(ordering: .relaxed)),
            isConnected: openConnectionCount > 0)
    }

    var snapshot: PeerSnapshot {
        let (handshakes, tlsConnections) = tls.snapshot
        return PeerSnapshot(
            address: address, unrouted: unrouted.load(ordering: .relaxed), lines: lines.load(ordering: .relaxed),
            bytes: bytes.load(ordering: .relaxed), truncated: truncated.load(ordering: .relaxed),
            skippedBytes: skippedBytes.load(ordering: .relaxed),
            connections: connections.load(ordering: .relaxed),
            openConnections: openConnections.load(ordering: .relaxed), firstSeen: firstSeen,
            lastSeen: WallTime(nanoseconds: lastSeen.load(ordering: .relaxed)), handshakes: handshakes,
            tlsConnections: tlsConnections, closed: closed.withLock { $0 })
    }
}
