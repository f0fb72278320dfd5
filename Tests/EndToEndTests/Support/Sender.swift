// Sender.swift: a plain TCP connection to a collector, from any loopback address.
import Glibc
import TestSupport

/// A connected socket, closed when it is let go. No call of it waits for longer than half a minute.
final class Sender: Sendable {
    let descriptor: Int32

    /// - Parameter source: the peer that the collector sees; any 127.x.y.z is one.
    init(to port: UInt16, from source: String = "127.0.0.1", host: String = "127.0.0.1") throws {
        let isIPv6 = host.contains(":")
        descriptor = socket(isIPv6 ? AF_INET6 : AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        try check(descriptor)
        try limitWaits(seconds: 30)
        if isIPv6 {
            try connectIPv6(host, port)
        } else {
            var address = try ipv4(source, port: 0)
            try check(withSockaddr(&address) { bind(descriptor, $0, $1) })
            address = try ipv4(host, port: port)
            try check(withSockaddr(&address) { connect(descriptor, $0, $1) })
        }
    }

    deinit { close(descriptor) }

    private func limitWaits(seconds: Int) throws {
        var time = timeval(tv_sec: seconds, tv_usec: 0)
        let size = socklen_t(MemoryLayout<timeval>.size)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] { try check(setsockopt(descriptor, SOL_SOCKET, option, &time, size)) }
    }

    private func ipv4(_ host: String, port: UInt16) throws -> sockaddr_in {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        guard inet_pton(AF_INET, host, &address.sin_addr) == 1 else { throw TimeOut(what: "\(host) is no address") }
        return address
    }

    private func connectIPv6(_ host: String, _ port: UInt16) throws {
        var address = sockaddr_in6()
        address.sin6_family = sa_family_t(AF_INET6)
        address.sin6_port = port.bigEndian
        guard inet_pton(AF_INET6, host, &address.sin6_addr) == 1 else { throw TimeOut(what: "\(host) is no address") }
        try check(withSockaddr(&address) { connect(descriptor, $0, $1) })
    }

    /// Sends everything, however long the other side takes for all of it.
    func send(_ bytes: some Sequence<UInt8>) throws {
        let bytes = Array(bytes)
        var sent = 0
        while sent < bytes.count {
            let count = bytes.withUnsafeBytes {
                Glibc.send(descriptor, $0.baseAddress! + sent, bytes.count - sent, Int32(MSG_NOSIGNAL))
            }
            try check(Int32(clamping: count))
            sent += count
        }
    }

    func send(_ text: String) throws { try send(text.utf8) }

    /// Sends what goes without waiting.
    ///
    /// - Returns: how many bytes went; 0 when the other side takes no more.
    func sendSome(_ bytes: [UInt8]) -> Int {
        let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT)
        return max(0, bytes.withUnsafeBytes { Glibc.send(descriptor, $0.baseAddress!, $0.count, flags) })
    }

    /// Whether the other side has said that nothing will come from there.
    var isAtEnd: Bool {
        var byte: UInt8 = 0
        return recv(descriptor, &byte, 1, Int32(MSG_PEEK) | Int32(MSG_DONTWAIT)) == 0
    }

    /// Says that nothing more will come.
    func halfClose() { shutdown(descriptor, Int32(SHUT_WR)) }

    /// Has the end of this sender break the connection: the other side sees a reset.
    func breakAtEnd() {
        var linger = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &linger, socklen_t(MemoryLayout<Glibc.linger>.size))
    }

    /// Waits until the other side has closed, in order or not.
    func waitForEnd() throws {
        var byte: UInt8 = 0
        var count = 1
        while count > 0 { count = read(descriptor, &byte, 1) }
        if count < 0, errno == EAGAIN { throw TimeOut(what: "the other side closes the connection") }
    }

    private func check(_ result: Int32) throws {
        guard result >= 0 else { throw TimeOut(what: "a socket call; " + String(cString: strerror(errno))) }
    }
}

private func withSockaddr<Address>(_ address: inout Address, _ call: (UnsafePointer<sockaddr>, socklen_t) -> Int32)
    -> Int32
{
    withUnsafePointer(to: &address) { pointer in
        pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { call($0, socklen_t(MemoryLayout<Address>.size)) }
    }
}
