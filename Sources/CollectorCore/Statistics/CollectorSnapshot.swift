// CollectorSnapshot.swift: everything the collector has counted, as values.

/// What one peer has sent so far.
public struct PeerSnapshot: Equatable, Sendable {
    public var address: String
    /// Lines that no handler wanted: no logger of the configuration leads anywhere for them.
    public var unrouted: Int
    /// Lines received, whatever became of them.
    public var lines: Int
    /// Bytes received, with terminators and counts.
    public var bytes: Int
    /// Lines cut at the size limit, or by the end of the stream inside a counted frame.
    public var truncated: Int
    /// Bytes left out behind such cuts.
    public var skippedBytes: Int
    public var connections: Int
    public var openConnections: Int
    public var firstSeen: WallTime
    public var lastSeen: WallTime
    /// TLS handshakes, done and failed.
    public var handshakes = HandshakeCounts()
    /// The open connections with TLS, oldest handshake first.
    public var tlsConnections: [TLSFacts] = []
    /// Connections that the collector closed by itself.
    public var closed = ClosedConnections()
    /// The collector that it sends to, where several are watched.
    public var collector: String?

    public var key: PeerKey { PeerKey(address, at: collector) }
}

/// The sum over peers that left, none of which sent more than any disconnected peer listed in the snapshot.
public struct FoldedPeers: Equatable, Sendable {
    /// Addresses. Each has its own account, which is continued when it returns.
    public var peers = 0
    /// Addresses beyond the limit: what they sent is in the sums, but one that returns begins at 0 and counts as a new
    /// peer. While this is 0, all totals are exact.
    public var forgotten = 0
    /// When the newest of the forgotten was last seen; the totals of peers seen later are exact.
    public var forgottenUntil: WallTime?
    public var lines = 0
    public var bytes = 0
    public var truncated = 0
    public var skippedBytes = 0
    public var unrouted = 0
    public var connections = 0
    public var handshakes = HandshakeCounts()
    public var closed = ClosedConnections()

    package init() {}

    mutating func add(_ peer: PeerSnapshot) {
        peers += 1
        lines += peer.lines
        bytes += peer.bytes
        truncated += peer.truncated
        skippedBytes += peer.skippedBytes
        unrouted += peer.unrouted
        connections += peer.connections
        handshakes.add(peer.handshakes)
        closed.add(peer.closed)
    }

    /// Subtracts what was added: the peer has returned.
    mutating func subtract(_ peer: PeerSnapshot) {
        peers -= 1
        lines -= peer.lines
        bytes -= peer.bytes
        truncated -= peer.truncated
        skippedBytes -= peer.skippedBytes
        unrouted -= peer.unrouted
        connections -= peer.connections
        handshakes.subtract(peer.handshakes)
        closed.subtract(peer.closed)
    }

    /// Keeps the sums but forgets which peer they came from.
    mutating func forget(_ peer: PeerSnapshot) {
        peers -= 1
        forgotten += 1
        forgottenUntil = max(forgottenUntil ?? peer.lastSeen, peer.lastSeen)
    }
}

/// The account of one handler so far.
public struct HandlerSnapshot: Equatable, Sendable {
    public var name: String
    /// As the configuration names its class, without the module: "FileHandler".
    public var className = ""
    /// Lines of peers: accepted = written + dropped + held + queued.
    public var lines: Balance
    /// The collector's own records, which are not lines of peers; the same equation holds.
    public var ownRecords: Balance
    /// Failed attempts to write; their records are still queued.
    public var failures: Int
    /// The last of them, oldest first; equal ones in a row are one entry.
    public var recentFailures: [SinkFailure] = []
    public var lastFailure: String? { recentFailures.last?.text }
    /// Whether its queue is full, so that senders wait.
    public var isFull = false
    /// Of its destination, which other handlers may share.
    public var queue = QueueHistory()
    /// Records that may wait there before senders have to, 0 for no such limit; `nil` if none ever wait.
    public var queueCapacity: Int?
}

