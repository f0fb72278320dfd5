// AddressPattern.swift: the peers in a filter: an address, a network or a glob, at one collector or at any.
import CollectorCore

/// A single address, a network, or a glob that the text of an address must match; behind `@`, at the collector of that name.
struct AddressPattern: Equatable {
    private enum Kind: Equatable {
        case network(IPAddress, prefix: Int)
        case glob(Glob)
    }

    /// As it was written.
    let text: String
    private let kind: Kind
    /// `nil` for any.
    let collector: String?

    /// The addresses that `text` denotes, or `nil` if it is something else.
    ///
    /// - Throws: if it is clearly meant as an address but is not valid.
    static func read(_ text: String) throws(AddressMistake) -> AddressPattern? {
        let parts = text.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.last != "", let kind = try kind(parts[0]) else { return nil }
        return AddressPattern(text: text, kind: kind, collector: parts.count > 1 ? parts[1] : nil)
    }

    private static func kind(_ text: String) throws(AddressMistake) -> Kind? {
        if let address = IPAddress(ignoringZone: text) { return .network(address, prefix: address.bits) }
        if isGlob(text) { return .glob(Glob(text)) }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(ignoringZone: parts[0]) else { return nil }
        // "::ffff:10.0.2.0/120" is "10.0.2.0/24".
        let outside = address.isIPv4 && parts[0].contains(":") ? 96 : 0
        let range = outside...outside + address.bits
        guard let prefix = Int(parts[1]), range ~= prefix, parts[1].allSatisfy(\.isNumber) else {
            let family = address.isIPv4 && outside == 0 ? "IPv4" : "IPv6"
            throw AddressMistake(
                reason: "the prefix of an \(family) network is \(range.lowerBound) to \(range.upperBound)")
        }
        return .network(address, prefix: prefix - outside)
    }

    /// Whether this is "10.0.2.*" or "2001:db8:*", which can be nothing else.
    private static func isGlob(_ text: String) -> Bool {
        guard text.contains("*"), text.contains(where: \.isHexDigit) else { return false }
        if text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "*") }) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return 2...4 ~= parts.count && !parts.contains("")
        }
        let colons = text.filter { $0 == ":" }.count
        return colons >= 2 && text.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == "*") }
    }

    /// - Parameter address: that of the peer as a number, where it is one.
    func matches(_ peer: PeerKey, _ address: IPAddress?) -> Bool {
        guard collector == nil || collector == peer.collector else { return false }
        switch kind {
        case .glob(let glob): return glob.matches(peer.address.utf8.span)
        case .network(let network, let prefix):
            guard let address, address.isIPv4 == network.isIPv4 else { return false }
            return prefix == 0 || (address.number ^ network.number) >> UInt128(network.bits - prefix) == 0
        }
    }

    /// fe80::/10
    private static let linkLocal = UInt128(0xFE80) << 112
    private static let linkLocalPrefix = 10

    /// Whether it is this address, at this collector if one is given, and no other, however both are written.
    func isAlone(_ address: IPAddress, at collector: String?) -> Bool {
        kind == .network(address, prefix: address.bits) && self.collector == collector
    }

    /// The address or network as the collector understands it; `nil` for a glob, and where it has link-local addresses: those
    /// of peers have a zone, which is passed over here and need not be there.
    var network: String? {
        guard case .network(let address, let prefix) = kind else { return nil }
        let common = UInt128(128 - min(prefix, Self.linkLocalPrefix))
        guard address.isIPv4 || (prefix > 0 && address.number >> common != Self.linkLocal >> common) else { return nil }
        return AddressRange(address, prefix: prefix).text
    }
}

struct AddressMistake: Error, Equatable {
    var reason: String
}
