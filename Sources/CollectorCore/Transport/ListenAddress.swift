// ListenAddress.swift: what to listen on: a protocol with an address and port, or with the path of a local socket.

/// One address that a collector listens on.
public struct ListenAddress: Hashable, Sendable {
    public var kind: ListenerKind
    /// A name, an IPv4 or IPv6 address; `::` serves both families, and empty is every IPv4 address.
    public var host = ""
    /// 0 takes a free port.
    public var port: UInt16 = 0
    /// What formats, metrics and views call it; `nil` for `HOST:PORT` or the path.
    public var name: String?

    public init(_ kind: ListenerKind, host: String, port: UInt16) {
        self.kind = kind
        self.host = host
        self.port = port
    }

    /// `HOST:PORT` or the path, for people.
    public var text: String { ListenError.text(host, port) }

    /// As it is written on the command line, without options.
    public var url: String { "\(kind.rawValue)://\(text)" }
}
