// Connection.swift: one accepted stream, from its listener to its end on one event loop.
import Synchronization

/// A connection that was accepted and not yet served: what a listener hands to an event loop.
final class Arrival: Sendable {
    let socket: OwnedDescriptor
    let peer: Peer
    /// What its route is found by; a handshake adds to it.
    let facts: RouteFacts
    let admission: Admission
    /// The counters of the listener that it came through.
    let counts: ListenerCounts

    init(
        socket: consuming OwnedDescriptor, peer: Peer, facts: RouteFacts, admission: Admission, counts: ListenerCounts
    ) {
        self.socket = socket
        self.peer = peer
        self.facts = facts
        self.admission = admission
        self.counts = counts
    }
}

/// A connection on its event loop; used by that loop's thread alone.
final class Connection {
    /// Whether the connection is read from.
    enum Reading {
        case active
        /// An outbox of the route is full; the poller tells when the peer leaves.
        case paused
        /// Paused, and the peer has left: out of the poller, which would report that over and over.
        case pausedAfterPeerLeft
    }

    /// How far a connection has come.
    enum Phase {
        /// Its PROXY header has not come yet.
        case introducing
        case handshaking
        case open
        /// Its handshake has failed; what its peer still sends is thrown away, so that the alert is not lost to a reset.
        case refused
    }

    let arrival: Arrival
    private(set) var stream = Stream.plain
    /// Who sends; of a load balancer's connection the balancer, until it has told.
    private(set) var peer: Peer
    private var facts: RouteFacts
    private(set) var admission: Admission
    /// What the poller and the queues of its loop know it by; the connection table gives it.
    var token: UInt64 = 0
    var phase = Phase.open
    /// Where the lines go; nowhere until the connection is open.
    private(set) var route = Route.nowhere
    /// That of the router that found the route.
    private(set) var routeGeneration = -1
    var framer: Framer
    /// Bytes of memory that the framer held when that was last counted.
    var partialMemory = 0
    var reading = Reading.active
    /// The outbox whose room it waits for.
    var blocker: Outbox? {
        didSet {
            oldValue?.pausedConnections.subtract(1, ordering: .relaxed)
            blocker?.pausedConnections.add(1, ordering: .relaxed)
        }
    }
    /// When something last came.
    var lastHeard = Instant.now
    /// Why the collector closes it, if it does so by itself; it is still read for a moment.
    var closing: ClosingReason?
    /// What the poller waits for while the connection is read from.
    var interest = Poller.Interest.readable
    /// What only a connection with TLS needs.
    var handshake = HandshakeProgress()
    /// What has come of a PROXY header.
    var header: [UInt8] = []
    /// Whether it waits because its peer has sent more than it may; otherwise it waits for an outbox.
    var isThrottled: Bool { reading != .active && blocker == nil }
    /// Whether it is to end with the next message.
    var isAged = false
    /// Who sends, as views name it; made when the first line is looked at.
    private(set) lazy var source = makeSource()

    private func makeSource() -> FeedSource {
        let tls: TLSFacts? = if case .tls(let session) = stream { session.facts } else { nil }
        return FeedSource(address: peer.address, port: facts.peerPort, tls: tls, listener: facts.listener)
    }

    /// Finds the route; the connection must be open.
    func findRoute(by router: Router) {
        var facts = facts
        if case .tls(let session) = stream {
            facts.tlsSubject = session.facts.subject
            facts.tlsVersion = session.facts.version
        }
        route = peer.route(for: facts, by: router)
        routeGeneration = router.generation
    }

    /// Bytes that have come and were not read.
    var unreadBytes: Int { Sockets.unreadBytes(in: arrival.socket) }

    /// - Throws: where there is no memory for a TLS session.
    init(_ arrival: Arrival, framing: Framing, maxMessageSize: Int) throws(TLSSessionError) {
        self.arrival = arrival
        (peer, facts, admission) = (arrival.peer, arrival.facts, arrival.admission)
        framer = Framer(framing: framing, limit: maxMessageSize)
        try enter(admission)
    }

    private func enter(_ admission: Admission) throws(TLSSessionError) {
        self.admission = admission
        switch admission {
        case .plain: phase = .open
        case .tls(let context):
            stream = .tls(try TLSSession(context, on: arrival.socket))
            phase = .handshaking
        case .proxied: phase = .introducing
        }
    }

    /// Its PROXY header has told who sends, and what is needed for that.
    ///
    /// - Throws: where there is no memory for a TLS session.
    func belongs(to admitted: AdmissionControl.Admitted) throws(TLSSessionError) {
        (peer, facts) = (admitted.peer, admitted.facts)
        try enter(admitted.admission)
    }
}

/// What is known of a handshake beside OpenSSL's own state.
struct HandshakeProgress {
    /// The first bytes, where they cannot begin a handshake.
    var plainText: [UInt8]?
    var hasBegun = false
    /// Bytes thrown away since the refusal.
    var discarded = 0
    /// What the peer's account knows the connection by, once it is open.
    var number: Int?
}

@available(*, unavailable)
extension Connection: Sendable {}
