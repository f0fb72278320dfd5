// InternetAddress.swift: an address and port of either family, from text and to text.
import CLinux
import Glibc

/// An IPv4 or IPv6 address with a port.
package struct InternetAddress: Sendable {
    /// In the form of the system calls; `length` bytes of it are used.
    fileprivate(set) var storage: sockaddr_storage
    fileprivate(set) var length: socklen_t

    var family: CInt { CInt(storage.ss_family) }

    /// The numeric address, and the port. An IPv4 peer of an IPv6 socket is written as IPv4.
    ///
    /// Source: `getnameinfo(3)` with NI_NUMERICHOST, which also names the zone of a link-local address.
    var numeric: (host: String, port: UInt16) {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        var service = [CChar](repeating: 0, count: Int(NI_MAXSERV))
        let failed = unsafe withSockaddr { address, length in
            unsafe getnameinfo(
                address, length, &host, socklen_t(host.count), &service, socklen_t(service.count),
                NI_NUMERICHOST | NI_NUMERICSERV)
        }
        guard failed == 0 else { return ("unknown", 0) }
        let text = Self.text(host)
        let mapped = "::ffff:"
        let isMapped = text.hasPrefix(mapped) && text.contains(".")
        return (isMapped ? String(text.dropFirst(mapped.count)) : text, UInt16(Self.text(service)) ?? 0)
    }

    /// Whether `text` is a numeric address, not a name.
    package static func isNumeric(_ text: String) -> Bool { bytes(ofNumeric: text) != nil }

    /// The bytes of a numeric address, in network order: 4 for IPv4, 16 for IPv6; `nil` for anything else.
    ///
    /// Source: `inet_pton(3)`.
    package static func bytes(ofNumeric text: String) -> [UInt8]? {
        guard !text.utf8.contains(0) else { return nil }
        var address = in6_addr()
        if unsafe inet_pton(AF_INET, text, &address) == 1 {
            return unsafe withUnsafeBytes(of: address) { unsafe Array($0.prefix(4)) }
        }
        guard unsafe inet_pton(AF_INET6, text, &address) == 1 else { return nil }
        return unsafe withUnsafeBytes(of: address) { unsafe Array($0) }
    }

    private static func text(_ characters: [CChar]) -> String {
        String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// Lends the address in the form of the system calls.
    func withSockaddr<Result>(_ body: (UnsafePointer<sockaddr>, socklen_t) -> Result) -> Result {
        unsafe withUnsafePointer(to: storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { unsafe body($0, length) }
        }
    }

    /// An address written by `fill`, as by `accept4(2)` and `getsockname(2)`.
    init<Failure: Error>(
        filledBy fill: (UnsafeMutablePointer<sockaddr>, UnsafeMutablePointer<socklen_t>) throws(Failure) -> Void
    ) throws(Failure) {
        var storage = sockaddr_storage()
        var length = socklen_t(MemoryLayout<sockaddr_storage>.size)
        let outcome: Swift.Result<Void, Failure> = unsafe withUnsafeMutablePointer(to: &storage) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                do throws(Failure) { return .success(unsafe try fill(address, &length)) } catch {
                    return .failure(error)
                }
            }
        }
        try outcome.get()
        self.storage = storage
        self.length = length
    }

    /// A copy of an address of either family.
    init(copying address: UnsafePointer<sockaddr>) {
        storage = sockaddr_storage()
        let isIPv6 = unsafe CInt(address.pointee.sa_family) == AF_INET6
        length = socklen_t(isIPv6 ? MemoryLayout<sockaddr_in6>.size : MemoryLayout<sockaddr_in>.size)
        unsafe withUnsafeMutableBytes(of: &storage) {
            unsafe $0.copyMemory(from: .init(start: address, count: Int(length)))
        }
    }

    /// The first `length` bytes of `storage`, as a system call wrote them.
    init(_ storage: sockaddr_storage, length: socklen_t) {
        self.storage = storage
        self.length = length
    }

    /// Looks a host up, IPv4 first, as the Python tool serves IPv4; `getaddrinfo(3)`.
    ///
    /// - Parameter host: a name, an IPv4 or IPv6 address; empty means every IPv4 address of the machine.
    /// - Throws: the resolver's own words.
    static func resolve(host: String, port: UInt16) throws(ResolveError) -> InternetAddress {
        let addresses = try resolveAll(host: host.isEmpty ? "0.0.0.0" : host, port: port)
        return addresses.first { $0.family == AF_INET } ?? addresses[0]
    }

    /// All addresses of a host, at least one, in the order in which they should be tried; `getaddrinfo(3)`.
    ///
    /// - Throws: the resolver's own words.
    static func resolveAll(host: String, port: UInt16) throws(ResolveError) -> [InternetAddress] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = CInt(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_PASSIVE | AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let failure = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard failure == 0, let first = unsafe list else {
            throw ResolveError(reason: unsafe String(cString: gai_strerror(failure)).lowercased())
        }
        defer { unsafe freeaddrinfo(first) }
        var addresses: [InternetAddress] = []
        var next: UnsafeMutablePointer<addrinfo>? = unsafe first
        while let entry = unsafe next {
            addresses.append(unsafe InternetAddress(copying: entry.pointee))
            unsafe next = entry.pointee.ai_next
        }
        return addresses
    }

    private init(copying info: addrinfo) {
        storage = sockaddr_storage()
        length = unsafe info.ai_addrlen
        unsafe withUnsafeMutableBytes(of: &storage) {
            unsafe $0.copyMemory(from: .init(start: info.ai_addr, count: Int(length)))
        }
    }
}

/// A host that has no address.
struct ResolveError: Error, Equatable {
    var reason: String
}
