// AdmissionOptions.swift: who may send, how many connections there may be, and how fast each peer may be.

/// What senders are admitted by; where nothing is set, all are.
public struct AdmissionOptions: Equatable, Sendable {
    /// Empty: everybody. Local sockets have their own permissions.
    public var allowed: [AddressRange] = []
    /// Open connections of all listeners together; new ones beyond this are closed. `nil`: no limit but that of descriptors.
    public var maxConnections: Int?
    /// The same for one address; not for local sockets.
    public var maxConnectionsPerPeer: Int?
    /// For each address; not for local sockets. `nil`: no limit.
    public var rateLimit: RateLimit?
    /// Seconds without a byte after which a connection is closed. `nil`: never.
    public var idleTimeout: Double?
    /// Seconds after which a connection is closed at the end of a message, give or take a tenth. `nil`: never.
    public var maxConnectionAge: Double?
    /// Load balancers, whose connections begin with a PROXY header.
    public var proxies: [AddressRange] = []

    public init() {}

    func allows(_ address: IPAddress) -> Bool {
        allowed.isEmpty || allowed.contains { $0.contains(address) }
    }

    func isProxy(_ address: IPAddress) -> Bool {
        proxies.contains { $0.contains(address) }
    }
}
