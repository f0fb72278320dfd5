// SocketAddressKey.swift: who sent a datagram, in a form that is compared and looked up without an allocation.

/// A sender's address and port, or its process.
struct SocketAddressKey: Hashable, BitwiseCopyable, Sendable {
    /// An IPv6 address in network order; of IPv4 only `low` is used. For a process its number.
    var high: UInt64 = 0
    var low: UInt64 = 0
    /// Family, port and zone.
    var rest: UInt64 = 0
}

/// The process at the other end of a local socket, as the kernel vouches for it; `unix(7)`.
struct PeerCredentials: Hashable, BitwiseCopyable, Sendable {
    /// 0 where it is unknown: it is in another namespace, for instance.
    var pid: Int32 = 0
    /// -1 where it is unknown.
    var uid: Int = -1
}
