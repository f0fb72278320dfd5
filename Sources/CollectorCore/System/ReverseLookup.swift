// ReverseLookup.swift: the name that the system's resolver has for an address; getnameinfo(3).
import Glibc

/// What the resolver answered.
package enum ReverseLookup: Equatable, Sendable {
    case name(String)
    /// The address has no name.
    case none
    /// No server answered, for instance; another attempt may succeed.
    case failed
}

extension IPAddress {
    /// Asks the resolver, which may take half a minute where no server answers.
    package func reverseLookup() -> ReverseLookup {
        var host = [CChar](repeating: 0, count: Int(NI_MAXHOST))
        let failure = unsafe InternetAddress(self).withSockaddr { address, length in
            unsafe getnameinfo(address, length, &host, socklen_t(host.count), nil, 0, NI_NAMEREQD)
        }
        guard failure == 0 else { return failure == EAI_NONAME ? .none : .failed }
        return .name(String(decoding: host.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self))
    }
}

extension InternetAddress {
    /// An address with port 0.
    fileprivate init(_ address: IPAddress) {
        var number = address.number.bigEndian
        self = unsafe withUnsafeBytes(of: &number) { bytes in
            if address.isIPv4 {
                var inner = sockaddr_in()
                inner.sin_family = sa_family_t(AF_INET)
                inner.sin_addr = unsafe bytes.loadUnaligned(fromByteOffset: 12, as: in_addr.self)
                return unsafe withUnsafePointer(to: &inner) { pointer in
                    unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                        unsafe InternetAddress(copying: $0)
                    }
                }
            }
            var inner = sockaddr_in6()
            inner.sin6_family = sa_family_t(AF_INET6)
            inner.sin6_addr = unsafe bytes.loadUnaligned(as: in6_addr.self)
            return unsafe withUnsafePointer(to: &inner) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe InternetAddress(copying: $0)
                }
            }
        }
    }
}
