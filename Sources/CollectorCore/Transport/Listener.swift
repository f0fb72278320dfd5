// Listener.swift: one open socket that senders reach, with its name and its counters.

/// A socket that listens for connections or receives datagrams.
final class Listener: Sendable {
    let socket: OwnedDescriptor
    let kind: ListenerKind
    /// The port that the system chose, or was told; 0 for a local socket.
    let port: UInt16
    /// What formats, metrics and views call it.
    let name: String
    /// `HOST:PORT` with the real port, or a path.
    let address: String
    let counts: ListenerCounts
    /// Whether it was opened by whoever started the program, and others may go on with it.
    let isInherited: Bool
    /// What is known of a socket whose path is removed at the end.
    private let file: FileStatus.Identity?
    /// The receive buffer that the kernel gave, where it is less than what was asked for; bytes.
    private let smallBuffer: (given: Int, asked: Int)?

    /// Opens the socket; from here on the system takes connections and datagrams.
    ///
    /// - Parameter taken: names of other listeners; one that is only an address is made unique by its protocol.
    init(_ listen: ListenAddress, besides taken: [String] = []) throws(ListenError) {
        var bound = listen
        socket = try Self.open(listen)
        isInherited = listen.descriptor != nil
        if listen.kind.isLocal {
            file = isInherited ? nil : (try? Files.status(of: listen.path))?.identity
        } else {
            file = nil
            bound.port = (try? Sockets.boundAddress(of: socket))?.numeric.port ?? listen.port
        }
        if listen.kind == .unixDatagram { Sockets.askForCredentials(at: socket) }
        if listen.kind == .udp {
            // An inherited socket may have been given more.
            let isLarge = isInherited && Sockets.receiveBuffer(of: socket) >= listen.receiveBuffer
            let given =
                isLarge ? listen.receiveBuffer : Sockets.setReceiveBuffer(of: socket, to: listen.receiveBuffer)
            smallBuffer = given < listen.receiveBuffer ? (given, listen.receiveBuffer) : nil
        } else {
            smallBuffer = nil
        }
        kind = listen.kind
        port = bound.port
        address = bound.text
        let wished = listen.name ?? bound.text
        name = !taken.contains(wished) ? wished : listen.name.map { "\($0)@\(bound.text)" } ?? bound.url
        counts = ListenerCounts(name: name, kind: kind, address: address)
        // What was dropped before this process is in the account of another.
        if isInherited, kind == .udp { counts.drops.begin(at: Sockets.kernelDrops(of: socket)) }
    }

    /// Has the system refuse connections from now on. Otherwise it would take them, with the lines that follow, for as long
    /// as the collector is being drained, and nobody would read them. An inherited socket is left to the next program.
    func refuseConnections() {
        if !isInherited { Sockets.refuseConnections(to: socket) }
    }

    deinit { removePath() }

    /// Opens a socket at this address, or takes the one that was inherited.
    static func open(_ listen: ListenAddress) throws(ListenError) -> OwnedDescriptor {
        if let descriptor = listen.descriptor { return OwnedDescriptor(descriptor) }
        if listen.kind.isLocal {
            do throws(LocalSocketError) {
                return try LocalSocket.open(listen.path, isDatagram: listen.kind.isDatagram, listen.access)
            } catch {
                throw ListenError(address: listen, cause: .local(error))
            }
        }
        let address = try resolve(listen)
        do throws(Errno) {
            return try listen.kind == .udp ? Sockets.receiveDatagrams(at: address) : Sockets.listen(on: address)
        } catch {
            throw ListenError(address: listen, cause: .system(error))
        }
    }

    static func resolve(_ listen: ListenAddress) throws(ListenError) -> InternetAddress {
        do throws(ResolveError) {
            return try InternetAddress.resolve(host: listen.host, port: listen.port)
        } catch {
            throw ListenError(address: listen, cause: .resolve(error.reason))
        }
    }

    /// Opens all of `addresses`, in their order.
    static func open(_ addresses: [ListenAddress]) throws(ListenError) -> [Listener] {
        var listeners: [Listener] = []
        for address in addresses { listeners.append(try Listener(address, besides: listeners.map(\.name))) }
        return listeners
    }

    /// Has the kernel refuse what comes from now on, so that what the socket holds can be read to its end.
    func refuseDatagrams() {
        if !isInherited { Sockets.refuseDatagrams(at: socket, isLocal: kind.isLocal) }
    }

    /// Removes the path of a local socket, unless another program has replaced it.
    func removePath() {
        guard let file, let status = try? Files.status(of: address), status.identity == file else { return }
        try? Files.remove(address)
    }

    /// What to know of the socket before it loses anything.
    var warning: String? {
        guard let (given, asked) = smallBuffer else { return nil }
        return
            "\(name): the kernel gave a receive buffer of \(given) bytes instead of \(asked): bursts of datagrams may be "
            + "lost, and are counted; try: sysctl -w net.core.rmem_max=\(asked)"
    }

    /// What it has received and refused, with what the kernel has dropped until now.
    var snapshot: ListenerSnapshot {
        if kind == .udp { counts.drops.update(Sockets.kernelDrops(of: socket)) }
        return counts.snapshot
    }
}