/// The sum of the handlers that reloads have removed.
public struct RemovedHandlers: Equatable, Sendable {
    public var count = 0
    /// Lines of peers. What is queued is still being written.
    public var lines = Balance()
    /// Records of the collector itself.
    public var ownRecords = Balance()

    package init() {}
}

/// The collector at one moment.
///
/// A line goes to every handler of its route, so lines are balanced handler by handler: `received` lines have become
/// `unrouted` ones and `deliveries`, one for each handler that a line's route names, and deliveries = delivered +
/// dropped (by reason) + held for a screen + queued. With one handler that takes everything this is received =
/// delivered + dropped + held + queued.
public struct CollectorSnapshot: Equatable, Sendable {
    public var startedAt: WallTime
    public var peers: [PeerSnapshot]
    public var foldedPeers: FoldedPeers
    public var handlers: [HandlerSnapshot]
    public var removedHandlers = RemovedHandlers()
    public var listeners: [ListenerSnapshot] = []
    /// Peers that used to send and have stopped, sorted by address.
    public var silentPeers: [SilentPeer] = []

    /// The accounts of all handlers; those that reloads have removed have one together, `(removed)`.
    public var allHandlers: [HandlerSnapshot] {
        guard removedHandlers.count > 0 else { return handlers }
        var removed = HandlerSnapshot(named: "(removed)", written: 0)
        (removed.lines, removed.ownRecords) = (removedHandlers.lines, removedHandlers.ownRecords)
        return handlers + [removed]
    }

    /// Lines received from all peers.
    public var received: Int { peers.reduce(foldedPeers.lines) { $0 + $1.lines } }
    public var bytes: Int { peers.reduce(foldedPeers.bytes) { $0 + $1.bytes } }
    /// Lines that no handler wanted.
    public var unrouted: Int { peers.reduce(foldedPeers.unrouted) { $0 + $1.unrouted } }
    public var truncated: Int { peers.reduce(foldedPeers.truncated) { $0 + $1.truncated } }
    public var openConnections: Int { peers.reduce(0) { $0 + $1.openConnections } }
    public var handshakes: HandshakeCounts {
        peers.reduce(into: foldedPeers.handshakes) { $0.add($1.handshakes) }
    }
    /// Connections that the collector closed by itself. Some have no peer's account: those of addresses that are not
    /// allowed, and those that were never accepted.
    public var closedConnections: [ClosingReason: Int] {
        var counts = closed.byReason.mapValues(\.connections)
        for reason in [ClosingReason.notAllowed, .neverAccepted] {
            counts[reason] = listeners.filter { !$0.kind.isDatagram }.reduce(0) { $0 + $1.refused[reason, default: 0] }
        }
        return counts
    }
    public var closed: ClosedConnections { peers.reduce(into: foldedPeers.closed) { $0.add($1.closed) } }
    /// Addresses that sent lines or tried to connect; a lower bound if some are forgotten.
    public var peerCount: Int { peers.count + foldedPeers.peers }
    public var deliveries: Balance { handlers.reduce(removedHandlers.lines) { $0 + $1.lines } }
}

// MARK: - Made by hand, for views and their tests

extension PeerSnapshot {
    /// A peer that has sent nothing yet.
    package init(address: String, at time: WallTime) {
        self.init(
            address: address, unrouted: 0, lines: 0, bytes: 0, truncated: 0, skippedBytes: 0, connections: 0,
            openConnections: 0, firstSeen: time, lastSeen: time)
    }
}

extension CollectorSnapshot {
    package init(startedAt: WallTime, of peers: [PeerSnapshot] = [], handlers: [HandlerSnapshot] = []) {
        self.init(startedAt: startedAt, peers: peers, foldedPeers: FoldedPeers(), handlers: handlers)
    }
}

extension HandlerSnapshot {
    package init(
        named name: String, _ className: String = "", written: Int, queued: Int = 0, failures: Int = 0,
        recentFailures: [SinkFailure] = []
    ) {
        self.init(
            name: name, className: className, lines: Balance(accepted: written + queued, written: written),
            ownRecords: Balance(), failures: failures, recentFailures: recentFailures)
    }
}
