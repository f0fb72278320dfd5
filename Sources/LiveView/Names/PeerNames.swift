// PeerNames.swift: the names of addresses: the most particular network of the files, then DNS.
import CollectorCore

/// All names that are known at one moment. Any thread may use it.
package struct PeerNames: Sendable {
    private var files: [AddressRange: PeerName] = [:]
    /// The lengths of prefixes that networks of each family have, the longest first.
    private var prefixes: (v4: [Int], v6: [Int]) = ([], [])
    /// What DNS says of addresses.
    package var resolved: [IPAddress: String] = [:]

    package init() {}

    /// - Parameter files: of two with a name for the same network, the first wins.
    package init(_ files: [NamesFile]) {
        var lengths: (v4: Set<Int>, v6: Set<Int>) = ([], [])
        for (range, name) in files.lazy.flatMap(\.entries) where self.files[range] == nil {
            self.files[range] = name
            if range.network.isIPv4 { lengths.v4.insert(range.prefix) } else { lengths.v6.insert(range.prefix) }
        }
        prefixes = (lengths.v4.sorted(by: >), lengths.v6.sorted(by: >))
    }

    /// Whether what DNS says can be shown and typed.
    package static func isUsable(_ name: String) -> Bool { PeerName.isUsable(Array(name.utf8).span) }

    /// The name of a peer; `nil` where it has none, or is no IP address.
    func name(of peer: String) -> PeerName? {
        guard !files.isEmpty || !resolved.isEmpty, let address = IPAddress(ignoringZone: peer) else { return nil }
        for prefix in address.isIPv4 ? prefixes.v4 : prefixes.v6 {
            if let name = files[AddressRange(address, prefix: prefix)] { return name }
        }
        return resolved[address].map { PeerName(text: $0, origin: .dns) }
    }
}

extension IPAddress {
    /// Reads an IPv4 or IPv6 address; a zone ("%eth0") is ignored.
    init?(ignoringZone text: some StringProtocol) { self.init(String(text.prefix { $0 != "%" })) }
}
