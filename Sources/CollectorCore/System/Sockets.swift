// Sockets.swift: the socket calls of a collector. Would-block is a result, not an error.
import CLinux
import Glibc

/// The result of one read of a stream.
enum ReadOutcome: Equatable {
    /// This many bytes, at least one.
    case received(Int)
    /// There is nothing to read yet.
    case wouldBlock
    /// Nothing could be read now, though there may be something: `Errno.isPassing`.
    case notNow
    case endOfStream
    /// The connection is broken; the peer's reset, for instance.
    case failed(Errno)

    /// What a call that failed with `error` says.
    init(_ error: Errno) {
        self = error == .again ? .wouldBlock : error.isPassing ? .notNow : .failed(error)
    }
}

enum Sockets {
    /// Opens a socket that listens on `address`; an IPv6 wildcard serves IPv4 too.
    static func listen(on address: InternetAddress) throws(Errno) -> OwnedDescriptor {
        let socket = try open(address.family, .stream)
        set(socket, SOL_SOCKET, SO_REUSEADDR, 1)
        if address.family == AF_INET6 { set(socket, CInt(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard unsafe address.withSockaddr({ unsafe bind(socket.rawValue, $0, $1) }) == 0 else { throw .current }
        guard Glibc.listen(socket.rawValue, longestQueue) == 0 else { throw .current }
        return socket
    }

    /// The length of the accept queue; the system may allow less.
    static let longestQueue = SOMAXCONN

    /// The address that a socket is bound to, with the port that the system chose.
    static func boundAddress(of socket: borrowing OwnedDescriptor) throws(Errno) -> InternetAddress {
        let descriptor = socket.rawValue
        return try unsafe InternetAddress { (address, length) throws(Errno) in
            guard unsafe getsockname(descriptor, address, length) == 0 else { throw .current }
        }
    }

    /// Accepts one connection, with TCP keepalive, so that a vanished peer is noticed.
    ///
    /// - Throws: EAGAIN if there is none; EMFILE and similar; the errors of a connection that failed in the queue.
    static func accept(from listener: borrowing OwnedDescriptor) throws(Errno) -> Accepted {
        let descriptor = listener.rawValue
        var accepted: CInt = -1
        let address = try unsafe InternetAddress { (address, length) throws(Errno) in
            let flags = CInt(SOCK_CLOEXEC.rawValue | SOCK_NONBLOCK.rawValue)
            unsafe accepted = accept4(descriptor, address, length, flags)
            guard accepted >= 0 else { throw .current }
        }
        let socket = OwnedDescriptor(accepted)
        set(socket, SOL_SOCKET, SO_KEEPALIVE, 1)
        set(socket, CInt(IPPROTO_TCP), TCP_KEEPIDLE, 120)
        set(socket, CInt(IPPROTO_TCP), TCP_KEEPINTVL, 30)
        set(socket, CInt(IPPROTO_TCP), TCP_KEEPCNT, 4)
        return Accepted(socket: socket, address: address)
    }

    /// How many connections wait to be accepted; `tcp(7)`, TCP_INFO, whose count of unacknowledged segments is that of a
    /// listening socket. 0 for a local socket, of which that is not told.
    static func waitingConnections(at listener: borrowing OwnedDescriptor) -> Int {
        var info = tcp_info()
        var size = socklen_t(MemoryLayout<tcp_info>.size)
        guard unsafe getsockopt(listener.rawValue, CInt(IPPROTO_TCP), TCP_INFO, &info, &size) == 0 else { return 0 }
        return Int(info.tcpi_unacked)
    }

    /// A connection just accepted, and its peer's address.
    struct Accepted: ~Copyable {
        let socket: OwnedDescriptor
        let address: InternetAddress

        consuming func takeSocket() -> OwnedDescriptor { socket }
    }

    /// Appends received bytes, at most `limit`, to `buffer`; `recv(2)`.
    static func receive(
        from socket: borrowing OwnedDescriptor, into buffer: inout ReceiveBuffer, limit: Int
    ) -> ReadOutcome {
        let descriptor = socket.rawValue
        // With a length of 0, recv(2) returns 0, as at the end of the stream.
        guard buffer.room > 0 else { return .wouldBlock }
        let count = unsafe buffer.appendInPlace(upTo: limit) { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
        if count > 0 { return .received(count) }
        if count == 0 { return .endOfStream }
        return ReadOutcome(.current)
    }

    /// The first bytes received, at most `limit`, without removing them; empty if there are none.
    static func peek(_ socket: borrowing OwnedDescriptor, limit: Int) -> [UInt8] {
        let descriptor = socket.rawValue
        return unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
            count = unsafe max(0, recv(descriptor, buffer.baseAddress, limit, CInt(MSG_PEEK)))
        }
    }

    /// Whether the stream has ended and everything before is read.
    static func isAtEnd(_ socket: borrowing OwnedDescriptor) -> Bool {
        var byte: UInt8 = 0
        let count = unsafe recv(socket.rawValue, &byte, 1, CInt(MSG_PEEK))
        if count >= 0 { return count == 0 }
        if case .failed = ReadOutcome(.current) { return true }
        return false
    }

    /// Reads bytes that `peek` has shown, and throws them away.
    ///
    /// - Returns: false if the connection broke meanwhile.
    static func skip(_ count: Int, of socket: borrowing OwnedDescriptor) -> Bool {
        var rest = [UInt8](repeating: 0, count: count)
        var left = count
        while left > 0 {
            let read = unsafe recv(socket.rawValue, &rest, left, 0)
            if read == 0 || (read < 0 && !Errno.current.isPassing) { return false }
            left -= max(0, read)
        }
        return true
    }

    /// How many bytes have arrived but have not been read; `tcp(7)`, SIOCINQ.
    static func unreadBytes(in socket: borrowing OwnedDescriptor) -> Int {
        var count: CInt = 0
        return unsafe ioctl(socket.rawValue, UInt(FIONREAD), &count) == 0 ? Int(count) : 0
    }

    /// Half-closes the connection; what the peer still sends can be read.
    static func halfClose(_ socket: borrowing OwnedDescriptor) {
        // Fails if the peer has left already, which is no problem.
        shutdown(socket.rawValue, CInt(SHUT_WR))
    }

    /// Has a listening socket listen no more; connections that nobody has accepted are reset.
    static func refuseConnections(to socket: borrowing OwnedDescriptor) {
        shutdown(socket.rawValue, CInt(SHUT_RDWR))
    }

    /// Sets an option whose failure affects performance only, never what is collected.
    static func set(_ socket: borrowing OwnedDescriptor, _ level: CInt, _ option: CInt, _ value: CInt) {
        var value = value
        unsafe setsockopt(socket.rawValue, level, option, &value, socklen_t(MemoryLayout<CInt>.size))
    }
}
