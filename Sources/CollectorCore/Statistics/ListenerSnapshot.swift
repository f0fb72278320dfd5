// ListenerSnapshot.swift: what one listener has received and refused, as a value.

/// What a listener speaks.
public enum ListenerKind: String, CaseIterable, Sendable {
    case tcp
    case tls
    case udp
    case unixStream = "unix stream"
    case unixDatagram = "unix dgram"

    /// Whether every datagram is a record; otherwise connections are accepted, whose bytes are framed.
    public var isDatagram: Bool { self == .udp || self == .unixDatagram }
    /// Its name for people.
    public var transport: String {
        switch self {
        case .tcp: "TCP"
        case .tls: "TLS"
        case .udp: "UDP"
        case .unixStream: "a local stream socket"
        case .unixDatagram: "a local datagram socket"
        }
    }

    /// Whether senders are processes of this machine.
    public var isLocal: Bool { self == .unixStream || self == .unixDatagram }
}

/// One listener at one moment.
///
/// For datagrams the account is exact: sent = records + refused (by reason) + kernelDrops + those still in the socket.
public struct ListenerSnapshot: Equatable, Sendable {
    /// Unique among the listeners of a collector; what formats call `listener`.
    public var name: String
    public var kind: ListenerKind
    /// `HOST:PORT` with the real port, or the path of a local socket.
    public var address: String
    /// 0 for datagrams, which need no connection.
    public var openConnections = 0
    /// Lines or datagrams received and delivered to the loggers.
    public var records = 0
    /// Bytes of these, with terminators and counts.
    public var bytes = 0
    /// Connections that the collector closed by itself, and datagrams that it received and dropped.
    public var refused: [ClosingReason: Int] = [:]
    /// Datagrams that the kernel dropped, because the socket's buffer was full or the checksum was wrong.
    public var kernelDrops = 0
    /// How many of these were dropped while a full destination kept the collector from reading.
    public var kernelDropsWhilePaused = 0
    /// Datagrams that were longer than the collector reads; they were cut there.
    public var truncatedDatagrams = 0

    package init(name: String, kind: ListenerKind, address: String) {
        self.name = name
        self.kind = kind
        self.address = address
    }
}

extension CollectorSnapshot {
    /// Datagrams that the collector received and dropped: over their rate, not allowed, or left when the time for draining
    /// was over.
    package var droppedDatagrams: Int {
        listeners.reduce(0) { $0 + ($1.kind.isDatagram ? $1.refused.values.reduce(0, +) : 0) }
    }

    /// Datagrams that the kernel dropped.
    package var kernelDrops: Int { listeners.reduce(0) { $0 + $1.kernelDrops } }
}

extension ListenerSnapshot {
    /// What was lost here, for people; connections that were accepted and closed are in the accounts of their peers.
    package var losses: [String] {
        guard kind.isDatagram else {
            let reason = ClosingReason.neverAccepted
            return refused[reason].map { ["\(name) closed \($0) connections (\(reason.rawValue))"] } ?? []
        }
        var losses: [String] = []
        let buffer = kernelDrops - kernelDropsWhilePaused
        if buffer > 0 { losses.append("\(name) lost \(buffer) datagrams (receive buffer full)") }
        if kernelDropsWhilePaused > 0 {
            losses.append("\(name) lost \(kernelDropsWhilePaused) datagrams (destination full)")
        }
        for reason in ClosingReason.allCases where reason != .notAllowed {
            if let count = refused[reason] { losses.append("\(name) dropped \(count) datagrams (\(reason.rawValue))") }
        }
        return losses
    }
}
