// SilentPeer.swift: a peer that used to send and has stopped, as a value for whoever shows it.

/// A peer that used to send and has stopped.
public struct SilentPeer: Equatable, Sendable {
    public var address: String
    /// When its last line came.
    public var since: WallTime
    /// Whether it is silent on an open connection, or gone.
    public var isConnected: Bool
    /// The collector that it sent to, where several are watched.
    public var collector: String?

    public var key: PeerKey { PeerKey(address, at: collector) }

    package init(address: String, since: WallTime, isConnected: Bool) {
        self.address = address
        self.since = since
        self.isConnected = isConnected
    }
}
