// CounterMessages.swift: the counters of a collector as messages: what is counted once a second, and only what has changed.

/// A part of the counters. The parts up to the next one with `totals` belong together.
struct CountersMessage: WireMessage {
    /// The viewer forgets the peers that it knows.
    var startsAnew = false
    /// Peers that are new or have changed.
    var peers: [PeerSnapshot] = []
    /// Addresses of peers that are no longer listed one by one.
    var removed: [String] = []
    /// What is not about a single peer.
    var totals: CollectorTotals?

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.flag(1, &startsAnew)
        try wire.messages(Self.peersField, &peers)
        try wire.texts(3, &removed)
        try wire.message(4, &totals)
    }

    /// Peers are also written one by one, without a list of them.
    static let peersField = 2
}

/// A snapshot without its peers.
struct CollectorTotals: WireMessage, Equatable {
    var startedAt = WallTime(nanoseconds: 0)
    var foldedPeers = FoldedPeers()
    var handlers: [HandlerSnapshot] = []
    var removedHandlers = RemovedHandlers()
    var listeners: [ListenerSnapshot] = []
    var silentPeers: [SilentPeer] = []
    /// Handlers that write to the terminal of the collector, which shows a view.
    var heldHandlers: [String] = []

    /// Silent peers that are told, so that a message stays below `ViewProtocol.longestMessage`.
    static let silentLimit = 4_096

    init() {}

    init(_ snapshot: CollectorSnapshot, heldHandlers: Set<String>) {
        startedAt = snapshot.startedAt
        foldedPeers = snapshot.foldedPeers
        handlers = snapshot.handlers
        removedHandlers = snapshot.removedHandlers
        listeners = snapshot.listeners
        silentPeers = Array(snapshot.silentPeers.prefix(Self.silentLimit))
        self.heldHandlers = heldHandlers.sorted()
    }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.time(1, &startedAt)
        try wire.message(2, &foldedPeers)
        try wire.messages(3, &handlers)
        try wire.message(4, &removedHandlers)
        try wire.messages(5, &listeners)
        try wire.messages(6, &silentPeers)
        try wire.texts(7, &heldHandlers)
    }

    func snapshot(of peers: [PeerSnapshot]) -> CollectorSnapshot {
        CollectorSnapshot(
            startedAt: startedAt, peers: peers, foldedPeers: foldedPeers, handlers: handlers,
            removedHandlers: removedHandlers, listeners: listeners, silentPeers: silentPeers)
    }
}

// MARK: - Peers

extension PeerSnapshot: WireMessage {
    init() { self.init(address: "", at: WallTime(nanoseconds: 0)) }

    private static var tlsLimit: Int { 256 }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &address)
        try wire.number(2, &lines)
        try wire.number(3, &bytes)
        try wire.number(4, &unrouted)
        try wire.number(5, &truncated)
        try wire.number(6, &skippedBytes)
        try wire.number(7, &connections)
        try wire.number(8, &openConnections)
        try wire.time(9, &firstSeen)
        try wire.time(10, &lastSeen)
        if handshakes != HandshakeCounts() || wire.isReader { try wire.message(11, &handshakes) }
        // Of a peer with thousands of connections some are enough to see how they are protected.
        if tlsConnections.count > Self.tlsLimit { tlsConnections.removeLast(tlsConnections.count - Self.tlsLimit) }
        try wire.messages(12, &tlsConnections)
        if closed != ClosedConnections() || wire.isReader { try wire.message(13, &closed) }
    }
}

extension FoldedPeers: WireMessage {
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &peers)
        try wire.number(2, &forgotten)
        try wire.time(3, &forgottenUntil)
        try wire.number(4, &lines)
        try wire.number(5, &bytes)
        try wire.number(6, &truncated)
        try wire.number(7, &skippedBytes)
        try wire.number(8, &unrouted)
        try wire.number(9, &connections)
        try wire.message(10, &handshakes)
        try wire.message(11, &closed)
    }
}

extension TLSFacts: WireMessage {
    init() { self.init(version: "", cipher: "", subject: "") }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &version)
        try wire.text(2, &cipher)
        try wire.text(3, &subject)
    }
}

