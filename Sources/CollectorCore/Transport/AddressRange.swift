// AddressRange.swift: the addresses of a network, such as 10.0.0.0/8.

/// A network of addresses, or a single one.
public struct AddressRange: Hashable, Sendable {
    public struct Mistake: Error, Equatable, Sendable {
        public var reason: String
    }

    /// Its first address.
    package let network: IPAddress
    /// The bits that all its addresses have in common.
    package let prefix: Int

    /// Reads `ADDRESS` or `ADDRESS/PREFIX`.
    public init(_ text: String) throws(Mistake) {
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let address = IPAddress(parts[0]) else {
            throw Mistake(reason: "'\(text)' is no address or network; try 192.0.2.7, 10.0.0.0/8 or 2001:db8::/32")
        }
        // Of ::ffff:10.0.0.0/104 the first 96 bits are not part of the IPv4 address.
        let outside = address.isIPv4 && parts[0].contains(":") ? 96 : 0
        let longest = outside + address.bits
        var prefix = longest
        if parts.count == 2 {
            guard let number = Int(parts[1]), parts[1].allSatisfy(\.isNumber), outside...longest ~= number else {
                throw Mistake(reason: "'\(text)': the part behind the slash is a number from \(outside) to \(longest)")
            }
            prefix = number
        }
        self.prefix = prefix - outside
        network = address
        guard address.number & ~Self.mask(self.prefix, address.bits) == 0 else {
            let first = IPAddress(number: address.number & Self.mask(self.prefix, address.bits), isIPv4: address.isIPv4)
            throw Mistake(
                reason: "'\(text)' has bits behind its prefix; the network is \(first.text)/\(self.prefix), "
                    + "the address alone \(address.text)")
        }
    }

    /// The network of that prefix that an address is in.
    package init(_ address: IPAddress, prefix: Int) {
        self.prefix = prefix
        network = IPAddress(
            number: address.number & Self.mask(prefix, address.bits), isIPv4: address.isIPv4)
    }

    public func contains(_ address: IPAddress) -> Bool {
        address.isIPv4 == network.isIPv4
            && address.number & Self.mask(prefix, network.bits) == network.number
    }

    /// Whether it is a single address.
    package var isAlone: Bool { prefix == network.bits }

    public var text: String { isAlone ? network.text : "\(network.text)/\(prefix)" }

    private static func mask(_ prefix: Int, _ bits: Int) -> UInt128 {
        let all = bits == 32 ? UInt128(UInt32.max) : .max
        return prefix == 0 ? 0 : all & (all << UInt128(bits - prefix))
    }
}
