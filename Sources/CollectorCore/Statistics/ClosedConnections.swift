// ClosedConnections.swift: connections that the collector itself closed, and the bytes left unread.

/// Why the collector closed a connection that its peer had not closed, or dropped a datagram that it had received.
public enum ClosingReason: String, CaseIterable, Sendable {
    /// Its address had the maximum number of connections.
    case share = "too many from one address"
    /// Its destination accepts nothing, and enough connections already wait for it.
    case stalled = "destination stalled"
    /// It had been idle longest when no descriptor was free.
    case silent = "silent longest"
    /// The drain timeout ended before its peer had finished.
    case drainDeadline = "drain deadline"
    /// Its sender is not among those that may send.
    case notAllowed = "address not allowed"
    /// There were as many connections as there may be, in all or of its address.
    case connectionLimit = "too many connections"
    case peerLimit = "connection limit of the address"
    /// A load balancer did not say, as it should, who had connected.
    case proxyHeader = "no valid PROXY header"
    case idle = "idle timeout"
    case age = "connection age"
    /// The kernel had no memory to tell when it could be read.
    case unwatched = "no kernel memory to watch it"
    /// It still waited for a descriptor when the collector ended.
    case neverAccepted = "never accepted"
    /// A datagram of a sender that sent more than it may.
    case rateLimit = "rate limit"

    /// Whether lines may be lost although all that came was read: the peer was not heard at all.
    var isRefusal: Bool {
        switch self {
        case .share, .stalled, .connectionLimit, .peerLimit, .proxyHeader, .unwatched, .neverAccepted: true
        default: false
        }
    }
}

/// How many, and how many of their bytes were left unread in the kernel.
public struct ClosedConnections: Equatable, Sendable {
    public struct Count: Equatable, Sendable {
        public var connections = 0
        public var unreadBytes = 0
    }

    public private(set) var byReason: [ClosingReason: Count] = [:]

    public init() {}

    mutating func add(_ reason: ClosingReason, connections: Int = 1, unreadBytes: Int) {
        byReason[reason, default: Count()].connections += connections
        byReason[reason, default: Count()].unreadBytes += unreadBytes
    }

    mutating func add(_ other: ClosedConnections) {
        byReason.merge(other.byReason) { left, right in
            Count(connections: left.connections + right.connections, unreadBytes: left.unreadBytes + right.unreadBytes)
        }
    }

    /// Takes back what was added before.
    mutating func subtract(_ other: ClosedConnections) {
        for (reason, count) in other.byReason {
            let known = byReason[reason, default: Count()]
            let left = Count(
                connections: known.connections - count.connections, unreadBytes: known.unreadBytes - count.unreadBytes)
            byReason[reason] = left == Count() ? nil : left
        }
    }

    /// The totals by reason, in words: `3 connections closed (too many from one address), 120 bytes unread`.
    ///
    /// Connections that were read to their end before they were closed are not included.
    var losses: [String] {
        ClosingReason.allCases.compactMap { reason in
            guard let count = byReason[reason] else { return nil }
            guard reason.isRefusal || count.unreadBytes > 0 else { return nil }
            let connections = count.connections == 1 ? "1 connection" : "\(count.connections) connections"
            return "\(connections) closed (\(reason.rawValue)), \(count.unreadBytes) bytes unread"
        }
    }
}