extension HandshakeCounts: WireMessage {
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &done)
        try wire.counts(2, &failed)
        var reason = lastFailure?.reason.rawValue ?? ""
        try wire.text(3, &reason)
        var time = lastFailure?.time
        try wire.time(4, &time)
        lastFailure = time.map { Failure(reason: HandshakeFailure(rawValue: reason) ?? .other, time: $0) }
    }
}

extension ClosedConnections: WireMessage {
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        var connections = byReason.mapValues(\.connections)
        var unreadBytes = byReason.mapValues(\.unreadBytes)
        try wire.counts(1, &connections)
        try wire.counts(2, &unreadBytes)
        self = ClosedConnections()
        for (reason, count) in connections {
            add(reason, connections: count, unreadBytes: unreadBytes[reason, default: 0])
        }
    }
}

extension SilentPeer: WireMessage {
    init() { self.init(address: "", since: WallTime(nanoseconds: 0), isConnected: false) }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &address)
        try wire.time(2, &since)
        try wire.flag(3, &isConnected)
    }
}

// MARK: - Handlers

extension HandlerSnapshot: WireMessage {
    init() { self.init(named: "", written: 0) }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &name)
        try wire.text(2, &className)
        try wire.message(3, &lines)
        try wire.message(4, &ownRecords)
        try wire.number(5, &failures)
        try wire.messages(6, &recentFailures)
        try wire.flag(7, &isFull)
        try wire.message(8, &queue)
        // One more than the capacity, as 0 is one too.
        var capacity = queueCapacity.map { $0 + 1 } ?? 0
        try wire.number(9, &capacity)
        queueCapacity = capacity > 0 ? capacity - 1 : nil
    }
}

extension Balance: WireMessage {
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &accepted)
        try wire.number(2, &written)
        try wire.counts(3, &dropped)
        try wire.number(4, &held)
    }
}

extension RemovedHandlers: WireMessage {
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &count)
        try wire.message(2, &lines)
        try wire.message(3, &ownRecords)
    }
}

extension SinkFailure: WireMessage {
    init() {
        self.init("", at: WallTime(nanoseconds: 0))
        count = 0
    }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &text)
        try wire.number(2, &count)
        try wire.time(3, &first)
        try wire.time(4, &last)
    }
}

extension QueueHistory: WireMessage {
    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.number(1, &mostQueued)
        try wire.number(2, &holds)
        var heldMilliseconds = Int(heldSeconds * 1_000)
        try wire.number(3, &heldMilliseconds)
        if wire.isReader { heldSeconds = Double(heldMilliseconds) / 1_000 }
        try wire.time(4, &lastWrite)
    }
}

// MARK: - Listeners

extension ListenerSnapshot: WireMessage {
    init() { self.init(name: "", kind: .tcp, address: "") }

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &name)
        var kindName = kind.rawValue
        try wire.text(2, &kindName)
        kind = ListenerKind(rawValue: kindName) ?? .tcp
        try wire.text(3, &address)
        try wire.number(4, &openConnections)
        try wire.number(5, &records)
        try wire.number(6, &bytes)
        try wire.counts(7, &refused)
        try wire.number(8, &kernelDrops)
        try wire.number(9, &kernelDropsWhilePaused)
        try wire.number(10, &truncatedDatagrams)
    }
}

// MARK: - Counts by reason

/// How often something happened for one reason.
private struct CountMessage: WireMessage {
    var reason = ""
    var count = 0

    mutating func code<Coder: WireCoder & ~Copyable>(_ wire: inout Coder) throws(Coder.Failure) {
        try wire.text(1, &reason)
        try wire.number(2, &count)
    }
}

extension WireCoder where Self: ~Copyable {
    /// Counts by reason. A reason that this program does not know is left out: a collector gives none to a viewer whose
    /// version of the protocol lacks it.
    fileprivate mutating func counts<Reason: RawRepresentable<String> & Hashable>(
        _ field: Int, _ counts: inout [Reason: Int]
    ) throws(Failure) {
        var messages = counts.map { CountMessage(reason: $0.key.rawValue, count: $0.value) }
        messages.sort { $0.reason < $1.reason }
        try self.messages(field, &messages)
        counts = [:]
        for message in messages {
            if let reason = Reason(rawValue: message.reason) { counts[reason] = message.count }
        }
    }
}
