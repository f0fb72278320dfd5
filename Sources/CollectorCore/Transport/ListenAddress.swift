// ListenAddress.swift: what to listen on: a protocol with an address and port, or the path of a local socket.

/// One address that a collector listens on.
public struct ListenAddress: Hashable, Sendable {
    public var kind: ListenerKind
    /// A name, an IPv4 or IPv6 address; `::` serves both families, and empty is every IPv4 address.
    public var host = ""
    /// 0 takes a free port.
    public var port: UInt16 = 0
    /// The path of a local socket.
    public var path = ""
    public var access = LocalSocketAccess()
    /// Bytes of the kernel's receive buffer to ask for, of UDP.
    public var receiveBuffer = ListenAddress.usualReceiveBuffer
    /// A socket that is open already, and stays so for others when the collector ends.
    public var descriptor: CInt?
    /// What formats, metrics and views call it; `nil` for `HOST:PORT` or the path.
    public var name: String?

    public init(_ kind: ListenerKind, host: String, port: UInt16) {
        self.kind = kind
        self.host = host
        self.port = port
    }

    public init(_ kind: ListenerKind, path: String) {
        self.kind = kind
        self.path = path
    }

    /// Takes the bursts of many senders while a loop is busy: some 20,000 short datagrams.
    public static let usualReceiveBuffer = 16 << 20

    /// `HOST:PORT`, where an IPv6 address stands in brackets, or the path.
    public var text: String {
        if kind.isLocal { return path }
        return host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
    }

    /// As it is written on the command line, without options that have no part in the address.
    public var url: String {
        switch kind {
        case .tcp, .tls, .udp: "\(kind.rawValue)://\(text)"
        case .unixStream: "unix://\(path)?type=stream"
        case .unixDatagram: "unix://\(path)"
        }
    }
}
