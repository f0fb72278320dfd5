// OutgoingSockets.swift: the socket calls of the handlers that send to other programs. None of them blocks.
import CLinux
import Glibc

/// Whether a socket carries a byte stream or datagrams.
enum Transmission: Sendable {
    case stream, datagrams
}

extension Sockets {
    /// Starts to connect to `address`: the socket becomes writable when that has succeeded or failed; `connect(2)`.
    static func connect(to address: InternetAddress, _ kind: Transmission) throws(Errno) -> OwnedDescriptor {
        let socket = try open(address.family, kind)
        if kind == .stream { keepUp(socket) }
        let descriptor = socket.rawValue
        let failed = unsafe address.withSockaddr { unsafe Glibc.connect(descriptor, $0, $1) } != 0
        if failed, Errno.current != .inProgress { throw .current }
        return socket
    }

    /// Connects to the Unix socket at `path`.
    ///
    /// - Throws: EPROTOTYPE if the socket has the other type; EAGAIN if its backlog is full.
    static func connect(toPath path: String, _ kind: Transmission) throws(Errno) -> OwnedDescriptor {
        let address = try LocalAddress(path)
        let socket = try open(AF_UNIX, kind)
        let descriptor = socket.rawValue
        let failed = unsafe address.withSockaddr { unsafe Glibc.connect(descriptor, $0, $1) }
        if failed != 0 { throw .current }
        return socket
    }

    /// Two local stream sockets that are connected with each other: the first does not block; `socketpair(2)`.
    static func pair() throws(Errno) -> SocketPair {
        var sockets: [CInt] = [-1, -1]
        let type = CInt(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard unsafe socketpair(AF_UNIX, type, 0, &sockets) == 0 else { throw .current }
        _ = fcntl(sockets[0], F_SETFL, O_NONBLOCK)
        return SocketPair(ours: OwnedDescriptor(sockets[0]), theirs: OwnedDescriptor(sockets[1]))
    }

    struct SocketPair: ~Copyable {
        let ours: OwnedDescriptor
        let theirs: OwnedDescriptor

        consuming func takeOurs() -> OwnedDescriptor { ours }
    }

    /// Opens a socket that does not block, and is not passed on to other programs.
    static func open(_ family: CInt, _ kind: Transmission) throws(Errno) -> OwnedDescriptor {
        let type = kind == .stream ? SOCK_STREAM : SOCK_DGRAM
        let flags = SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue
        return try OwnedDescriptor(checking: Glibc.socket(family, CInt(type.rawValue | flags), 0))
    }

    /// Disables Nagle's algorithm, and detects within a minute that the other end has vanished.
    private static func keepUp(_ socket: borrowing OwnedDescriptor) {
        set(socket, CInt(IPPROTO_TCP), TCP_NODELAY, 1)
        set(socket, CInt(IPPROTO_TCP), TCP_USER_TIMEOUT, 60_000)
        set(socket, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(socket, CInt(IPPROTO_TCP), TCP_KEEPIDLE, 30)
        set(socket, CInt(IPPROTO_TCP), TCP_KEEPINTVL, 10)
        set(socket, CInt(IPPROTO_TCP), TCP_KEEPCNT, 3)
    }

    /// Sends `bytes`, or as many as the stream has room for; `send(2)`.
    ///
    /// - Throws: EAGAIN while there is no room; EMSGSIZE for a packet that is too large.
    static func send(_ bytes: Bytes, to socket: borrowing OwnedDescriptor) throws(Errno) -> Int {
        let descriptor = socket.rawValue
        let flags = CInt(MSG_NOSIGNAL)
        let count = unsafe bytes.withUnsafeBytes { unsafe Glibc.send(descriptor, $0.baseAddress, $0.count, flags) }
        guard count >= 0 else { throw .current }
        return count
    }

    /// How many bytes sent on a stream have not reached the other end; `tcp(7)`, `unix(7)`, SIOCOUTQ.
    ///
    /// For TCP these are the unacknowledged bytes. A Unix socket counts the unread bytes, plus overhead.
    static func unacknowledged(by socket: borrowing OwnedDescriptor) -> Int {
        var count: CInt = 0
        return unsafe ioctl(socket.rawValue, UInt(TIOCOUTQ), &count) == 0 ? Int(count) : .max
    }

    /// What has broken a stream or prevented its connection, or `nil`; SO_ERROR, which reports once.
    ///
    /// If there is no error, all acknowledged bytes have been accepted: the other end may have left since, but it left
    /// nothing unread.
    static func failure(of socket: borrowing OwnedDescriptor) -> Errno? {
        var error: CInt = 0
        var length = socklen_t(MemoryLayout<CInt>.size)
        let known = unsafe getsockopt(socket.rawValue, SOL_SOCKET, SO_ERROR, &error, &length) == 0
        return known && error == 0 ? nil : Errno(rawValue: error)
    }

    /// Reads and discards what the other end sends, a little at a time, so that it cannot keep us from sending.
    ///
    /// End of stream is not an error: the other end may still read.
    static func discardInput(of socket: borrowing OwnedDescriptor) -> Errno? {
        var entry = pollfd(fd: socket.rawValue, events: CShort(POLLIN), revents: 0)
        guard unsafe poll(&entry, 1, 0) > 0 else { return nil }
        if CInt(entry.revents) & (POLLERR | POLLHUP) != 0 { return .brokenPipe }
        var room = ReceiveBuffer(capacity: 4_096)
        guard case .failed(let error) = receive(from: socket, into: &room, limit: 4_096) else { return nil }
        return error
    }
}
