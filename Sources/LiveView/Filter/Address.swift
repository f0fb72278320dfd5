// Address.swift: addresses as numbers, to be compared with networks; IPv4 inside IPv6 is IPv4.

/// An IPv4 or IPv6 address.
struct Address: Hashable {
    var isIPv4: Bool
    /// Network order; IPv4 in the lowest 32 bits.
    var number: UInt128

    var bits: Int { isIPv4 ? 32 : 128 }

    /// Reads dotted or colon notation; a zone ("%eth0") is passed over.
    init?(_ text: some StringProtocol) {
        let text = text.prefix { $0 != "%" }
        guard text.utf8.allSatisfy({ $0 < 0x80 }) else { return nil }
        if let number = Self.ipv4(text) {
            self.init(isIPv4: true, number: UInt128(number))
            return
        }
        guard text.contains(":"), let number = Self.ipv6(text) else { return nil }
        if number >> 32 == 0xFFFF {
            self.init(isIPv4: true, number: number & 0xFFFF_FFFF)
        } else {
            self.init(isIPv4: false, number: number)
        }
    }

    private init(isIPv4: Bool, number: UInt128) {
        self.isIPv4 = isIPv4
        self.number = number
    }

    private static func ipv4(_ text: some StringProtocol) -> UInt32? {
        let parts = text.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var number: UInt32 = 0
        for part in parts {
            guard 1...3 ~= part.count, part.allSatisfy(\.isNumber), let byte = UInt8(part) else { return nil }
            number = number << 8 | UInt32(byte)
        }
        return number
    }

    /// Source: RFC 4291 section 2.2.
    private static func ipv6(_ text: some StringProtocol) -> UInt128? {
        let halves = text.split(separator: "::", omittingEmptySubsequences: false)
        guard halves.count <= 2, let head = groups(halves[0], isLast: halves.count == 1) else { return nil }
        guard halves.count == 2 else { return head.count == 8 ? join(head) : nil }
        guard let tail = groups(halves[1], isLast: true), head.count + tail.count <= 7 else { return nil }
        return join(head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail)
    }

    private static func groups(_ text: some StringProtocol, isLast: Bool) -> [UInt16]? {
        guard !text.isEmpty else { return [] }
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        var groups: [UInt16] = []
        for (index, part) in parts.enumerated() {
            if isLast, index == parts.count - 1, let number = ipv4(part) {
                groups += [UInt16(number >> 16), UInt16(number & 0xFFFF)]
                continue
            }
            guard 1...4 ~= part.count, part.allSatisfy(\.isHexDigit), let group = UInt16(part, radix: 16) else {
                return nil
            }
            groups.append(group)
        }
        return groups
    }

    private static func join(_ groups: [UInt16]) -> UInt128 {
        groups.reduce(0) { $0 << 16 | UInt128($1) }
    }
}

/// Addresses that are meant: one, a network, or those whose text fits a glob.
struct AddressPattern: Equatable {
    private enum Kind: Equatable {
        case network(Address, prefix: Int)
        case glob(Glob)
    }

    /// As it was written.
    let text: String
    private let kind: Kind

    /// What `text` means as addresses, or `nil` if it is something else.
    ///
    /// - Throws: for what is plainly an address with a mistake in it.
    static func read(_ text: String) throws(AddressMistake) -> AddressPattern? {
        try kind(text).map { AddressPattern(text: text, kind: $0) }
    }

    private static func kind(_ text: String) throws(AddressMistake) -> Kind? {
        if let address = Address(text) { return .network(address, prefix: address.bits) }
        if isGlob(text) { return .glob(Glob(text)) }
        let parts = text.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let address = Address(parts[0]) else { return nil }
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

    /// "10.0.2.*" or "2001:db8:*": what could be nothing else.
    private static func isGlob(_ text: String) -> Bool {
        guard text.contains("*"), text.contains(where: \.isHexDigit) else { return false }
        if text.allSatisfy({ $0.isASCII && ($0.isNumber || $0 == "." || $0 == "*") }) {
            let parts = text.split(separator: ".", omittingEmptySubsequences: false)
            return 2...4 ~= parts.count && !parts.contains("")
        }
        let colons = text.filter { $0 == ":" }.count
        return colons >= 2 && text.allSatisfy { $0.isASCII && ($0.isHexDigit || $0 == ":" || $0 == "*") }
    }

    func matches(_ text: String, _ address: Address?) -> Bool {
        switch kind {
        case .glob(let glob): return glob.matches(text.utf8.span)
        case .network(let network, let prefix):
            guard let address, address.isIPv4 == network.isIPv4 else { return false }
            return prefix == 0 || (address.number ^ network.number) >> UInt128(network.bits - prefix) == 0
        }
    }

    /// Whether it is this address and no other, however both are written.
    func isAlone(_ address: Address) -> Bool { kind == .network(address, prefix: address.bits) }
}

struct AddressMistake: Error, Equatable {
    var reason: String
}
