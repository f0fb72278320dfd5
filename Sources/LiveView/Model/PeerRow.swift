// PeerRow.swift: one sender as the table shows it.
import CollectorCore

/// TLS handshakes of one address that failed; such a peer may never have delivered a line.
struct HandshakeFailures: Equatable, Sendable {
    var peer: PeerKey
    var count: Int
    /// A few words: "no TLS hello", "bad certificate".
    var reason: String
    var last: WallTime

    /// The failures of a peer, with the reason of the last one; `nil` where none has failed.
    init?(_ peer: PeerSnapshot) {
        guard let last = peer.handshakes.lastFailure else { return nil }
        self.init(
            of: peer.key, count: peer.handshakes.failedTotal, reason: last.reason.rawValue, last: last.time)
    }

    init(of peer: PeerKey, count: Int, reason: String, last: WallTime) {
        self.peer = peer
        self.count = count
        self.reason = reason
        self.last = last
    }
}

/// What the table knows of one peer.
struct PeerRow: Equatable {
    let peer: PeerKey
    /// What files or DNS call it.
    var name: PeerName?
    /// The name that its last message claimed.
    var host: String?
    var messages: RateSlots
    var bytes: RateSlots
    /// Messages of severity err or worse.
    var errors: RateSlots
    private var burst = BurstMeter()
    var total = 0
    var totalBytes = 0
    var connections = 0
    /// Whether it ever had a connection; senders of datagrams have none.
    private(set) var hasConnected = false
    private(set) var silence: Silence?
    /// Connections that the collector closed by itself, so that something may be lost.
    private(set) var closedByCollector = 0
    var tls: TLSFacts?
    /// Whether a connection with TLS is open.
    var hasTLS = false
    /// Its failed handshakes, as long as the table shows them.
    private(set) var failures: HandshakeFailures?
    private var failed = 0
    private var failedAt: Instant?
    var lastSeen: WallTime

    /// It used to send and has stopped.
    struct Silence: Equatable {
        /// When its last line came.
        var since: WallTime
        /// When the view learned of it.
        var noticed: Instant
    }

    init(_ peer: PeerKey, at time: Instant, lastSeen: WallTime, name: PeerName? = nil) {
        self.peer = peer
        self.name = name
        messages = RateSlots(at: time)
        bytes = RateSlots(at: time)
        errors = RateSlots(at: time)
        self.lastSeen = lastSeen
    }

    var address: String { peer.address }

    mutating func resetRates(at time: Instant) {
        messages = RateSlots(at: time)
        bytes = RateSlots(at: time)
        errors = RateSlots(at: time)
        burst = BurstMeter()
    }

    /// Notes lines that were received at the same time.
    mutating func noteBurst(_ count: Int, at time: WallTime) { messages.note(peak: burst.add(count, at: time)) }

    /// Takes over the counters of the peer.
    ///
    /// - Parameter since: when the last counts were taken; without it, what was counted before anybody looked has no place
    ///   in the rates.
    /// - Returns: the lines and bytes that have come since.
    mutating func take(_ peer: PeerSnapshot, since: Instant?, at time: Instant) -> (lines: Int, bytes: Int) {
        let new = since == nil ? (0, 0) : (max(0, peer.lines - total), max(0, peer.bytes - totalBytes))
        messages.add(new.0, from: since ?? time, to: time)
        bytes.add(new.1, from: since ?? time, to: time)
        errors.advance(to: time)
        (total, totalBytes) = (peer.lines, peer.bytes)
        (connections, lastSeen) = (peer.openConnections, peer.lastSeen)
        hasConnected = peer.connections > 0
        hasTLS = !peer.tlsConnections.isEmpty
        closedByCollector = peer.closed.byReason.values.reduce(0) { $0 + $1.connections }
        return new
    }

    /// - Parameter since: when its last line came, if it is silent.
    mutating func note(silentSince since: WallTime?, at time: Instant) {
        guard since != silence?.since else { return }
        silence = since.map { Silence(since: $0, noticed: time) }
    }

    /// Takes over the failed handshakes. After a successful one they are shown for another minute: several senders may
    /// share the address.
    mutating func note(_ failures: HandshakeFailures?, at time: Instant) {
        let count = failures?.count ?? 0
        if count > failed { failedAt = time }
        failed = count
        let isRecent = failedAt.map { time < $0.advanced(bySeconds: Double(RateSlots.seconds)) } ?? false
        self.failures = hasTLS && !isRecent ? nil : failures
    }

    /// Its rank among peers that are equal in the sort column.
    var standing: Int { total > 0 ? 2 : failures != nil ? 1 : 0 }

    /// Whether it has no open connection.
    var hasDeparted: Bool { connections == 0 }
    /// Whether it had connections, and none is left.
    var isGone: Bool { hasDeparted && hasConnected }
}

/// The columns of the table of peers, in their order on the screen.
enum PeerColumn: Int, CaseIterable, Equatable, Sendable {
    case peer, name, collector, host, second, ten, minute, peak, total, bytes, byteRate, connections, tls, errors, last,
        share, spark

    /// What stands above it.
    var title: String { Self.titles[rawValue] }

    private static let titles = [
        "PEER", "NAME", "AT", "HOST", "1s", "10s", "60s", "PEAK", "TOTAL", "BYTES", "BYTES/s", "CON", "TLS", "ERR/60s",
        "LAST",
        "SHARE", "LAST 60s",
    ]

    /// What the column says in words, for the list of columns.
    var meaning: String { Self.meanings[rawValue] }

    private static let meanings = [
        "address of the sender", "what your files call it; ~ is DNS", "collector it sends to",
        "name that its messages claim", "last second", "mean of 10 s",
        "mean of 60 s",
        "highest second", "received in all", "bytes in all", "bytes per second", "open connections",
        "TLS version or failure", "err and worse, 60 s", "time since the last one", "part of all messages",
        "picture of the last minute",
    ]

    static let alwaysShown: Set<PeerColumn> = [.peer, .ten, .total]
}

/// The order of the table.
struct PeerSort: Equatable {
    var column = PeerColumn.minute
    var isReversed = false
    var isFrozen = false

    /// Whether it is the order that a view begins with.
    var isDefault: Bool { column == PeerSort().column && !isReversed }
}

extension PeerRow {
    /// The value to sort by, largest first; text columns are sorted as text.
    func value(of column: PeerColumn, inBytes: Bool) -> Double {
        let rates = inBytes ? bytes : messages
        switch column {
        case .peer, .name, .collector, .host, .tls: return 0
        case .second: return rates.rate(over: 1)
        case .ten: return rates.rate(over: 10)
        case .minute, .share, .spark: return rates.rate(over: 60)
        case .peak: return rates.peak
        case .total: return Double(total)
        case .bytes: return Double(totalBytes)
        case .byteRate: return bytes.rate(over: 10)
        case .connections: return Double(connections)
        case .errors: return errors.sum(over: 60)
        case .last: return Double(lastSeen.nanoseconds) / 1e9
        }
    }

    func text(of column: PeerColumn) -> String? {
        switch column {
        case .peer: address
        // Those without a name last.
        case .name: name?.text ?? "~"
        case .collector: peer.collector ?? ""
        case .host: host ?? ""
        // What fails first, what has no TLS last.
        case .tls: failures == nil ? tls?.summary ?? "~" : ""
        default: nil
        }
    }
}
