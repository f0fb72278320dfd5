// IPAddress.swift: an address as a number, to be compared with ranges; IPv4 inside IPv6 is IPv4.
import Glibc

/// An IPv4 or IPv6 address, without port or zone.
public struct IPAddress: Hashable, Sendable {
    public let isIPv4: Bool
    /// Network order; IPv4 in the lowest 32 bits.
    public let number: UInt128

    public var bits: Int { isIPv4 ? 32 : 128 }

    /// - Parameter bytes: 4 or 16 of them, in network order.
    init(_ bytes: some Collection<UInt8>) {
        let number = bytes.reduce(UInt128(0)) { $0 << 8 | UInt128($1) }
        let isMapped = bytes.count == 16 && number >> 32 == 0xFFFF
        isIPv4 = bytes.count == 4 || isMapped
        self.number = isMapped ? number & 0xFFFF_FFFF : number
    }

    init(number: UInt128, isIPv4: Bool) {
        self.number = number
        self.isIPv4 = isIPv4
    }

    /// Reads dotted or colon notation.
    public init?(_ text: String) {
        guard let bytes = InternetAddress.bytes(ofNumeric: text) else { return nil }
        self.init(bytes)
    }

    /// In dotted or colon notation; `inet_ntop(3)`.
    public var text: String {
        var bytes = number.bigEndian
        var text = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
        let offset = isIPv4 ? 12 : 0
        let isWritten = unsafe withUnsafeBytes(of: &bytes) { bytes in
            unsafe inet_ntop(
                isIPv4 ? AF_INET : AF_INET6, bytes.baseAddress! + offset, &text, socklen_t(text.count)) != nil
        }
        guard isWritten else { return "unknown" }
        return String(decoding: text.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}

extension InternetAddress {
    /// Without its port; `nil` for an address of another family.
    var ip: IPAddress? {
        var storage = storage
        return unsafe withUnsafeBytes(of: &storage) { bytes in
            switch family {
            case AF_INET:
                let address = unsafe bytes.loadUnaligned(as: sockaddr_in.self)
                return unsafe withUnsafeBytes(of: address.sin_addr) { unsafe IPAddress($0) }
            case AF_INET6:
                let address = unsafe bytes.loadUnaligned(as: sockaddr_in6.self)
                return unsafe withUnsafeBytes(of: address.sin6_addr) { unsafe IPAddress($0) }
            default: return nil
            }
        }
    }
}
