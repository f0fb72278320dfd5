// Sockets+Datagrams.swift: sockets that receive datagrams: their buffers, and what the kernel drops for want of room.
import CLinux
import Glibc

extension Sockets {
    /// Opens a socket that receives the datagrams sent to `address`; an IPv6 wildcard serves IPv4 too.
    ///
    /// Without SO_REUSEADDR: with it two programs could have the port, and the second would get all datagrams.
    static func receiveDatagrams(at address: InternetAddress) throws(Errno) -> OwnedDescriptor {
        let socket = try open(address.family, .datagrams)
        if address.family == AF_INET6 { set(socket, CInt(IPPROTO_IPV6), IPV6_V6ONLY, 0) }
        guard unsafe address.withSockaddr({ unsafe bind(socket.rawValue, $0, $1) }) == 0 else { throw .current }
        return socket
    }

    /// Asks for a receive buffer of `bytes`, beyond what `net.core.rmem_max` allows if this process may.
    ///
    /// - Returns: the size given. The kernel doubles what it is asked for, for its own bookkeeping; `socket(7)`.
    static func setReceiveBuffer(of socket: borrowing OwnedDescriptor, to bytes: Int) -> Int {
        var wanted = CInt(clamping: bytes)
        let size = socklen_t(MemoryLayout<CInt>.size)
        if unsafe setsockopt(socket.rawValue, SOL_SOCKET, SO_RCVBUFFORCE, &wanted, size) != 0 {
            set(socket, SOL_SOCKET, SO_RCVBUF, wanted)
        }
        return receiveBuffer(of: socket)
    }

    /// The size of a receive buffer as it is asked for.
    static func receiveBuffer(of socket: borrowing OwnedDescriptor) -> Int {
        Int(option(of: socket, SOL_SOCKET, SO_RCVBUF) ?? 0) / 2
    }

    /// How many datagrams the kernel has dropped at this socket since it was opened, modulo 2^32.
    ///
    /// Source: Linux `net/core/sock.c`, SO_MEMINFO; its last value is SK_MEMINFO_DROPS.
    static func kernelDrops(of socket: borrowing OwnedDescriptor) -> UInt32 {
        var values: InlineArray<9, UInt32> = .init(repeating: 0)
        var size = socklen_t(MemoryLayout<InlineArray<9, UInt32>>.size)
        guard unsafe getsockopt(socket.rawValue, SOL_SOCKET, SO_MEMINFO, &values, &size) == 0 else { return 0 }
        return values[8]
    }

    /// Has the kernel drop and count what comes from now on: what the socket holds can be read to its end.
    ///
    /// - Parameter isLocal: whether it is a local socket. Its senders get an error instead: a filter would drop what they
    ///   send without counting it. Of UDP a socket that is shut down reads as one with empty datagrams without end.
    static func refuseDatagrams(at socket: borrowing OwnedDescriptor, isLocal: Bool) {
        if isLocal { shutdown(socket.rawValue, CInt(SHUT_RD)) } else { collector_refuse_datagrams(socket.rawValue) }
    }

    /// The value of an option that is a number; `nil` if the socket has no such option.
    static func option(of socket: borrowing OwnedDescriptor, _ level: CInt, _ option: CInt) -> CInt? {
        var value: CInt = 0
        var size = socklen_t(MemoryLayout<CInt>.size)
        return unsafe getsockopt(socket.rawValue, level, option, &value, &size) == 0 ? value : nil
    }
}
