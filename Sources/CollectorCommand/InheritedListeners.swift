// InheritedListeners.swift: what is spoken on the sockets that the program was started with, by their names.
import CollectorCore

/// The sockets of systemd as listeners. A name says what a socket is for; the order of sockets says nothing.
struct InheritedListeners {
    private static let names = "tcp, tls, tls-ANYTHING, udp, unix, view and metrics"
    private static let view = "view"
    private static let metrics = "metrics"

    let sockets: [InheritedSocket]
    /// Whether there is a certificate.
    let tls: Bool

    func addresses() throws(CommandError) -> [ListenAddress] {
        var addresses: [ListenAddress] = []
        for socket in sockets where socket.name != Self.view && socket.name != Self.metrics {
            addresses.append(try address(of: socket))
        }
        return addresses
    }

    /// Where viewers attach; `nil` if there is no socket for that.
    func viewSocket() throws(CommandError) -> ListenAddress? {
        guard let socket = try only(Self.view) else { return nil }
        guard socket.kind == .localStream else {
            throw mistake(socket, "is no local stream socket; a path behind ListenStream= makes one")
        }
        var address = ListenAddress(.unixStream, path: socket.host)
        address.descriptor = socket.descriptor
        return address
    }

    /// Where metrics are read; `nil` if there is no socket for that.
    func metricsSocket() throws(CommandError) -> MetricsAddress? {
        guard let socket = try only(Self.metrics) else { return nil }
        guard socket.kind == .stream else {
            throw mistake(socket, "is no stream socket; a port behind ListenStream= makes one")
        }
        return MetricsAddress(host: socket.host, port: socket.port, descriptor: socket.descriptor)
    }

    /// The socket of that name, of which there may be one.
    private func only(_ name: String) throws(CommandError) -> InheritedSocket? {
        let named = sockets.filter { $0.name == name }
        guard named.count <= 1 else { throw mistake(named[1], "is one too many: there may be one of this name") }
        return named.first
    }

    private func address(of socket: InheritedSocket) throws(CommandError) -> ListenAddress {
        let kind = try kind(of: socket)
        if kind == .tls, !tls { throw mistake(socket, "needs --cert and --key: without a certificate there is no TLS") }
        var address: ListenAddress
        if kind.isLocal {
            address = ListenAddress(kind, path: socket.host)
        } else {
            address = ListenAddress(kind, host: socket.host, port: socket.port)
        }
        address.descriptor = socket.descriptor
        if let name = socket.name, name.hasPrefix("tls-") { address.name = name }
        return address
    }

    private func kind(of socket: InheritedSocket) throws(CommandError) -> ListenerKind {
        let asked = socket.name.map { $0.hasPrefix("tls-") ? "tls" : $0 }
        switch (asked, socket.kind) {
        case (nil, .stream): return tls ? .tls : .tcp
        case ("tcp", .stream): return .tcp
        case ("tls", .stream): return .tls
        case (nil, .datagram), ("udp", .datagram): return .udp
        case (nil, .localStream), ("unix", .localStream): return .unixStream
        case (nil, .localDatagram), ("unix", .localDatagram): return .unixDatagram
        case ("tcp", _), ("tls", _): throw mistake(socket, "is no stream socket; ListenStream= makes one")
        case ("udp", _): throw mistake(socket, "is no datagram socket; ListenDatagram= makes one")
        case ("unix", _):
            throw mistake(socket, "is no local socket; a path behind ListenStream= or ListenDatagram= makes one")
        case (_?, _):
            let came = sockets.map { "'\($0.name ?? "")'" }.joined(separator: ", ")
            throw mistake(socket, "has an unknown name; FileDescriptorName= may be \(Self.names); these came: \(came)")
        }
    }

    private func mistake(_ socket: InheritedSocket, _ reason: String) -> CommandError {
        CommandError(
            .usage, "the inherited socket '\(socket.name ?? socket.host)' (descriptor \(socket.descriptor)) \(reason)")
    }
}
