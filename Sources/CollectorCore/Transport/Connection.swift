// Connection.swift: one accepted stream, from its listener to its end on one event loop.

/// A connection that was accepted and not yet served: what a listener hands to an event loop.
final class Arrival: Sendable {
    let socket: OwnedDescriptor
    let peer: Peer
    let route: Route

    init(socket: consuming OwnedDescriptor, peer: Peer, route: Route) {
        self.socket = socket
        self.peer = peer
        self.route = route
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

    let arrival: Arrival
    var framer: Framer
    var reading = Reading.active
    /// Who sends, as views name it; made when the first line is looked at.
    private(set) lazy var source = FeedSource(
        address: peer.address, port: (try? Sockets.peerAddress(of: arrival.socket))?.numeric.port ?? 0)

    var peer: Peer { arrival.peer }
    var route: Route { arrival.route }

    init(_ arrival: Arrival, framing: Framing, maxMessageSize: Int) {
        self.arrival = arrival
        framer = Framer(framing: framing, limit: maxMessageSize)
    }
}

@available(*, unavailable)
extension Connection: Sendable {}
